"""The fit: against cases with known posteriors, from its files, and from the model's own runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from samspil.calibration import bank as banks
from samspil.calibration import (
    calibrating,
    load_episodes,
    load_targets,
    reweighing,
    shipping,
    simulator,
)
from samspil.calibration.episodes import data_folder
from samspil.calibration.fitting import accepted_of, evidence_digest, fit
from samspil.calibration.regression import Accepted, accept, learn
from samspil.calibration.replaying import stage
from samspil.calibration.reweighing import likelihood, resampled
from samspil.calibration.simulator import Simulator
from samspil.calibration.targets import fitted
from samspil.model.errors import UserError
from samspil.model.parameters import digest, prior_draws, registry
from samspil.runs.basis import basis
from samspil.runs.draws import BESIDE
from samspil.runs.fitted import _held, draws_of, shipped, simulated

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


def test_many_small_hints_add_up_and_chance_moves_nothing() -> None:
    z = np.random.default_rng(8).standard_normal((RUNS, 60))
    values = z[:, :40].sum(axis=1, keepdims=True) / np.sqrt(40)
    learned = learn(z, values, np.array([0.5]), np.zeros(60, dtype=bool))
    assert not learned.fitted.any()
    np.testing.assert_array_equal(learned.hinted, np.arange(60) < 40)
    posterior = accept(learned, z, np.array([2.0]), 3000)
    mean = np.average(posterior.z, axis=0, weights=posterior.weights)
    # The sum of all forty is N(0, 1) before and seen with variance 0.25: its posterior mean is 2 / 1.25.
    assert mean[:40].sum() / np.sqrt(40) == pytest.approx(1.6, abs=0.1)
    np.testing.assert_array_equal(posterior.z[:, 40:], z[posterior.rows][:, 40:])


def test_a_choice_is_weighed_and_never_moved() -> None:
    rng = np.random.default_rng(6)
    z = rng.standard_normal((RUNS, 2))
    values = (z[:, :1] > 0.5).astype(float)
    learned = learn(z, values, np.array([0.1]), np.array([True, False]))
    posterior = accept(learned, z, np.array([1.0]), 1000)
    np.testing.assert_array_equal(posterior.z[:, 0], z[posterior.rows, 0])
    assert np.average(posterior.z[:, 0] > 0.5, weights=posterior.weights) > 0.99


def test_draws_are_taken_by_their_weight() -> None:
    weights = np.concatenate([np.full(500, 3.0), np.full(500, 1.0)])
    accepted = Accepted(np.arange(1000), weights / weights.sum(), np.zeros((1000, 1)), np.zeros((1000, 0)))
    share = np.mean([(accepted.sample(100, seed) < 500).mean() for seed in range(50)])
    assert share == pytest.approx(0.74, abs=0.03)


def test_further_evidence_weighs_by_its_deviation(tmp_path: Path) -> None:
    targets = list(fitted(load_targets()))[:1]
    near, far = targets[0].value, targets[0].value + 2 * targets[0].deviation
    weights = likelihood(targets, np.array([[near], [far]]))
    assert weights[1] / weights[0] == pytest.approx(np.exp(-2))
    assert likelihood(targets, np.array([[near], [np.nan]])).tolist() == [1.0, 0.0]
    places = resampled(np.array([3.0, 0.0, 1.0, 0.0]), seed=1)
    assert np.bincount(places, minlength=4).tolist() == [3, 0, 1, 0]


@pytest.fixture(scope="module")
def whole() -> Simulator:
    return Simulator(seed=1)


def test_quantities_are_those_of_the_draw_whatever_it_is_run_with(whole: Simulator) -> None:
    draws = prior_draws(1, 23)
    together = Simulator(seed=1, workers=2)(draws)
    alone = whole(draws.isel(draw=[12, 3]))
    np.testing.assert_array_equal(alone, together[[12, 3]])
    fitted_columns = [at for at, target in enumerate(whole.targets) if target.use == "fit"]
    assert np.isfinite(together[:, fitted_columns]).all()
    assert (together[:, fitted_columns].std(axis=0) > 0).all()


def test_a_bank_goes_on_where_it_stopped_and_knows_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 4)
    whole = banks.build(tmp_path / "whole", 8, seed=2)
    part = banks.build(tmp_path / "part", 4, seed=2)
    np.testing.assert_array_equal(part.values, whole.values[:4])
    kept = written(tmp_path / "part")
    longer = banks.build(tmp_path / "part", 8, seed=2, workers=2)
    assert kept.items() <= written(tmp_path / "part").items()
    np.testing.assert_array_equal(longer.values, whole.values)
    np.testing.assert_array_equal(longer.z, whole.z)
    assert not np.array_equal(banks.build(tmp_path / "part", 4, seed=3).values, whole.values[:4])
    with pytest.raises(UserError, match="samspil calibrate"):
        banks.opened(tmp_path / "none")


def written(folder: Path) -> dict[str, int]:
    """When each block of a bank was written."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*.npy")}


def test_one_more_roll_out_costs_its_own_replays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 4)
    targets = load_targets()
    without = {name: target for name, target in targets.items() if target.episode != "screen-visits"}
    for place in (banks, simulator):
        monkeypatch.setattr(place, "load_targets", lambda: without)
    few = banks.build(tmp_path, 4, seed=2)
    kept = written(tmp_path)
    monkeypatch.setattr(banks, "load_targets", lambda: targets)
    with pytest.raises(UserError, match="holds no runs of screen-visits"):
        banks.opened(tmp_path)
    asked: list[str] = []
    real = banks.Simulator.__call__
    monkeypatch.setattr(
        banks.Simulator, "__call__", lambda self, *rest: asked.extend(t.name for t in self.targets) or real(self, *rest)
    )
    more = banks.build(tmp_path, 4, seed=2)
    assert kept.items() <= written(tmp_path).items()
    assert {name.split("/")[0] for name in asked} == {"screen-visits"}
    np.testing.assert_array_equal(more.columns(few.targets), few.values)


def test_what_replays_start_from_names_their_folder(whole: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: whole.digest(name) for name in ("", "screen-visits", "copd-telemedicine")}
    assert len(set(before.values())) == 3
    episode = load_episodes()["screen-visits"]
    for other in ({"users": 6}, {"complexity": 0.9}, {"months": 40}):
        changed = {**whole._stages, episode.name: stage(replace(episode, **other), 1)}
        monkeypatch.setattr(whole, "_stages", changed)
        assert whole.digest("screen-visits") != before["screen-visits"]
        assert whole.digest("copd-telemedicine") == before["copd-telemedicine"]


def test_the_shipped_posterior_is_of_these_parameters_and_of_all_targets() -> None:
    posterior = shipped()
    assert posterior.sizes["draw"] >= 1000
    assert posterior.attrs["targets"].split() == [target.name for target in fitted(load_targets())]
    assert posterior.attrs["evidence"] == evidence_digest(fitted(load_targets()))
    assert "reweighted_by" not in posterior.attrs
    assert {"outreach_company", "need_opening_rate"} <= set(posterior.attrs["fitted"].split())


def test_draws_come_from_the_posterior_in_an_order_of_the_seed() -> None:
    posterior = shipped()
    few, many = draws_of(3, seed=4), draws_of(1500, seed=4)
    np.testing.assert_array_equal(few["outreach_company"], many["outreach_company"][:3])
    assert set(many["luck"].values.tolist()) == set(range(1500))
    assert set(few["outreach_company"].values) <= set(posterior["outreach_company"].values)
    assert not np.array_equal(few["outreach_company"], draws_of(3, seed=5)["outreach_company"])
    np.testing.assert_array_equal(
        draws_of(3, seed=4, prior=True)["outreach_company"], prior_draws(4, 3)["outreach_company"]
    )


def test_a_fit_keeps_the_prior_of_what_it_knows_nothing_of() -> None:
    z, values, _ = gaussian()
    targets = list(fitted(load_targets()))[:2]
    bank = banks.Bank(
        ["outreach_company", "engageable_share", "need_opening_rate"],
        z,
        [target.name for target in targets],
        values * 100,
    )
    made = fit(bank, targets, observed=np.array([0.0, 0.0]))
    assert made.names == ["outreach_company", "engageable_share"]
    assert abs(made.shrinkage()["need_opening_rate"]) < 0.15
    draws = made.draws(500)
    assert draws.sizes["draw"] == 500
    assert accepted_of(RUNS) == len(made.accepted.rows)


def test_what_a_part_rests_on_names_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def names() -> set[str]:
        return {part.folder.name for part in banks.parts_of(tmp_path, 1)}

    before = names()
    assert len(before) == len(load_episodes()) + 1
    for change in ({"code": "other", "parameters": digest()}, {"code": "same", "parameters": "other"}):
        with monkeypatch.context() as patch:
            patch.setattr(banks, "digests", lambda change=change: change)
            assert not names() & before
    assert not {part.folder.name for part in banks.parts_of(tmp_path, 2)} & before
    for module in ("simulator", "drawing"):
        with monkeypatch.context() as patch:
            patch.setattr(getattr(banks, module), "__file__", __file__)
            assert not names() & before
    with monkeypatch.context() as patch:
        patch.setattr(banks.quantities, "__file__", __file__)
        assert len(names() - before) == 1


def test_reading_a_bank_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 4)
    banks.build(tmp_path, 8, seed=2)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert len(banks.opened(tmp_path).z) == 8
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_fit_is_written_whole_and_says_what_it_rests_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 200)
    monkeypatch.setattr(calibrating, "DRAWS", 40)
    for name, number in (("FORCED_REPLAYS", 1), ("CENTRE_DRAWS", 20), ("CENTRE_NEAREST", 2), ("CENTRE_AGAIN", 1)):
        monkeypatch.setattr(shipping, name, number)
    found = calibrating.calibrate(tmp_path, 200)
    held = _held(Path(found["path"]))
    assert {name: held.attrs[name] for name in basis(1)} == basis(1)
    assert held["simulated"].shape == (40, sum(bool(target.quantity) for target in load_targets().values()))
    assert held["forced"].values.mean() == pytest.approx(1.0, abs=1e-5)
    # What is said of a draw is said of the draw that is read.
    names = [str(name) for name in held.data_vars if name not in BESIDE]
    again = Simulator(1, [load_targets()["companies_engaged"]])(held[names].isel(draw=[3, 4]).astype(float))
    np.testing.assert_allclose(again[:, 0], held["simulated"].sel(target="companies_engaged")[3:5])
    moved = {row["name"]: row for row in found["parameters"]}
    assert moved["outreach_company"]["unit"] == registry()["outreach_company"].unit
    assert registry()["outreach_company"].low < moved["outreach_company"]["after"][1] < 0.08


def test_a_further_observation_weighs_the_shipped_draws_without_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, first = (data_folder() / "targets.csv").read_text(encoding="utf-8").splitlines()[:2]
    more = tmp_path / "more.csv"
    wanted = first.replace("companies_engaged,", "mine,", 1).replace(",315,5,25,25,", ",240,1,20,20,")
    more.write_text(f"{head}\n{wanted}\n", encoding="utf-8")
    monkeypatch.setattr(reweighing, "Simulator", None)
    found = reweighing.reweigh(tmp_path / "not" / "there", more)
    told = {each["name"]: each for each in found["targets"]}
    assert told["mine"]["posterior"] == told["companies_engaged"]["posterior"]
    assert told["mine"]["prior"] == told["companies_engaged"]["prior"]
    assert 230 < told["mine"]["posterior"][1] < np.median(simulated().sel(target="companies_engaged")) - 20
    with xr.open_dataset(found["path"]) as held:
        assert float(held["outreach_company"].mean()) < float(shipped()["outreach_company"].mean())
        assert draws_of(held.load(), 1).sizes["draw"] == 1000
    assert found["evidence"]["refit"] == (found["evidence"]["effective"] < found["evidence"]["enough"])
    assert 1.0 <= found["evidence"]["effective"] <= 1000.0


def test_too_few_runs_are_told_before_any_is_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--runs: 2000 is too few: a posterior of 1000 draws needs 4000"):
        calibrating.calibrate(tmp_path, 2000)
    assert list(tmp_path.iterdir()) == []


def test_what_some_runs_do_not_have_is_not_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holed = banks.Bank(["outreach_company"], np.zeros((200, 1)), ["mine"], np.full((200, 1), np.nan))
    monkeypatch.setattr(calibrating, "DRAWS", 40)
    monkeypatch.setattr(calibrating, "build", lambda *given: holed)
    mine = replace(next(iter(fitted(load_targets()))), name="mine", quantity="acquainted_renewed_more")
    monkeypatch.setattr(calibrating, "fitted", lambda targets: [mine])
    with pytest.raises(UserError, match="acquainted_renewed_more is not there in every run"):
        calibrating.calibrate(tmp_path, 200)
    assert not (tmp_path / "posterior.nc").exists()
