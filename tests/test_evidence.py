"""Evidence as data: targets and roll-outs, shipped and of one's own, and what is told of a wrong table."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from samspil.calibration import (
    load_episodes,
    load_targets,
    validate,
)
from samspil.calibration.episodes import data_folder
from samspil.calibration.simulator import Simulator
from samspil.calibration.targets import further_evidence, month_in
from samspil.model.errors import UserError
from samspil.model.parameters import prior_draws


def rewrite(path: Path, old: str, new: str, times: int = -1) -> None:
    """Put one text for another in a file that holds it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, times), encoding="utf-8")


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
        (",0.794,", ",79.4,", "value = '79.4': is no share; allowed: 0 to 1"),
        (",companies_engaged,315,", ",companies_engaged,3.150,", "write 3150, or 3.1500 if it is a decimal"),
    ],
)
def test_a_wrong_table_of_targets_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    copytree(data_folder(), tmp_path / "data")
    path = tmp_path / "data" / "targets.csv"
    rewrite(path, old, new, 1)
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
        ("observations.csv", ",adopters,18,", ",adopters,410,", "observations.csv:2: value = '410'.*5 to 98"),
        ("observations.csv", ",adopters,18,", ",adopters,0.18,", "5 used it at the start.*allowed: 5 to 98"),
        ("observations.csv", ",adopters,18,", ",live,99,", "allowed: 0 to 98"),
        ("observations.csv", ",adopters,18,", ",months_to_half,37,", "allowed: 0 to 36"),
        ("observations.csv", "2019-06,live,29", "2019-06,adopters,17", "cannot fall: 18 had.*by 2018-10.*18 or more"),
        ("observations.csv", ",adopters,18,", ",freed_mdkk,1.250,", "write 1250, or 1.2500"),
        ("episodes.csv", ",2017-06,36,5,", ",2017-06,36,99,", "users = '99': is more than the 98 hosts.*98 at most"),
        ("observations.csv", ",3,5,6,", ",0,0,0,", "must be above 0"),
        ("observations.csv", ",fit,,in operation", ",fit,spring,in operation", "is no year or month"),
        ("observations.csv", "\nmine,2019", "\nmind,2019", "mind"),
        ("observations.csv", ",fit,", ",check,", "holds no observation whose use is fit"),
    ],
)
def test_a_wrong_roll_out_of_ones_own_is_told(tmp_path: Path, table: str, old: str, new: str, told: str) -> None:
    own_episode(tmp_path / "own")
    path = tmp_path / "own" / table
    rewrite(path, old, new)
    with pytest.raises(UserError) as wrong:
        further_evidence(tmp_path / "own")
    assert re.search(told, str(wrong.value))


def test_a_value_of_time_needs_a_potential(tmp_path: Path) -> None:
    copytree(data_folder(), tmp_path / "data")
    rewrite(tmp_path / "data" / "episodes.csv", ",500,2000,5000,", ",,,,")
    with pytest.raises(UserError, match=r"freed_mdkk. needs a potential.*aids-programme.*potential_low"):
        load_episodes(tmp_path / "data")


def test_a_potential_that_is_known_to_the_last_digit_is_told(tmp_path: Path) -> None:
    copytree(data_folder(), tmp_path / "data")
    path = tmp_path / "data" / "episodes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",500,2000,5000,", ",2000,2000,2000,"), encoding="utf-8")
    with pytest.raises(UserError, match="nobody knows it that well"):
        load_episodes(tmp_path / "data")


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


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("episodes.csv", ",2017-06,", ",2017-13,", "start"),
        ("episodes.csv", ",voluntary,", ",volontary,", "voluntary"),
        ("episodes.csv", ",national,36,", ",national,,", "deadline_months"),
        ("episodes.csv", ",hospital,0.6,", ",hospital,,", "complexity"),
        ("episodes.csv", "screen_visits,", "screen_visit,", "screen_visits"),
        ("observations.csv", ",2019-06,", ",2035-06,", "outside the episode"),
        ("observations.csv", "\nscreen-visits,", "\nscreen-visit,", "screen-visits"),
    ],
)
def test_a_wrong_file_is_told_by_line_and_column(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    copytree(data_folder(), tmp_path / "data")
    path = tmp_path / "data" / file
    rewrite(path, old, new, 1)
    with pytest.raises(UserError) as wrong:
        load_episodes(tmp_path / "data")
    assert told in str(wrong.value)
    assert file in str(wrong.value)
