"""Roll-outs of the past: from their files, and through the rules of the forecast."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from samspil.calibration import load_episodes, replay, validate
from samspil.calibration.episodes import data_folder
from samspil.model.errors import UserError
from samspil.runs.fitted import draws_of


def test_what_was_seen_lies_in_the_range_of_the_replay() -> None:
    told = [check for check in validate(draws_of(60, seed=1), replicates=2) if check.observed > 1]  # no shares
    checks = {(check.episode, check.month): check for check in told}
    for episode in ("screen-visits", "medication-record-municipalities", "medication-record-hospitals"):
        assert all(check.inside for check in checks.values() if check.episode == episode), checks
    # The only harvest on record was richer than the middle of the fit; what decides that is assumed.
    aids = checks["aids-programme", "2016-12"]
    assert 150 < aids.median < aids.observed / 1.5
    # 5 to 29 municipalities in two years: neither untouched nor full.
    screens = checks["screen-visits", "2019-06"]
    assert 10 < screens.median < 60
    assert screens.high < 80
    assert checks["medication-record-municipalities", "2016-12"].median > 90


def test_a_replay_starts_from_what_is_stated_and_is_the_same_again() -> None:
    episode = load_episodes()["screen-visits"]
    runs = replay(episode, draws=3, replicates=2, seed=5)
    assert runs["adopters"].isel(time=0).min() >= episode.users
    assert runs["adopters"].isel(time=0).max() <= episode.users + 3
    assert (runs["live"] <= runs["adopters"]).all()
    assert runs.equals(replay(episode, draws=3, replicates=2, seed=5))
    more = replay(episode, draws=2, replicates=1, seed=5)
    np.testing.assert_array_equal(more["adopters"], runs["adopters"][:2, :1])


def test_without_contagion_nothing_spreads() -> None:
    episode = load_episodes()["screen-visits"]
    still = xr.Dataset(
        {name: ("draw", [0.0]) for name in ("adoption_alone", "adoption_by_others", "abandonment_rate")},
        attrs={"beyond_evidence": True},
    )
    counted = replay(episode, draws=still, replicates=2)["adopters"]
    assert counted.min() == counted.max() == episode.users


def test_levers_that_were_on_are_on_in_the_replay_and_only_there() -> None:
    episodes = load_episodes()
    assert dict(episodes["aids-programme"].levers) == {"benefit_realisation": 1.0, "support_share": 1.0}
    assert not any(episode.levers for name, episode in episodes.items() if name != "aids-programme")
    off = replace(episodes["aids-programme"], levers=())
    draws = draws_of(8, seed=1)
    on, without = (replay(each, draws, 2)["freed_mdkk"].values[..., -1] for each in (episodes["aids-programme"], off))
    assert (on >= without).all()
    assert 1.4 < on.mean() / without.mean() < 2.2


def test_what_came_back_to_municipalities_lies_within_its_deviation() -> None:
    """A check that is never fitted: half a krone for a krone, in 15 of 98 municipalities."""
    [money] = [each for each in load_episodes()["aids-programme"].observations if each.count == "money_back"]
    runs = replay(load_episodes()["aids-programme"], draws_of(200, seed=1), 1)["money_back"].values[..., money.month]
    assert abs(float(np.median(runs)) - money.value) < np.hypot.reduce(money.deviations)


def test_time_freed_is_counted_before_rosters_follow() -> None:
    """What municipalities report is users times minutes; a slower roster takes nothing from it."""
    soon, late = (_alone(cashing_lag_months=months)["freed_mdkk"].values for months in (6.0, 24.0))
    assert soon[..., -1].min() > 0.0
    np.testing.assert_array_equal(soon, late)


def test_devices_are_paid_for_as_their_users_come() -> None:
    """Nobody new takes it into use: those who had it pay for what they add, in proportion to its price."""
    cheap, dear = (_alone(**{"cost.solution_purchase": years})["money_back"].values[..., -1] for years in (1.0, 2.0))
    np.testing.assert_allclose(cheap, 2.0 * dear)
    # Years of the whole value are paid for a user who has been there for four and a half at most.
    assert 0.5 < cheap.min() < cheap.max() < 4.5
    still = _alone(depth_rate=0.0)
    assert float(still["money_back"].max()) == float(still["freed_mdkk"].max()) == 0.0


def _alone(**values: float) -> xr.Dataset:
    """The programme's solution at those who had it before it: nobody else takes it up or gives it up."""
    given = {"adoption_alone": 0.0, "adoption_by_others": 0.0, "abandonment_rate": 0.0, "costly_dropped": 0.0}
    given |= {"cost.solution_running": 0.0, "evaluation_error": 0.0, **values}
    draws = xr.Dataset({name: ("draw", [value]) for name, value in given.items()}, attrs={"beyond_evidence": True})
    return replay(replace(load_episodes()["aids-programme"], regime="voluntary"), draws, replicates=2)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("screen-visits,benefit_realisation,2", "episode_levers.csv.*value = '2': lies outside 0 to 1"),
        ("screen-visits,benefit_realization,1", "episode_levers.csv.*lever.*benefit_realisation"),
        ("screen-vists,benefit_realisation,1", "episode_levers.csv.*episode.*screen-visits"),
    ],
)
def test_a_wrong_lever_of_an_episode_is_told_with_its_line(tmp_path, row: str, told: str) -> None:
    for name in ("episodes.csv", "observations.csv"):
        shutil.copy(data_folder() / name, tmp_path / name)
    (tmp_path / "episode_levers.csv").write_text(f"episode,lever,value,grade,source\n{row},assumed,mine\n")
    with pytest.raises(UserError, match=told):
        load_episodes(tmp_path)


def test_more_users_than_hosts_is_refused() -> None:
    episode = replace(load_episodes()["screen-visits"], users=99)
    with pytest.raises(UserError, match="99 is more than the 98 hosts"):
        replay(episode, draws=1)
