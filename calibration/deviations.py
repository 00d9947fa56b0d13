"""How far off an observation may be: three standard deviations that stand apart, in every table of observations."""

from __future__ import annotations

from math import hypot

from samspil.model.messages import say
from samspil.model.problems import Problem
from samspil.model.read import Column, Row

# Of the count, of what is counted, and of what the model leaves out.
DEVIATIONS = ("sd_measurement", "sd_definition", "sd_model")


def columns(optional: bool = False) -> list[Column]:
    """Their columns."""
    return [Column(name, "number", 0, optional=optional, large=True) for name in DEVIATIONS]


def of(row: Row) -> tuple[float, ...]:
    """The three of a row, 0 where a cell is empty."""
    return tuple(row[name] or 0.0 for name in DEVIATIONS)


def whole(parts: tuple[float, ...]) -> float:
    """One standard deviation of all three, taken as independent."""
    return hypot(*parts)


def wrong(row: Row) -> list[Problem]:
    """A problem where nothing may be off: nobody counts like that."""
    if whole(of(row)) > 0.0:
        return []
    return [row.problem(DEVIATIONS[0], say("needs-a-deviation"))]
