"""The fit: against cases with known posteriors, from its files, and from the model's own runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from samspil.calibration import bank as banks
from samspil.calibration import calibrating, checking, load_episodes, load_targets, nulls
from samspil.calibration.calibrating import likelihood, resampled
from samspil.calibration.episodes import data_folder
from samspil.calibration.fitting import accepted_of, fit
from samspil.calibration.posterior import draws_of, shipped
from samspil.calibration.regression import accept, learn
from samspil.calibration.simulator import Simulator
from samspil.calibration.targets import fitted, more_targets
from samspil.model.errors import UserError
from samspil.model.parameters import digest, prior_draws

RUNS = 12000


def gaussian(runs: int = RUNS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two known quantities of two of three parameters, each with deviation 0.5: scores, values, deviations."""
    z = np.random.default_rng(5).standard_normal((runs, 3))
    values = np.column_stack([z[:, 0] + z[:, 1], z[:, 0] - z[:, 1]])
    return z, values, np.array([0.5, 0.5])


def test_a_linear_gaussian_case_has_the_posterior_of_the_textbook() -> None:
    z, values, deviations = gaussian()
    learned = learn(z, values, deviations, np.zeros(3, dtype=bool))
    np.testing.assert_array_equal(learned.fitted, [True, True, False])
    posterior = accept(learned, z, np.array([1.5, 0.5]), 1000)
    mean = np.average(posterior.z, axis=0, weights=posterior.weights)
    spread = np.sqrt(np.average((posterior.z - mean) ** 2, axis=0, weights=posterior.weights))
    # Prior N(0, 1), two observations of precision 4 each: posterior variance 1 / 9 in both directions.
    expected = np.array([(1.5 + 0.5) * 4 / 9, (1.5 - 0.5) * 4 / 9, 0.0])
    np.testing.assert_allclose(mean, expected, atol=0.1)
    np.testing.assert_allclose(spread, [1 / 3, 1 / 3, 1.0], atol=0.1)


def test_a_choice_is_weighed_and_never_moved() -> None:
    rng = np.random.default_rng(6)
    z = rng.standard_normal((RUNS, 2))
    values = (z[:, :1] > 0.5).astype(float)
    learned = learn(z, values, np.array([0.1]), np.array([True, False]))
    posterior = accept(learned, z, np.array([1.0]), 1000)
    np.testing.assert_array_equal(posterior.z[:, 0], z[posterior.rows, 0])
    assert np.average(posterior.z[:, 0] > 0.5, weights=posterior.weights) > 0.99


def test_ranks_are_uniform_where_the_fit_is_right_and_not_where_it_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    z, values, _deviations = gaussian()
    targets = list(fitted(load_targets()))[:2]
    names = ["out_co", "reach", "lam_open"]
    bank = banks.Bank(names, z, [target.name for target in targets], values)
    monkeypatch.setattr(type(targets[0]), "deviation", property(lambda self: 0.5))
    honest = checking.ranks(bank, targets, 200)
    assert honest.names == names[:2]
    assert all(honest.p_uniform(column) > 0.01 for column in range(2))
    assert 0.85 < honest.inside.mean() < 0.95
    real = checking.accept

    def too_sure(*args: object, **more: object) -> object:
        found = real(*args, **more)
        middle = np.average(found.z, axis=0, weights=found.weights)
        found.z[:] = middle + 0.4 * (found.z - middle)
        return found

    monkeypatch.setattr(checking, "accept", too_sure)
    wrong = checking.ranks(bank, targets, 200)
    assert all(wrong.p_uniform(column) < 1e-3 for column in range(2))
    assert all(wrong.hump(column) > 1.5 for column in range(2))


def test_coverage_has_its_exact_binomial_interval() -> None:
    points = [checking.LeftOut(0.0, -1.0 if n else 1.0, 0.0, 2.0, name=str(n), without="") for n in range(30)]
    found = checking.coverage(points)
    assert (found["points"], found["inside"]) == (30, 29)
    # Clopper and Pearson for 29 of 30.
    assert found["low"] == pytest.approx(0.8278, abs=1e-4)
    assert found["high"] == pytest.approx(0.9992, abs=1e-4)


def test_what_no_prior_would_give_is_told() -> None:
    z, values, _ = gaussian()
    targets = list(fitted(load_targets()))[:2]
    bank = banks.Bank(["out_co", "reach", "lam_open"], z, [target.name for target in targets], values / 1e3)
    usual = checking.conflict(bank, targets, np.array([0.0, 0.0]))
    far = checking.conflict(bank, targets, np.array([target.deviation * 5 for target in targets]))
    assert usual["joint"] > 0.5
    assert far["joint"] < 0.01
    assert max(far["by_target"].values()) < 0.01


def test_further_evidence_weighs_by_its_deviation(tmp_path: Path) -> None:
    targets = list(fitted(load_targets()))[:1]
    near, far = targets[0].value, targets[0].value + 2 * targets[0].deviation
    weights = likelihood(targets, np.array([[near], [far]]))
    assert weights[1] / weights[0] == pytest.approx(np.exp(-2))
    places = resampled(np.array([3.0, 0.0, 1.0, 0.0]), seed=1)
    assert np.bincount(places, minlength=4).tolist() == [3, 0, 1, 0]


# The model's own runs


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    return Simulator(seed=1)


def test_quantities_are_those_of_the_draw_whatever_it_is_run_with(simulator: Simulator) -> None:
    draws = prior_draws(1, 23)
    together = Simulator(seed=1, workers=2)(draws)
    alone = simulator(draws.isel(draw=[12, 3]))
    np.testing.assert_array_equal(alone, together[[12, 3]])
    fitted_columns = [at for at, target in enumerate(simulator.targets) if target.use == "fit"]
    assert np.isfinite(together[:, fitted_columns]).all()
    assert (together[:, fitted_columns].std(axis=0) > 0).all()


def test_a_bank_goes_on_where_it_stopped_and_knows_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 4)
    whole = banks.build(tmp_path / "whole", 8, seed=2)
    part = banks.build(tmp_path / "part", 4, seed=2)
    np.testing.assert_array_equal(part.values, whole.values[:4])
    kept = (tmp_path / "part" / "0000000.npy").stat().st_mtime_ns
    longer = banks.build(tmp_path / "part", 8, seed=2, workers=2)
    assert (tmp_path / "part" / "0000000.npy").stat().st_mtime_ns == kept
    np.testing.assert_array_equal(longer.values, whole.values)
    np.testing.assert_array_equal(longer.z, whole.z)
    with pytest.raises(UserError, match="holds runs of other seed"):
        banks.build(tmp_path / "part", 4, seed=3)
    with pytest.raises(UserError, match="samspil calibrate"):
        banks.opened(tmp_path / "none")


def test_the_shipped_posterior_is_of_these_parameters_and_of_all_targets() -> None:
    posterior = shipped()
    assert posterior is not None
    assert posterior.sizes["draw"] >= 1000
    assert posterior.attrs["parameters"] == digest()
    assert posterior.attrs["targets"].split() == [target.name for target in fitted(load_targets())]
    assert {"out_co", "lam_open"} <= set(posterior.attrs["fitted"].split())


def test_draws_come_from_the_posterior_in_an_order_of_the_seed() -> None:
    posterior = shipped()
    assert posterior is not None
    few, many = draws_of(3, seed=4), draws_of(1500, seed=4)
    np.testing.assert_array_equal(few["out_co"], many["out_co"][:3])
    assert set(many["luck"].values.tolist()) == set(range(1500))
    assert set(few["out_co"].values) <= set(posterior["out_co"].values)
    assert not np.array_equal(few["out_co"], draws_of(3, seed=5)["out_co"])
    np.testing.assert_array_equal(draws_of(3, seed=4, prior=True)["out_co"], prior_draws(4, 3)["out_co"])


def test_a_fit_keeps_the_prior_of_what_it_knows_nothing_of() -> None:
    z, values, _ = gaussian()
    targets = list(fitted(load_targets()))[:2]
    bank = banks.Bank(["out_co", "reach", "lam_open"], z, [target.name for target in targets], values * 100)
    made = fit(bank, targets, observed=np.array([0.0, 0.0]))
    assert made.names == ["out_co", "reach"]
    assert abs(made.shrinkage()["lam_open"]) < 0.15
    draws = made.draws(500)
    assert draws.sizes["draw"] == 500
    assert accepted_of(RUNS) == len(made.accepted.rows)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",companies_engaged,315,", ",companies_engagd,315,", "companies_engagd"),
        (",companies_engaged,315,", ",companies_engaged,,", "value"),
        (",315,5,25,25,", ",315,0,0,0,", "must be above 0"),
        (",fit,", ",fitted,", "fitted"),
    ],
)
def test_a_wrong_table_of_targets_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    copytree(data_folder(), tmp_path / "data")
    path = tmp_path / "data" / "targets.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as wrong:
        load_targets(tmp_path / "data")
    assert told in str(wrong.value)
    assert "targets.csv" in str(wrong.value)


def test_each_observation_counts_once(tmp_path: Path) -> None:
    text = (data_folder() / "targets.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "more.csv"
    path.write_text("\n".join(text[:2]) + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="counts once"):
        more_targets(path)
    path.write_text("\n".join([text[0], text[1].replace("companies_engaged,", "mine,", 1)]) + "\n", encoding="utf-8")
    assert more_targets(path)[0].name == "mine"


# Models without agents


def test_crps_of_a_normal_sample_is_the_closed_form() -> None:
    sample = norm.ppf((np.arange(20000) + 0.5) / 20000)
    for observed in (0.0, 1.3, -2.0):
        # Gneiting and Raftery 2007, equation 21.
        expected = observed * (2 * norm.cdf(observed) - 1) + 2 * norm.pdf(observed) - 1 / np.sqrt(np.pi)
        assert nulls.crps(sample, observed) == pytest.approx(expected, abs=2e-3)


def test_models_without_agents_start_where_the_roll_out_did() -> None:
    episode = load_episodes()["screen-visits"]
    first = replace(episode.observations[0], month=0, count="adopters")
    assert nulls.bass(episode, first) == pytest.approx(episode.users)
    others = [(of, of.observations[0]) for of in load_episodes().values() if of.name != episode.name]
    assert nulls.straight_line(episode, first, others) == pytest.approx(episode.users)
    later = replace(first, month=60)
    assert (nulls.bass(episode, later) > episode.users).all()
    assert (nulls.bass(episode, later) <= 98).all()


def test_the_mean_field_has_all_hosts_when_a_programme_has_come_to_its_end() -> None:
    episode = load_episodes()["medication-record-municipalities"]
    fixed = {"p_y": 0.0, "q_y": 0.0, "slip_med": 1.0, "np_prep": 6.0, "inst_m": 6.0, "aband": 0.0}
    draws = xr.Dataset({name: ("draw", [value]) for name, value in fixed.items()})
    seen = replace(episode.observations[0], count="adopters", month=episode.deadline_months)
    assert nulls.mean_field(episode, seen, draws) == pytest.approx(98)
    half = replace(seen, month=(episode.deadline_months + 6) // 2)
    assert nulls.mean_field(episode, half, draws) == pytest.approx(49, abs=1)


def test_further_evidence_moves_what_is_told_and_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banks, "BLOCK", 200)
    monkeypatch.setattr(calibrating, "DRAWS", 40)
    head, first = (data_folder() / "targets.csv").read_text(encoding="utf-8").splitlines()[:2]
    more = tmp_path / "more.csv"
    wanted = first.replace("companies_engaged,", "mine,", 1).replace(",315,5,25,25,", ",200,1,5,5,")
    more.write_text(f"{head}\n{wanted}\n", encoding="utf-8")
    usual = calibrating.calibrate(tmp_path, 200)
    with xr.open_dataset(usual["path"]) as held:
        before = float(held["out_co"].mean())
    found = calibrating.calibrate(tmp_path, 200, evidence=more)
    told = {each["name"]: each for each in found["targets"]}
    assert told["mine"]["posterior"] == told["companies_engaged"]["posterior"]
    assert told["mine"]["prior"] == told["companies_engaged"]["prior"]
    assert told["mine"]["posterior"][1] < usual["targets"][0]["posterior"][1] - 20
    with xr.open_dataset(found["path"]) as held:
        assert float(held["out_co"].mean()) < before
    assert found["evidence"]["refit"] in (True, False)
    assert 1.0 <= found["evidence"]["effective"] <= 40.0
