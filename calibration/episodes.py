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

REGIMES = ("voluntary", "joint", "national", "mandate")
COUNTS = ("adopters", "live", "depth", "use", "months_to_half", "freed_mdkk")
# An observation is fitted, or only looked at: withheld, or of something that the replay does not know.
USES = ("fit", "check")
DEVIATIONS = ("sd_measurement", "sd_definition", "sd_model")
POTENTIAL = ("potential_low", "potential_mode", "potential_high")


@dataclass(frozen=True)
class Observation:
    """What was seen at the end of a month of an episode (from 0), and how far off it may be.

    `adopters` have taken the solution into use at some time, `live` ones have it installed and use it (hosts); `depth`
    is the mean depth of use there (0 to 1), and `use` that depth over all hosts, those without counted as 0;
    `months_to_half` the months until half of the hosts had taken it into use;
    `freed_mdkk` the value of the time freed since the start, beyond that of the first month (million DKK). Standard
    deviations, in the same unit, stand apart: measurement, definition, and what the model leaves out.
    """

    month: int
    count: str
    value: float
    deviations: tuple[float, float, float]
    use: str
    note: dict[str, str]
    grade: str
    source: str


@dataclass(frozen=True)
class Episode:
    """A roll-out: a solution (of the catalogue, or described here) at one kind of host.

    `start` is in months since January 2022 (negative); `users` hosts use it then, to a `depth` (0 to 1); under a
    national programme or a mandate `deadline_months` counts from the start; `bodies` procure jointly. Complexity and
    evidence run from 0 to 1; attractiveness multiplies contagion. `potential` (low, mode, high) is what a solution that
    is not in the catalogue would free at full use everywhere (FTE).
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
    depth: float
    regime: str
    deadline_months: int
    bodies: int
    potential: tuple[float, float, float] | None
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
        Column("depth", "number", 0, 1, optional=True),
        Column("regime", allowed=REGIMES),
        Column("deadline_months", "whole", 1, 168, optional=True),
        Column("bodies", "whole", 2, optional=True),
        *(Column(name, "number", 0, optional=True) for name in POTENTIAL),
        Column("grade", allowed=GRADES),
    ]


def _observation_columns(episodes: list[str]) -> list[Column]:
    return [
        Column("episode", allowed=tuple(episodes)),
        Column("month", "month"),
        Column("count", allowed=COUNTS),
        Column("value", "number", 0),
        *(Column(name, "number", 0) for name in DEVIATIONS),
        Column("use", allowed=USES),
        *(Column(name) for name in ("note_en", "note_da", "source")),
        Column("grade", allowed=GRADES),
    ]


def _wrong(row: Row) -> list[Problem]:
    """What the columns cannot say one by one."""
    described = ("need", "hosts", "complexity", "evidence_level", "attractiveness")
    missing = [name for name in described if not row["solution"] and row[name] in (None, "")]
    problems = [row.problem(name, "is needed: the solution is not in the catalogue") for name in missing]
    for regimes, name in ((("national", "mandate"), "deadline_months"), (("joint",), "bodies")):
        if row["regime"] in regimes and row[name] is None:
            problems.append(row.problem(name, f"is needed by the regime {row['regime']}"))
    given = [name for name in POTENTIAL if row[name] is not None]
    if given and (len(given) < 3 or row["solution"]):
        problems.append(row.problem(given[0], "low, mode and high are given together, and not for the catalogue's own"))
    elif given and not row["potential_low"] <= row["potential_mode"] <= row["potential_high"]:
        problems.append(row.problem("potential_mode", "lies outside potential_low to potential_high"))
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
        depth=row["depth"] or 0.0,
        deadline_months=row["deadline_months"] or 0,
        bodies=row["bodies"] or 0,
        potential=None if row["potential_mode"] is None else tuple(row[name] for name in POTENTIAL),
        **{name: value(name) for name in ("need", "complexity", "evidence_level", "attractiveness")},
        observations=tuple(
            Observation(
                each["month"] - row["start"],
                each["count"],
                each["value"],
                tuple(each[name] for name in DEVIATIONS),
                each["use"],
                {"en": each["note_en"], "da": each["note_da"]},
                each["grade"],
                each["source"],
            )
            for each in seen
        ),
    )
