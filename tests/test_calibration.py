"""The fit: against cases with known posteriors, from its files, and from the model's own runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from samspil.calibration import (
    auditing,
    calibrating,
    checking,
    load_episodes,
    load_targets,
    nulls,
    simulator,
    validate,
    widening,
)
from samspil.calibration import bank as banks
from samspil.calibration.calibrating import likelihood, resampled
from samspil.calibration.episodes import data_folder
from samspil.calibration.fitting import accepted_of, evidence_digest, fit
from samspil.calibration.hindcasting import hindcast, parted
from samspil.calibration.posterior import draws_of, shipped
from samspil.calibration.regression import Accepted, accept, learn
from samspil.calibration.replaying import stage
from samspil.calibration.scoring import crps, scored
from samspil.calibration.simulator import Simulator
from samspil.calibration.targets import fitted, further_evidence, month_in
from samspil.model.errors import UserError
from samspil.model.parameters import digest, prior_draws, registry

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


def left(target: str, inside: bool, without: str = "") -> checking.LeftOut:
    return checking.LeftOut(0.0, -1.0 if inside else 1.0, 0.0, 2.0, "fit", target, 0.0, 0.0, without=without or target)


def test_coverage_has_its_exact_binomial_interval_and_copies_are_no_points() -> None:
    points = [left(str(n), n > 0) for n in range(30)]
    copies = [left(str(n), n > 0, "with others") for n in range(30) for _ in range(9)]
    found = checking.coverage([*points, *copies])
    assert (found["alone"]["points"], found["alone"]["inside"]) == (30, 29)
    # Clopper and Pearson for 29 of 30.
    assert found["alone"]["low"] == pytest.approx(0.8278, abs=1e-4)
    assert found["alone"]["high"] == pytest.approx(0.9992, abs=1e-4)
    assert (found["pooled"]["points"], found["pooled"]["inside"]) == (300, 290)
    # Thirty targets are thirty points, however often each is left out: about 29 of 30 less two standard errors.
    assert found["pooled"]["low"] == pytest.approx(0.9, abs=0.01)
    assert found["pooled"]["high"] == 1.0


def known_world() -> tuple[banks.Bank, list, np.ndarray]:
    """Two targets of the same quantity and one of another, each a parameter's score, and their deviations."""
    chosen = [replace(target, deviations=(0.3, 0.0, 0.0)) for target in fitted(load_targets())[:3]]
    values = np.array([2.0, 2.0, -1.0])
    years = ("2023", "2023", "2019")
    targets = [
        replace(target, value=value, period=year) for target, value, year in zip(chosen, values, years, strict=True)
    ]
    z = np.random.default_rng(11).standard_normal((6000, 3))
    seen = np.column_stack([z[:, 0], z[:, 0], z[:, 1]])
    return banks.Bank(["out_co", "reach", "lam_open"], z, [target.name for target in targets], seen), targets, values


def scores_of(names: list[str], draws: xr.Dataset) -> np.ndarray:
    """The scores of draws at which parameters stand in their priors."""
    columns = []
    for name in names:
        grid = np.linspace(1e-6, 1 - 1e-6, 20001)
        columns.append(norm.ppf(np.interp(draws[name].values, registry()[name].quantile(grid), grid)))
    return np.column_stack(columns)


def test_what_is_left_out_is_said_without_it() -> None:
    bank, targets, _values = known_world()

    def simulate(asked: list, draws: xr.Dataset) -> np.ndarray:
        z = scores_of(bank.names, draws)
        return z[:, [bank.names.index("out_co") if target.value > 0 else bank.names.index("reach") for target in asked]]

    found = {(each.target, each.without, each.model): each for each in checking.leave_out(bank, targets, simulate)}
    first, second, third = (target.name for target in targets)
    # Seen once with variance 0.09: posterior N(2 / 1.09, 0.09 / 1.09), and its own error on top.
    expected = 2.0 / 1.09
    spread = np.sqrt(0.09 / 1.09 + 0.09)
    for name in (first, second):
        said = found[name, name, "fit"]
        assert said.median == pytest.approx(expected, abs=0.1)
        assert said.high - said.low == pytest.approx(2 * 1.645 * spread, rel=0.15)
        assert said.inside
        assert said.log > found[name, name, "prior"].log
    # Nothing else tells of the third: what is said of it is the prior.
    assert found[third, third, "fit"].median == pytest.approx(0.0, abs=0.25)
    year = targets[0].seen_by[:4]
    together = [key for key in found if key[1] == year and key[2] == "fit"]
    assert all(found[key].median == pytest.approx(0.0, abs=0.3) for key in together)
    assert len(together) >= 2


def test_years_are_those_in_which_something_became_known() -> None:
    labels = {label: group for label, group in checking.groups(fitted(load_targets())) if label.isdigit()}
    assert set(labels) <= {str(year) for year in range(2010, 2027)}
    for label, group in labels.items():
        assert all(target.seen_by.startswith(label) for target in group)


def test_what_the_fit_cannot_explain_tells_a_wrong_set() -> None:
    bank, targets, values = known_world()
    made = fit(bank, targets, observed=values)
    honest, torn = checking.misfit(made, np.array([values, [2.0, -1.0, -1.0]]))
    # Two observations of one quantity 3 apart, with deviation 0.3 each: each is left 1.5 away.
    assert torn == pytest.approx(2 * (1.5 / 0.3) ** 2, rel=0.15)
    assert honest < 3.0
    moved = checking.moved_halves(targets, 50, 2.0)
    away = np.abs(moved - values) / 0.3
    assert np.isclose(away, 0.0).sum(axis=1).tolist() == [2] * 50
    assert np.isclose(away, 2.0).sum(axis=1).tolist() == [1] * 50
    up = checking.moved_halves(targets, 50, 2.0, np.ones(3))
    assert (up >= values).all()
    assert np.isclose(up - values, 0.6).sum(axis=1).tolist() == [1] * 50
    assert (moved > values).any(axis=0).all()
    assert (moved < values).any(axis=0).all()


def test_draws_are_taken_by_their_weight() -> None:
    weights = np.concatenate([np.full(500, 3.0), np.full(500, 1.0)])
    accepted = Accepted(np.arange(1000), weights / weights.sum(), np.zeros((1000, 1)), np.zeros((1000, 0)))
    share = np.mean([(accepted.sample(100, seed) < 500).mean() for seed in range(50)])
    assert share == pytest.approx(0.74, abs=0.03)


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
    assert likelihood(targets, np.array([[near], [np.nan]])).tolist() == [1.0, 0.0]
    places = resampled(np.array([3.0, 0.0, 1.0, 0.0]), seed=1)
    assert np.bincount(places, minlength=4).tolist() == [3, 0, 1, 0]


# The model's own runs


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
    assert posterior is not None
    assert posterior.sizes["draw"] >= 1000
    assert posterior.attrs["parameters"] == digest()
    assert posterior.attrs["targets"].split() == [target.name for target in fitted(load_targets())]
    assert posterior.attrs["evidence"] == evidence_digest(fitted(load_targets()))
    assert "reweighted_by" not in posterior.attrs
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
        ("\ncompanies_engaged,", "\nCompanies engaged,", "is no name"),
        ("\ncompanies_engaged_before,", "\ncompanies_engaged,", "is given twice"),
        (",2022-07 to 2023-12,fit,", ",some time ago,fit,", "names no year"),
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
        further_evidence(path)
    path.write_text("\n".join([text[0], text[1].replace("companies_engaged,", "mine,", 1)]) + "\n", encoding="utf-8")
    assert further_evidence(path)[0][0].name == "mine"


def own_episode(folder: Path, name: str = "mine") -> None:
    """A roll-out of a reader's own, made of the shipped one of screen visits."""
    folder.mkdir()
    for table in ("episodes.csv", "observations.csv"):
        head, *rows = (data_folder() / table).read_text(encoding="utf-8").splitlines()
        mine = [row.replace("screen-visits", name, 1) for row in rows if row.startswith("screen-visits,")]
        (folder / table).write_text("\n".join([head, *mine]) + "\n", encoding="utf-8")


def test_a_roll_out_of_ones_own_is_read_and_replayed(tmp_path: Path) -> None:
    own_episode(tmp_path / "own")
    targets, episodes = further_evidence(tmp_path / "own")
    assert [target.name for target in targets] == ["mine/2018-10/adopters", "mine/2019-06/live"]
    values = Simulator(1, targets, episodes=episodes)(prior_draws(1, 4))
    shipped_as = [target.name.replace("mine", "screen-visits") for target in targets]
    same = Simulator(1, [load_targets()[name] for name in shipped_as])(prior_draws(1, 4))
    np.testing.assert_array_equal(values, same)
    checks = validate(5, 1, folder=tmp_path / "own")
    assert [check.episode for check in checks] == ["mine", "mine"]


def test_a_shipped_roll_out_takes_a_further_observation(tmp_path: Path) -> None:
    own_episode(tmp_path / "own")
    head = (tmp_path / "own" / "episodes.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "own" / "episodes.csv").write_text(head + "\n", encoding="utf-8")
    rows = (tmp_path / "own" / "observations.csv").read_text(encoding="utf-8")
    later = rows.replace("mine,2018-10", "screen-visits,2018-12").replace("mine,", "screen-visits,").splitlines()[:2]
    (tmp_path / "own" / "observations.csv").write_text("\n".join(later) + "\n", encoding="utf-8")
    targets, episodes = further_evidence(tmp_path / "own")
    assert [target.name for target in targets] == ["screen-visits/2018-12/adopters"]
    everything = [load_targets()["screen-visits/2019-06/live"], *targets]
    assert np.isfinite(Simulator(1, everything, episodes=episodes)(prior_draws(1, 2))).all()
    (check,) = validate(3, 1, folder=tmp_path / "own")
    assert (check.episode, check.month) == ("screen-visits", "2018-12")
    (tmp_path / "own" / "observations.csv").write_text(later[0] + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="holds no row"):
        validate(3, 1, folder=tmp_path / "own")


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("episodes.csv", "mine,", "screen-visits,", "that there is already"),
        ("episodes.csv", "mine,", "my/own,", "is no name"),
        ("observations.csv", "2019-06,live", "2018-10,adopters", "is given twice"),
        ("observations.csv", "2019-06", "2031-06", "2031-06 is outside the episode mine, 2017-06 to 2020-05"),
        ("observations.csv", ",adopters,18,", ",depth,18,", "0 to 1"),
        ("observations.csv", ",3,5,6,", ",0,0,0,", "must be above 0"),
        ("observations.csv", ",fit,,in operation", ",fit,spring,in operation", "is no year or month"),
        ("observations.csv", "\nmine,2019", "\nmind,2019", "mind"),
        ("observations.csv", ",fit,", ",check,", "holds no observation whose use is fit"),
    ],
)
def test_a_wrong_roll_out_of_ones_own_is_told(tmp_path: Path, table: str, old: str, new: str, told: str) -> None:
    own_episode(tmp_path / "own")
    path = tmp_path / "own" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError) as wrong:
        further_evidence(tmp_path / "own")
    assert told in str(wrong.value)


def test_a_potential_that_is_known_to_the_last_digit_is_told(tmp_path: Path) -> None:
    copytree(data_folder(), tmp_path / "data")
    path = tmp_path / "data" / "episodes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",500,2000,5000,", ",2000,2000,2000,"), encoding="utf-8")
    with pytest.raises(UserError, match="nobody knows it that well"):
        load_episodes(tmp_path / "data")


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


# Models without agents


def test_crps_of_a_normal_sample_is_the_closed_form() -> None:
    sample = norm.ppf((np.arange(20000) + 0.5) / 20000)
    for observed in (0.0, 1.3, -2.0):
        # Gneiting and Raftery 2007, equation 21.
        expected = observed * (2 * norm.cdf(observed) - 1) + 2 * norm.pdf(observed) - 1 / np.sqrt(np.pi)
        assert crps(sample, observed) == pytest.approx(expected, abs=2e-3)


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
    kept = Path(usual["path"]).read_bytes()
    found = calibrating.calibrate(tmp_path, 200, evidence=more)
    assert Path(usual["path"]).read_bytes() == kept
    assert found["path"] != usual["path"]
    told = {each["name"]: each for each in found["targets"]}
    assert told["mine"]["posterior"] == told["companies_engaged"]["posterior"]
    assert told["mine"]["prior"] == told["companies_engaged"]["prior"]
    assert told["mine"]["posterior"][1] < usual["targets"][0]["posterior"][1] - 20
    with xr.open_dataset(found["path"]) as held:
        assert float(held["out_co"].mean()) < before
    assert found["evidence"]["refit"] == (found["evidence"]["effective"] < found["evidence"]["enough"])
    moved = {each["name"]: each for each in found["parameters"]}
    assert moved["out_co"]["shift"] < {each["name"]: each for each in usual["parameters"]}["out_co"]["shift"]
    assert 1.0 <= found["evidence"]["effective"] <= 40.0


def test_a_score_is_that_of_the_normal_distribution_with_the_observations_error() -> None:
    sample = norm.ppf((np.arange(1000) + 0.5) / 1000)
    score = scored("a model", "a target", 3.0 * sample, 4.0, 4.0)
    assert score.log == pytest.approx(norm.logpdf(4.0, scale=5.0), abs=1e-2)
    assert (score.low, score.high) == (pytest.approx(-8.22, abs=0.1), pytest.approx(8.22, abs=0.1))
    at = 4.0 / 5.0
    assert score.crps == pytest.approx(
        5.0 * (at * (2 * norm.cdf(at) - 1) + 2 * norm.pdf(at) - 1 / np.sqrt(np.pi)), abs=0.01
    )
    assert score.inside


# What was known then, and what came later


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("2022-07 to 2023-12", "2023-12"),
        ("2018-2019", "2019-12"),
        ("2023-05", "2023-05"),
        ("studies 2004-2018", "2018-12"),
        ("2025", "2025-12"),
    ],
)
def test_a_period_ends_in_its_last_month(period: str, month: str) -> None:
    assert month_in(period) == month


def test_what_was_published_later_was_known_later() -> None:
    target = next(iter(load_targets().values()))
    assert replace(target, period="2023-12", published="2024").seen_by == "2024-12"
    assert replace(target, period="2023-12", published="2023-11").seen_by == "2023-12"


def test_a_hindcast_is_fitted_to_what_was_known() -> None:
    known, later = parted("2023-12")
    withheld = "dose-packed-medicine/2024-03/depth"
    assert {target.name for target in later} == {"second_host_share", "dose-packed-medicine/2023-12/depth", withheld}
    assert {target.use for target in known} == {"fit"}
    everything = [*known, *later]
    z = np.random.default_rng(9).standard_normal((6000, 2))
    spread = np.array([target.deviation for target in everything])
    truth = np.array([target.value for target in everything])

    def shown(scores: np.ndarray) -> np.ndarray:
        # All quantities hang on one parameter, and what was known lies two deviations above its prior's middle.
        return truth + spread * (scores[:, :1] - 2.0) * 3.0

    def simulate(asked: list, draws: xr.Dataset) -> np.ndarray:
        places = [everything.index(target) for target in asked]
        return shown(scores_of(["out_co"], draws))[:, places]

    bank = banks.Bank(["out_co", "reach"], z, [target.name for target in everything], shown(z))
    found = hindcast(bank, "2023-12", simulate)
    by = {(score["target"], score["model"]): score for score in found["scores"]}
    for target in later:
        assert by[target.name, "fit to 2023-12"]["crps"] < 0.5 * by[target.name, "priors"]["crps"]
        assert by[target.name, "fit to 2023-12"]["inside"]
    with pytest.raises(UserError, match="nothing was seen after"):
        hindcast(bank, "2030-01", simulate)


# The width of priors


def test_a_prior_of_another_width_weighs_runs_anew() -> None:
    z = np.random.default_rng(10).standard_normal(200_000)
    for width in (0.5, 1.3):
        flat = widening._weighed(100.0 * z, z, width, goal=200.0)
        assert flat["mean"] == pytest.approx(0.0, abs=3 * flat["se"])
        assert flat["p_goal"] == pytest.approx(norm.sf(2.0 / width), rel=0.1)
        assert flat["high"] == pytest.approx(100.0 * norm.ppf(0.95) * (width - 1.0), abs=3.0)
        bent = widening._weighed(100.0 * z**2, z, width, goal=1e9)
        assert bent["mean"] == pytest.approx(100.0 * (width**2 - 1.0), abs=4 * bent["se"])
        assert bent["p_goal"] == 0.0


def test_a_wider_range_stays_what_it_is() -> None:
    for parameter in registry().values():
        if parameter.distribution in ("choice", "point") or parameter.low == parameter.high:
            continue
        wide = widening.wider(parameter)
        assert wide.low <= parameter.low < parameter.high <= wide.high, parameter.name
        assert wide.low >= 0.0 or parameter.low < 0.0
        if parameter.unit.startswith(widening.SHARES) and parameter.high <= 1.0:
            assert wide.high <= 1.0
        assert np.isfinite(wide.quantile(np.array([0.001, 0.5, 0.999]))).all()
    assert widening.wider(registry()["lam_open"]) != registry()["lam_open"]


def test_too_few_runs_are_told_before_any_is_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--runs: 2000 is too few: a posterior of 1000 draws needs 4000"):
        calibrating.calibrate(tmp_path, 2000)
    assert list(tmp_path.iterdir()) == []


def test_what_some_runs_do_not_have_is_not_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 200)
    monkeypatch.setattr(calibrating, "DRAWS", 40)
    head, first = (data_folder() / "targets.csv").read_text(encoding="utf-8").splitlines()[:2]
    row = first.replace("companies_engaged,", "mine,", 1).replace(",companies_engaged,", ",acquainted_renewed_more,")
    more = tmp_path / "more.csv"
    more.write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(UserError, match="acquainted_renewed_more is not there in every run"):
        calibrating.calibrate(tmp_path, 200, evidence=more)
    assert not (tmp_path / "reweighted.nc").exists()


def test_an_audit_is_of_the_runs_that_the_fit_was_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 4)
    banks.build(tmp_path / "bank", 12, seed=2)
    (tmp_path / "fit.json").write_text('{"runs": 8, "seed": 2}', encoding="utf-8")
    bank, seed = auditing.bank_of(tmp_path)
    assert (len(bank.z), seed) == (8, 2)
    (tmp_path / "fit.json").write_text('{"runs": 16, "seed": 2}', encoding="utf-8")
    with pytest.raises(UserError, match="made of 16 runs, and 12 are there"):
        auditing.bank_of(tmp_path)
