"""What a sensitivity is of: FTE by the target's date and at others, every December, and passing a level."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import settings
from .designs import Array
from .statistics import draw_means


@dataclass(frozen=True)
class Outcomes:
    """Results of runs as what indices are told of.

    Args:
        main: FTE at the told dates, the target's first, then whether a level is passed, (run, outcome); of a draw with
            several runs their mean, and the share of them that pass.
        decembers: FTE every December, (run, year).
        between, between_by_year: share of the variance of single runs that lies between draws, (outcome,) and (year,).
        coords: labels of both.
        attrs: the level, and the share of runs that pass it and that reach the target.
        months, values: what was asked for, FTE by month, (run, month).
    """

    main: Array
    decembers: Array
    between: Array
    between_by_year: Array
    coords: dict[str, list[Any]]
    attrs: dict[str, float]
    months: list[str]
    values: Array

    @property
    def varied(self) -> Array:
        """Whether runs differ in each outcome, 1 or 0, (outcome,)."""
        return (np.ptp(self.main, axis=0) > 0.0).astype(float)


def outcomes_of(values: Array, months: list[str], by: str, goal: float) -> Outcomes:
    """Outcomes of FTE by ``by`` and at the other told dates, towards a goal of so many FTE.

    ``values`` are (run, month), or (draw, replicate, month): a level is one that single runs pass, not their means.
    """
    single = values if values.ndim == 3 else values[:, None]
    dates = [by, *(date for date in settings.told_dates() if date in months and date != by)]
    columns = [single[..., months.index(date)] for date in dates]
    due = columns[0]
    runs = due[np.isfinite(due)]
    level = level_between(runs, goal)
    attrs = {"goal": goal, "goal_share": float((runs >= goal).mean())}
    if level is not None:
        dates.append(f"{by}>={level:g}")
        columns.append(np.where(np.isfinite(due), due >= level, np.nan))
        attrs |= {"level": level, "level_share": float((runs >= level).mean())}
    years = [place for place, month in enumerate(months) if month.endswith("-12")]
    coords = {"outcome": dates, "year": [int(months[place][:4]) for place in years]}
    (main, share), (every, by_year) = _parted(columns), _parted([single[..., place] for place in years])
    paths = np.stack([draw_means(column) for column in np.moveaxis(single, -1, 0)], axis=1)
    return Outcomes(main, every, share, by_year, coords, attrs, months, paths)


def _parted(columns: list[Array]) -> tuple[Array, Array]:
    """Means of draws (draw, column) of columns (draw, replicate), and the share of the variance that they hold."""
    means = np.stack([draw_means(column) for column in columns], axis=1)
    whole = np.array([np.nanvar(column, ddof=1) for column in columns])
    return means, np.where(whole > 0.0, means.var(axis=0, ddof=1) / np.where(whole > 0.0, whole, 1.0), 1.0)


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
