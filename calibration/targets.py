"""What the model is held against: each observation once, with how far off it may be and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot, inf, nan
from pathlib import Path

from samspil.model.errors import UserError
from samspil.scenarios.documents.months import month_text
from samspil.scenarios.problems import Problem, refuse
from samspil.scenarios.tables.catalogue import titles
from samspil.scenarios.tables.read import Column, Row, read_table
from samspil.scenarios.tables.shipped import GRADES

from .episodes import DEVIATIONS, Episode, Observation, data_folder, load_episodes
from .quantities import QUANTITIES

USES = ("fit", "pattern", "check", "recovered", "goal", "no counterpart")
EPISODE = "episode"
UNITS = {
    "adopters": "hosts",
    "live": "hosts",
    "depth": "0 to 1",
    "use": "0 to 1",
    "months_to_half": "months",
    "freed_mdkk": "million DKK",
}


@dataclass(frozen=True)
class Target:
    """An observation and the simulated quantity it is compared with.

    `use`: fit, pattern (a sign or an ordering, never a number), check, recovered (never seen: the fit is asked for it
    where the truth is known), goal (never fitted), or no counterpart (`note` says why). The three deviations are
    standard deviations in the target's unit: measurement, definition, and what the model leaves out. A pattern holds
    where the quantity lies between `low` and `high`.
    """

    name: str
    title: dict[str, str]
    quantity: str
    value: float
    deviations: tuple[float, float, float]
    low: float
    high: float
    unit: str
    period: str
    use: str
    note: str
    grade: str
    source: str

    @property
    def episode(self) -> str:
        """The roll-out it was seen in; empty for what is compared with the run of current policy."""
        return self.name.split("/")[0] if self.quantity == EPISODE else ""

    @property
    def deviation(self) -> float:
        """One standard deviation of the whole, its parts taken as independent."""
        return hypot(*self.deviations)


@lru_cache(maxsize=4)
def load_targets(folder: Path | None = None) -> dict[str, Target]:
    """Targets by name: those of `targets.csv` in a folder (default: the shipped ones), then the episodes' observations.

    Raises:
        TableError: what is wrong with the file, with file, line, column and what is allowed.
    """
    problems: list[Problem] = []
    place = data_folder() if folder is None else folder
    rows = read_table(place / "targets.csv", _columns(), problems)
    refuse(problems)
    for row in rows:
        problems += _wrong(row)
    refuse(problems)
    return {row["name"]: _target(row) for row in rows} | {
        target.name: target for target in _of_episodes(load_episodes(folder))
    }


def more_evidence(path: Path) -> tuple[list[Target], dict[str, Episode]]:
    """What a reader adds: a table like `targets.csv`, or a folder with it, with `episodes.csv` and `observations.csv`.

    Returns:
        Targets, each with a quantity and fitted, and episodes by name.

    Raises:
        TableError: what is wrong with a table.
        UserError: the folder holds no such table, or an episode that there is already.
    """
    if not path.is_dir():
        return _more_targets(path), {}
    names = ("targets.csv", "episodes.csv")
    if not any((path / name).exists() for name in names):
        raise UserError(f"{path}: holds neither {' nor '.join(names)}")
    targets = _more_targets(path / names[0]) if (path / names[0]).exists() else []
    episodes = load_episodes(path) if (path / names[1]).exists() else {}
    twice = [name for name in episodes if name in load_episodes()]
    if twice:
        raise UserError(f"{path}/episodes.csv: {', '.join(twice)}: is an episode already: each counts once")
    return targets + [target for target in _of_episodes(episodes) if target.use == "fit"], episodes


def _more_targets(path: Path) -> list[Target]:
    problems: list[Problem] = []
    rows = read_table(path, _columns(), problems)
    refuse(problems)
    for row in rows:
        problems += _wrong(row)
        if row["use"] != "fit":
            problems.append(row.problem("use", "further evidence is fit"))
        if row["name"] in load_targets():
            problems.append(row.problem("name", "is a target already: each observation counts once"))
    refuse(problems)
    return [_target(row) for row in rows]


def fitted(targets: dict[str, Target]) -> list[Target]:
    """The targets that are fitted, in the order of the table."""
    return [target for target in targets.values() if target.use == "fit"]


def looked_at(targets: dict[str, Target]) -> list[Target]:
    """The targets that are simulated and never fitted: signs and orderings, and checks."""
    return [target for target in targets.values() if target.quantity and target.use in ("pattern", "check")]


def name_of(episode: Episode, seen: Observation) -> str:
    """The name of an episode's observation among the targets."""
    return f"{episode.name}/{month_text(episode.start + seen.month)}/{seen.count}"


def _columns() -> list[Column]:
    return [
        *(Column(name) for name in ("name", "title_en", "title_da", "unit", "period", "note", "source")),
        Column("quantity", allowed=tuple(QUANTITIES), optional=True),
        *(Column(name, "number", optional=True) for name in ("value", "low", "high")),
        *(Column(name, "number", 0, optional=True) for name in DEVIATIONS),
        Column("use", allowed=USES),
        Column("grade", allowed=GRADES),
    ]


def _wrong(row: Row) -> list[Problem]:
    needed = {"fit": ("quantity", "value", *DEVIATIONS), "check": ("quantity", "value"), "pattern": ("quantity",)}
    missing = [name for name in needed.get(row["use"], ()) if row[name] in (None, "")]
    problems = [row.problem(name, f"is needed where the use is {row['use']}") for name in missing]
    if row["use"] == "fit" and not missing and not any(row[name] for name in DEVIATIONS):
        problems.append(row.problem(DEVIATIONS[0], "one of the three deviations must be above 0"))
    return problems


def _target(row: Row) -> Target:
    return Target(
        **{name: row[name] for name in ("name", "quantity", "unit", "period", "use", "note", "grade", "source")},
        title=titles(row),
        value=nan if row["value"] is None else row["value"],
        deviations=tuple(row[name] or 0.0 for name in DEVIATIONS),
        low=-inf if row["low"] is None else row["low"],
        high=inf if row["high"] is None else row["high"],
    )


def _of_episodes(episodes: dict[str, Episode]) -> list[Target]:
    found = []
    for episode in episodes.values():
        for seen in episode.observations:
            period = month_text(episode.start + seen.month)
            if not any(seen.deviations):
                raise UserError(
                    f"observations.csv: {episode.name} {period}: one of the three deviations must be above 0"
                )
            found.append(
                Target(
                    name=name_of(episode, seen),
                    title={code: f"{episode.title[code]}: {seen.note[code]}" for code in episode.title},
                    quantity=EPISODE,
                    value=seen.value,
                    deviations=seen.deviations,
                    low=-inf,
                    high=inf,
                    unit=UNITS[seen.count],
                    period=period,
                    use=seen.use,
                    note="",
                    grade=seen.grade,
                    source=seen.source,
                )
            )
    return found
