"""The checks of a fit and its rivals, against cases whose answers are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from docs.generate import calibration_page
from samspil.calibration import (
    auditing,
    checking,
    load_episodes,
    load_targets,
    nulls,
    widening,
)
from samspil.calibration import bank as banks
from samspil.calibration.fitting import fit
from samspil.calibration.hindcasting import hindcast, parted
from samspil.calibration.scoring import crps, scored
from samspil.calibration.targets import fitted
from samspil.model.errors import UserError
from samspil.model.parameters import registry

from .test_calibration import gaussian


def test_ranks_are_uniform_where_the_fit_is_right_and_not_where_it_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    z, values, _deviations = gaussian()
    targets = list(fitted(load_targets()))[:2]
    names = ["outreach_company", "engageable_share", "need_opening_rate"]
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
    return checking.LeftOut(
        0.0, -1.0 if inside else 1.0, 0.0, 2.0, "fit", target, 0.0, 0.0, 0.0, 0.0, without=without or target
    )


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
    return (
        banks.Bank(
            ["outreach_company", "engageable_share", "need_opening_rate"], z, [target.name for target in targets], seen
        ),
        targets,
        values,
    )


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
        return z[
            :,
            [
                bank.names.index("outreach_company") if target.value > 0 else bank.names.index("engageable_share")
                for target in asked
            ],
        ]

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


def test_what_no_prior_would_give_is_told() -> None:
    z, values, _ = gaussian()
    targets = list(fitted(load_targets()))[:2]
    bank = banks.Bank(
        ["outreach_company", "engageable_share", "need_opening_rate"],
        z,
        [target.name for target in targets],
        values / 1e3,
    )
    usual = checking.conflict(bank, targets, np.array([0.0, 0.0]))
    far = checking.conflict(bank, targets, np.array([target.deviation * 5 for target in targets]))
    assert usual["joint"] > 0.5
    assert far["joint"] < 0.01
    assert max(far["by_target"].values()) < 0.01


def test_crps_of_a_normal_sample_is_the_closed_form() -> None:
    sample = norm.ppf((np.arange(2000) + 0.5) / 2000)
    for observed in (0.0, 1.3, -2.0):
        # Gneiting and Raftery 2007, equation 21.
        expected = observed * (2 * norm.cdf(observed) - 1) + 2 * norm.pdf(observed) - 1 / np.sqrt(np.pi)
        assert crps(sample, observed) == pytest.approx(expected, abs=1e-5)


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
    fixed = {
        "adoption_alone": 0.0,
        "adoption_by_others": 0.0,
        "slip_median": 1.0,
        "programme_preparation_months": 6.0,
        "installation_months": 6.0,
        "abandonment_rate": 0.0,
    }
    draws = xr.Dataset({name: ("draw", [value]) for name, value in fixed.items()})
    seen = replace(episode.observations[0], count="adopters", month=episode.deadline_months)
    assert nulls.mean_field(episode, seen, draws) == pytest.approx(98)
    half = replace(seen, month=(episode.deadline_months + 6) // 2)
    assert nulls.mean_field(episode, half, draws) == pytest.approx(49, abs=1)


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
        return shown(scores_of(["outreach_company"], draws))[:, places]

    bank = banks.Bank(["outreach_company", "engageable_share"], z, [target.name for target in everything], shown(z))
    found = hindcast(bank, "2023-12", simulate)
    by = {(score["target"], score["model"]): score for score in found["scores"]}
    for target in later:
        assert by[target.name, "fit to 2023-12"]["crps"] < 0.5 * by[target.name, "priors"]["crps"]
        assert by[target.name, "fit to 2023-12"]["inside"]
    with pytest.raises(UserError, match="nothing was seen after"):
        hindcast(bank, "2030-01", simulate)


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
    assert widening.wider(registry()["need_opening_rate"]) != registry()["need_opening_rate"]


def test_an_audit_is_of_the_runs_that_the_fit_was_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "BLOCK", 4)
    banks.build(tmp_path / "bank", 12, seed=2)
    (tmp_path / "fit.json").write_text('{"runs": 8, "seed": 2}', encoding="utf-8")
    bank, seed = auditing.bank_of(tmp_path)
    assert (len(bank.z), seed) == (8, 2)
    (tmp_path / "fit.json").write_text('{"runs": 16, "seed": 2}', encoding="utf-8")
    with pytest.raises(UserError, match="made of 16 runs, and 12 are there"):
        auditing.bank_of(tmp_path)


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.88, "a little too narrow"), (0.9, "as they should"), (0.92, "a little too wide")]
)
def test_the_page_of_the_fit_says_whether_its_intervals_hold_what_they_say(share, verdict):
    assert calibration_page._held(np.full(50, share), 300).endswith(f": {verdict}.")
