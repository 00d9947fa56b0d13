"""Roll-outs of the past: where each began, and what was counted on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from samspil.model.epoch import MONTHS, month_text
from samspil.model.levers import levers
from samspil.model.messages import say
from samspil.model.parameters import GRADES
from samspil.model.problems import Problem, refuse
from samspil.model.read import Column, Row, read_table
from samspil.scenarios.tables import load_catalogue, load_needs
from samspil.scenarios.tables.catalogue import KINDS, Solution, titles

from . import bounds, deviations

REGIMES = ("voluntary", "joint", "national", "mandate")
COUNTS = ("adopters", "live", "depth", "use", "months_to_half", "freed_mdkk", "money_back")
# An observation is fitted, or only looked at: withheld, or of something that the replay does not know.
USES = ("fit", "check")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
POTENTIAL = ("potential_low", "potential_mode", "potential_high")


@dataclass(frozen=True)
class Observation:
    """What was seen at the end of a month of an episode (from 0), and how far off it may be.

    `adopters` have taken the solution into use at some time, `live` ones have it installed and use it (hosts); `depth`
    is the mean depth of use there (0 to 1), and `use` that depth over all hosts, those without counted as 0;
    `months_to_half` the months until half of the hosts had taken it into use; `freed_mdkk` the value of the time freed
    since the start, beyond that of the first month and before rosters follow (million DKK), and `money_back` that
    value for each krone spent so far. Standard deviations, in the same unit, stand apart: measurement, definition, and
    what the model leaves out.

    Example:
        >>> seen = next(iter(load_episodes().values())).observations[0]
        >>> len(seen.deviations)
        3
    """

    month: int
    count: str
    value: float
    deviations: tuple[float, ...]
    use: str
    note: dict[str, str]
    grade: str
    source: str
    published: str


@dataclass(frozen=True)
class Episode:
    """A roll-out: a solution (of the catalogue, or described here) at one kind of host.

    `start` is in months since January 2022 (negative); `users` hosts use it then, to a `depth` (0 to 1); under a
    national programme or a mandate `deadline_months` counts from the start; `bodies` procure jointly. Complexity and
    evidence run from 0 to 1; attractiveness multiplies contagion. `potential` (low, mode, high) is what a solution that
    is not in the catalogue would free at full use everywhere (FTE). `levers` are those that stood elsewhere than
    without any policy, all the time and everywhere.

    Example:
        >>> episode = next(iter(load_episodes().values()))
        >>> episode.months > 0
        True
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
    levers: tuple[tuple[str, float], ...] = ()


def data_folder() -> Path:
    """Where the shipped episodes lie."""
    return Path(str(files("samspil.calibration") / "data"))


@lru_cache(maxsize=4)
def load_episodes(folder: Path | None = None) -> dict[str, Episode]:
    """Episodes by name, from `episodes.csv` and `observations.csv` of a folder (default: the shipped ones), and from
    `episode_levers.csv` where there is one.

    Raises:
        TableError: what is wrong with either file, with file, line, column and what is allowed.

    Example:
        >>> titles = {name: episode.title["en"] for name, episode in load_episodes().items()}
    """
    return _read(data_folder() if folder is None else folder, {})


def further_episodes(folder: Path) -> dict[str, Episode]:
    """A reader's own episodes, and the shipped ones of which the folder has further observations (those alone).

    Raises:
        TableError: as `load_episodes`, or an episode with the name of a shipped one.
    """
    return {name: episode for name, episode in _read(folder, load_episodes()).items() if episode.observations}


def wrong_name(row: Row) -> list[Problem]:
    """A problem with a name that is none."""
    if NAME.fullmatch(row["name"]):
        return []
    return [row.problem("name", say("is-no-name"), say("evidence-name-form"))]


def twice(rows: list[Row], *columns: str) -> list[Problem]:
    """A problem for each row that repeats an earlier one in some columns."""
    seen: set[tuple] = set()
    problems = []
    for row in rows:
        key = tuple(row[column] for column in columns)
        if key in seen:
            problems.append(row.problem(columns[0], say("given-twice-with-same", columns=", ".join(columns))))
        seen.add(key)
    return problems


def _read(folder: Path, known: dict[str, Episode]) -> dict[str, Episode]:
    """The episodes of a folder beside those known, the known ones with the folder's observations and no others."""
    problems: list[Problem] = []
    episodes = read_table(folder / "episodes.csv", _episode_columns(), problems)
    refuse(problems)
    for row in episodes:
        problems += _wrong(row)
        if row["name"] in known:
            problems.append(row.problem("name", say("roll-out-name-taken")))
    refuse(problems + twice(episodes, "name"))
    names = [*known, *(row["name"] for row in episodes)]
    seen = read_table(folder / "observations.csv", _observation_columns(names), problems)
    for row in seen:
        problems += _wrong_count(row)
    refuse(problems + twice(seen, "episode", "month", "count"))
    plain = {name: replace(episode, observations=()) for name, episode in known.items()}
    found = plain | {row["name"]: _episode(row) for row in episodes}
    for row in seen:
        episode = found[row["episode"]]
        if not 0 <= row["month"] - episode.start < episode.months:
            first, last = (month_text(episode.start + after) for after in (0, episode.months - 1))
            told = say("outside-the-episode", month=month_text(row["month"]), name=episode.name, first=first, last=last)
            problems.append(Problem(row.file, row.line, "month", "", told, ""))
        elif wrong := bounds.of_observation(row, episode):
            problems += wrong
        else:
            found[episode.name] = replace(episode, observations=(*episode.observations, _observation(row, episode)))
    refuse(problems + bounds.falling(seen))
    return _with_levers(folder / "episode_levers.csv", found)


def _with_levers(path: Path, episodes: dict[str, Episode]) -> dict[str, Episode]:
    """The episodes with the levers that a table says were on; as they are where there is no such table."""
    if not path.exists():
        return episodes
    problems: list[Problem] = []
    columns = [
        Column("episode", allowed=tuple(episodes)),
        Column("lever", allowed=tuple(levers())),
        Column("value", "number", large=True),
        Column("source"),
        Column("grade", allowed=GRADES),
    ]
    rows = read_table(path, columns, problems)
    refuse(problems + twice(rows, "episode", "lever"))
    refuse([problem for row in rows for problem in _wrong_lever(row)])
    found = dict(episodes)
    for row in rows:
        before = found[row["episode"]]
        kept = tuple(pair for pair in before.levers if pair[0] != row["lever"])
        found[before.name] = replace(before, levers=(*kept, (row["lever"], row["value"])))
    return found


def _wrong_lever(row: Row) -> list[Problem]:
    lever = levers()[row["lever"]]
    if lever.low <= row["value"] <= lever.high:
        return []
    return [row.problem("value", say("outside-lever-range", low=lever.low, high=lever.high, unit=lever.unit))]


def _episode_columns() -> list[Column]:
    return [
        *(Column(name) for name in ("name", "title_en", "title_da", "source")),
        Column("solution", allowed=tuple(solution.name for solution in load_catalogue()), optional=True),
        Column("need", allowed=tuple(need.name for need in load_needs()), optional=True),
        Column("hosts", allowed=KINDS, optional=True),
        *(Column(name, "number", 0, 1, optional=True) for name in ("complexity", "evidence_level")),
        Column("attractiveness", "number", 0, optional=True),
        Column("start", "month"),
        Column("months", "whole", 1, MONTHS),
        Column("users", "whole", 0),
        Column("depth", "number", 0, 1, optional=True),
        Column("regime", allowed=REGIMES),
        Column("deadline_months", "whole", 1, MONTHS, optional=True),
        Column("bodies", "whole", 2, optional=True),
        *(Column(name, "number", 0, optional=True, large=True) for name in POTENTIAL),
        Column("grade", allowed=GRADES),
    ]


def _observation_columns(episodes: list[str]) -> list[Column]:
    return [
        Column("episode", allowed=tuple(episodes)),
        Column("month", "month"),
        Column("count", allowed=COUNTS),
        Column("value", "number", 0, large=True),
        *deviations.columns(),
        Column("use", allowed=USES),
        Column("published", optional=True),
        *(Column(name) for name in ("note_en", "note_da", "source")),
        Column("grade", allowed=GRADES),
    ]


def _wrong(row: Row) -> list[Problem]:
    """What the columns cannot say one by one."""
    described = ("need", "hosts", "complexity", "evidence_level", "attractiveness")
    missing = [name for name in described if not row["solution"] and row[name] in (None, "")]
    problems = [row.problem(name, say("needed-off-catalogue")) for name in missing]
    for regimes, name in ((("national", "mandate"), "deadline_months"), (("joint",), "bodies")):
        if row["regime"] in regimes and row[name] is None:
            problems.append(row.problem(name, say("needed-by-regime", regime=row["regime"])))
    given = [name for name in POTENTIAL if row[name] is not None]
    if given and (len(given) < 3 or row["solution"]):
        problems.append(row.problem(given[0], say("potential-given-whole")))
    elif given and not row["potential_low"] <= row["potential_mode"] <= row["potential_high"]:
        problems.append(row.problem("potential_mode", say("potential-mode-outside")))
    elif given and row["potential_low"] == row["potential_high"]:
        problems.append(row.problem("potential_high", say("potential-without-range")))
    if not missing:
        problems += bounds.of_episode(row, _hosts(row))
    return problems + wrong_name(row)


def _wrong_count(row: Row) -> list[Problem]:
    problems = deviations.wrong(row)
    if row["published"] and not re.fullmatch(r"\d{4}(-\d{2})?", row["published"]):
        problems.append(row.problem("published", say("is-no-year-or-month"), say("year-or-month-form")))
    return problems


def _episode(row: Row) -> Episode:
    own = _own(row)

    def value(name: str) -> Any:
        return row[name] if row[name] not in (None, "") or own is None else getattr(own, name)

    plain = ("name", "solution", "start", "months", "users", "regime", "grade", "source")
    return Episode(
        **{name: row[name] for name in plain},
        title=titles(row),
        hosts=_hosts(row),
        depth=row["depth"] or 0.0,
        deadline_months=row["deadline_months"] or 0,
        bodies=row["bodies"] or 0,
        potential=None if row["potential_mode"] is None else tuple(row[name] for name in POTENTIAL),
        **{name: value(name) for name in ("need", "complexity", "evidence_level", "attractiveness")},
        observations=(),
    )


def _own(row: Row) -> Solution | None:
    """The catalogue's solution that a row names."""
    return {solution.name: solution for solution in load_catalogue()}.get(row["solution"])


def _hosts(row: Row) -> str:
    """The kind of host that a row is about; the first of the catalogue's own where it names none."""
    own = _own(row)
    return row["hosts"] or (own.hosts[0] if own else "")


def _observation(row: Row, episode: Episode) -> Observation:
    return Observation(
        month=row["month"] - episode.start,
        deviations=deviations.of(row),
        note={"en": row["note_en"], "da": row["note_da"]},
        **{name: row[name] for name in ("count", "value", "use", "grade", "source", "published")},
    )
