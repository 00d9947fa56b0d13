"""What a sensitivity is of: FTE by the target's date and at others, every December, and passing a level."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import settings
from .designs import Array


@dataclass(frozen=True)
class Outcomes:
    """Results of runs as what indices are told of.

    Args:
        main: FTE at the told dates, the target's first, then whether a level is passed, (run, outcome).
        decembers: FTE every December, (run, year).
        coords: labels of both.
        attrs: the level, and the share of runs that pass it and that reach the target.
        months, values: what was asked for, FTE by month, (run, month).
    """

    main: Array
    decembers: Array
    coords: dict[str, list[Any]]
    attrs: dict[str, float]
    months: list[str]
    values: Array

    @property
    def varied(self) -> Array:
        """Whether runs differ in each outcome, 1 or 0, (outcome,)."""
        return (np.ptp(self.main, axis=0) > 0.0).astype(float)


def outcomes_of(values: Array, months: list[str], by: str, goal: float) -> Outcomes:
    """Outcomes of FTE (run, month) by ``by`` and at the other told dates, towards a goal of so many FTE."""
    dates = [by, *(date for date in settings.told_dates() if date in months and date != by)]
    columns = [values[:, months.index(date)] for date in dates]
    level = level_between(columns[0], goal)
    attrs = {"goal": goal, "goal_share": float((columns[0] >= goal).mean())}
    if level is not None:
        dates.append(f"{by}>={level:g}")
        columns.append((columns[0] >= level).astype(float))
        attrs |= {"level": level, "level_share": float(columns[-1].mean())}
    years = [place for place, month in enumerate(months) if month.endswith("-12")]
    coords = {"outcome": dates, "year": [int(months[place][:4]) for place in years]}
    return Outcomes(np.stack(columns, axis=1), values[:, years], coords, attrs, months, values)


def level_between(values: Array, goal: float) -> float | None:
    """The level whose passing varies: the goal, else that of the told levels which is passed most nearly half the
    time, else the middle run's in two figures; None where all runs are alike."""

    def unsure(level: float) -> float:
        return abs(float((values >= level).mean()) - 0.5)

    most = 0.5 - settings.number("passing_share")
    if unsure(goal) <= most:
        return goal
    told = min((float(level) for level in settings.told_levels()), key=unsure)
    if unsure(told) <= most:
        return told
    middle = float(f"{np.median(values):.2g}")
    return middle if unsure(middle) < 0.5 else None
