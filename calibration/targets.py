"""What the model is held against: each observation once, with how far off it may be and what it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, nan
from pathlib import Path

from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import GRADES
from samspil.model.problems import Problem, refuse
from samspil.model.read import Column, Row, read_table
from samspil.scenarios.tables.catalogue import titles

from . import bounds, deviations
from .episodes import Episode, Observation, data_folder, further_episodes, load_episodes, twice, wrong_name
from .quantities import QUANTITIES

USES = ("fit", "pattern", "check", "recovered", "goal", "no counterpart")
EPISODE = "episode"
TOLD = ("name", "quantity", "unit", "period", "use", "note", "grade", "source", "published")
UNITS = {
    "adopters": "hosts",
    "live": "hosts",
    "depth": "0 to 1",
    "use": "0 to 1",
    "months_to_half": "months",
    "freed_mdkk": "million DKK",
    "money_back": "DKK per DKK",
}


@dataclass(frozen=True)
class Target:
    """An observation and the simulated quantity it is compared with.

    `use`: fit, pattern (a sign or an ordering, never a number), check, recovered (never seen: the fit is asked for it
    where the truth is known), goal (never fitted), or no counterpart (`note` says why). The three deviations are
    standard deviations in the target's unit: measurement, definition, and what the model leaves out. A pattern holds
    where the quantity lies between `low` and `high`.

    Example:
        >>> fitted = [target for target in load_targets().values() if target.use == "fit"]
        >>> all(target.deviation > 0 for target in fitted)
        True
    """

    name: str
    title: dict[str, str]
    quantity: str
    value: float
    deviations: tuple[float, ...]
    low: float
    high: float
    unit: str
    period: str
    use: str
    note: str
    grade: str
    source: str
    published: str = ""

    @property
    def seen_by(self) -> str:
        """The month (`YYYY-MM`) from which it was known: when its period ended, or when it was published if later."""
        return max(month_in(self.period), month_in(self.published))

    @property
    def episode(self) -> str:
        """The roll-out it was seen in; empty for what is compared with the run of current policy."""
        return self.name.split("/")[0] if self.quantity == EPISODE else ""

    @property
    def deviation(self) -> float:
        """One standard deviation of the whole, its parts taken as independent."""
        return deviations.whole(self.deviations)


@lru_cache(maxsize=4)
def load_targets(folder: Path | None = None) -> dict[str, Target]:
    """Targets by name: those of `targets.csv` in a folder (default: the shipped ones), then the episodes' observations.

    Raises:
        TableError: what is wrong with the file, with file, line, column and what is allowed.

    Example:
        >>> sources = {name: target.source for name, target in load_targets().items()}
    """
    found = _read((data_folder() if folder is None else folder) / "targets.csv")
    return {target.name: target for target in [*found, *_of_episodes(load_episodes(folder))]}


def further_evidence(path: Path) -> tuple[list[Target], dict[str, Episode]]:
    """What a reader adds: a table like `targets.csv`, or a folder with it, with `episodes.csv` and `observations.csv`.

    Returns:
        Targets to fit, and the episodes that they were seen in, by name: the reader's own, and shipped ones of which
        the reader has a further observation.

    Raises:
        TableError: what is wrong with a table.
        UserError: there is nothing to fit, or an observation that there is already.
    """
    table = path / "targets.csv" if path.is_dir() else path
    targets = _read(table) if table.exists() or not path.is_dir() else []
    episodes = further_episodes(path) if path.is_dir() else {}
    found = [target for target in [*targets, *_of_episodes(episodes)] if target.use == "fit"]
    if not found:
        raise UserError(say("nothing-to-fit", path=path))
    known = [target.name for target in found if target.name in load_targets()]
    if known:
        raise UserError(say("target-known-already", path=path, known=", ".join(known)))
    # A shipped roll-out keeps what was seen of it beside what is new.
    shipped = load_episodes()
    old = {name: shipped[name].observations for name in episodes if name in shipped}
    return found, {
        name: replace(episode, observations=(*old.get(name, ()), *episode.observations))
        for name, episode in episodes.items()
    }


def _read(path: Path) -> list[Target]:
    problems: list[Problem] = []
    rows = read_table(path, _columns(), problems)
    refuse(problems)
    for row in rows:
        problems += _wrong(row)
    refuse(problems + twice(rows, "name"))
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


def month_in(text: str) -> str:
    """The last month (`YYYY-MM`) that a text names, December where it names a year; empty where it names none."""
    found = re.findall(r"(\d{4})(?:-(\d{2})(?!\d))?", text)
    return f"{found[-1][0]}-{found[-1][1] or '12'}" if found else ""


def _columns() -> list[Column]:
    return [
        *(Column(name) for name in ("name", "title_en", "title_da", "unit", "period", "note", "source")),
        Column("quantity", allowed=tuple(QUANTITIES), optional=True),
        *(Column(name, "number", optional=True, large=True) for name in ("value", "low", "high")),
        *deviations.columns(optional=True),
        Column("use", allowed=USES),
        Column("published", optional=True),
        Column("grade", allowed=GRADES),
    ]


def _wrong(row: Row) -> list[Problem]:
    needed = {
        "fit": ("quantity", "value", *deviations.DEVIATIONS),
        "check": ("quantity", "value"),
        "pattern": ("quantity",),
    }
    missing = [name for name in needed.get(row["use"], ()) if row[name] in (None, "")]
    problems = [row.problem(name, say("needed-where-use", use=row["use"])) for name in missing]
    if row["use"] == "fit" and not missing:
        problems += deviations.wrong(row)
    if row["use"] in ("fit", "check") and not month_in(row["period"]):
        problems.append(row.problem("period", say("names-no-year")))
    return problems + bounds.of_target(row) + wrong_name(row)


def _target(row: Row) -> Target:
    return Target(
        **{name: row[name] for name in TOLD},
        title=titles(row),
        value=nan if row["value"] is None else row["value"],
        deviations=deviations.of(row),
        low=-inf if row["low"] is None else row["low"],
        high=inf if row["high"] is None else row["high"],
    )


def _of_episodes(episodes: dict[str, Episode]) -> list[Target]:
    found = []
    for episode in episodes.values():
        for seen in episode.observations:
            period = month_text(episode.start + seen.month)
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
                    published=seen.published,
                    note="",
                    grade=seen.grade,
                    source=seen.source,
                )
            )
    return found
