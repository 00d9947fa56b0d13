"""Roll-outs of the past: where each began, and what was counted on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from samspil.scenarios.problems import Problem, refuse
from samspil.scenarios.tables import load_catalogue, load_needs
from samspil.scenarios.tables.catalogue import KINDS, titles
from samspil.scenarios.tables.read import Column, Row, read_table
from samspil.scenarios.tables.shipped import GRADES

REGIMES = ("voluntary", "national", "mandate")
COUNTS = ("adopters", "live")


@dataclass(frozen=True)
class Observation:
    """Hosts counted at the end of a month of an episode (from 0): `adopters` have taken the solution into use at some
    time, `live` ones have it installed and use it."""

    month: int
    count: str
    value: float
    note: dict[str, str]
    grade: str
    source: str


@dataclass(frozen=True)
class Episode:
    """A roll-out: a solution (of the catalogue, or described here) at one kind of host.

    `start` is in months since January 2022 (negative); `users` hosts use it then; under a national programme or a
    mandate `deadline_months` counts from the start. Complexity and evidence run from 0 to 1; attractiveness multiplies
    contagion.
    """

    name: str
    title: dict[str, str]
    solution: str
    need: str
    hosts: str
    complexity: float
    evidence_level: float
    attractiveness: float
    start: int
    months: int
    users: int
    regime: str
    deadline_months: int
    grade: str
    source: str
    observations: tuple[Observation, ...]


def data_folder() -> Path:
    """Where the shipped episodes lie."""
    return Path(str(files("samspil.calibration") / "data"))


@lru_cache(maxsize=4)
def load_episodes(folder: Path | None = None) -> dict[str, Episode]:
    """Episodes by name, from `episodes.csv` and `observations.csv` of a folder (default: the shipped ones).

    Raises:
        TableError: what is wrong with either file, with file, line, column and what is allowed.
    """
    problems: list[Problem] = []
    place = data_folder() if folder is None else folder
    episodes = read_table(place / "episodes.csv", _episode_columns(), problems)
    seen = read_table(place / "observations.csv", _observation_columns([row["name"] for row in episodes]), problems)
    refuse(problems)
    for row in episodes:
        problems += _wrong(row)
    refuse(problems)
    found = {row["name"]: _episode(row, [each for each in seen if each["episode"] == row["name"]]) for row in episodes}
    by_name = {row["name"]: row for row in episodes}
    for each in seen:
        after = each["month"] - by_name[each["episode"]]["start"]
        if not 0 <= after < by_name[each["episode"]]["months"]:
            problems.append(each.problem("month", f"is outside the episode {each['episode']}"))
    refuse(problems)
    return found


def _episode_columns() -> list[Column]:
    return [
        *(Column(name) for name in ("name", "title_en", "title_da", "source")),
        Column("solution", allowed=tuple(solution.name for solution in load_catalogue()), optional=True),
        Column("need", allowed=tuple(need.name for need in load_needs()), optional=True),
        Column("hosts", allowed=KINDS, optional=True),
        *(Column(name, "number", 0, 1, optional=True) for name in ("complexity", "evidence_level")),
        Column("attractiveness", "number", 0, optional=True),
        Column("start", "month"),
        Column("months", "whole", 1, 168),
        Column("users", "whole", 0),
        Column("regime", allowed=REGIMES),
        Column("deadline_months", "whole", 1, 168, optional=True),
        Column("grade", allowed=GRADES),
    ]


def _observation_columns(episodes: list[str]) -> list[Column]:
    return [
        Column("episode", allowed=tuple(episodes)),
        Column("month", "month"),
        Column("count", allowed=COUNTS),
        Column("value", "number", 0),
        *(Column(name) for name in ("note_en", "note_da", "source")),
        Column("grade", allowed=GRADES),
    ]


def _wrong(row: Row) -> list[Problem]:
    """What the columns cannot say one by one."""
    described = ("need", "hosts", "complexity", "evidence_level", "attractiveness")
    missing = [name for name in described if not row["solution"] and row[name] in (None, "")]
    problems = [row.problem(name, "is needed: the solution is not in the catalogue") for name in missing]
    if row["regime"] != "voluntary" and row["deadline_months"] is None:
        problems.append(row.problem("deadline_months", f"is needed by the regime {row['regime']}"))
    return problems


def _episode(row: Row, seen: list[Row]) -> Episode:
    own = {solution.name: solution for solution in load_catalogue()}.get(row["solution"])

    def value(name: str) -> Any:
        return row[name] if row[name] not in (None, "") or own is None else getattr(own, name)

    hosts = row["hosts"] or (own.hosts[0] if own else "")
    plain = ("name", "solution", "start", "months", "users", "regime", "grade", "source")
    return Episode(
        **{name: row[name] for name in plain},
        title=titles(row),
        hosts=hosts,
        deadline_months=row["deadline_months"] or 0,
        **{name: value(name) for name in ("need", "complexity", "evidence_level", "attractiveness")},
        observations=tuple(
            Observation(
                each["month"] - row["start"],
                each["count"],
                each["value"],
                {"en": each["note_en"], "da": each["note_da"]},
                each["grade"],
                each["source"],
            )
            for each in seen
        ),
    )
