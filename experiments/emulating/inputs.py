"""What can be moved on the emulator: levers beyond what is decided, numbers that decide, optimism for all at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from samspil.model.levers import levers
from samspil.model.parameters import registry
from samspil.scenarios.documents.known import regions
from samspil.scenarios.documents.levels import lever_table
from samspil.scenarios.tables import policy_start

from .. import settings
from ..records import Titles

LEVER, NUMBER, OPTIMISM = "lever", "number", "optimism"


@dataclass(frozen=True)
class Input:
    """Something to move.

    Attributes:
        name: of the lever or the parameter; ``optimism``.
        kind: ``lever`` (what is added to what is decided), ``number`` (a value that holds in every draw) or
            ``optimism`` (the share of the way that every number of every draw goes to its favourable end).
        title: by language.
        unit: as the registries write it.
        low: least value that the emulator was fitted on.
        high: most.
        step: of a slider.
        today: what leaves everything as it is: 0 of a lever and of optimism, None of a number (as it is drawn).
        decided: level of a lever under current policy when new policies start (mean over regions), the registry's
            value of a number, 0 of optimism.
        ramp: months that a lever takes to its new level; 0 of others.
    """

    name: str
    kind: str
    title: Titles
    unit: str
    low: float
    high: float
    step: float
    today: float | None
    decided: float
    ramp: int = 0

    def holds(self, value: float) -> bool:
        """Whether the emulator was fitted on values as this one."""
        slack = settings.number("emulator_rounding") * (self.high - self.low)
        return self.low - slack <= value <= self.high + slack


def inputs(baseline: Any) -> tuple[Input, ...]:
    """All inputs, in the order of ``emulated.csv``.

    Args:
        baseline: the Scenario that levers add to.
    """
    return tuple(_MAKERS[row["kind"]](row, baseline) for row in settings.table("emulated"))


def _lever(row: dict[str, str], baseline: Any) -> Input:
    known, name = levers()[row["name"]], row["name"]
    held = lever_table(name, baseline.changes(name), list(regions(baseline.population)))[policy_start()]
    title: Titles = {"en": known.title_en, "da": known.title_da}
    ends = (0.0, float(row["most"]), float(row["step"]))
    return Input(name, LEVER, title, known.unit, *ends, 0.0, float(held.mean()), ramps()[name])


def _number(row: dict[str, str], baseline: Any) -> Input:
    known = registry()[row["name"]]
    title: Titles = {"en": known.title_en, "da": known.title_da}
    ends = (known.low, known.high, float(row["step"]))
    return Input(known.name, NUMBER, title, known.unit, *ends, None, known.default)


def _optimism(row: dict[str, str], baseline: Any) -> Input:
    told = settings.titles("optimism")
    return Input(
        row["name"],
        OPTIMISM,
        {"en": told["en"], "da": told["da"]},
        "share",
        0.0,
        float(row["most"]),
        float(row["step"]),
        0.0,
        0.0,
    )


_MAKERS = {LEVER: _lever, NUMBER: _number, OPTIMISM: _optimism}


@cache
def ramps() -> dict[str, int]:
    """Months that each lever takes to its new level, as in a plan."""
    return {row["lever"]: int(row["ramp_months"]) for row in settings.table("movable")}
