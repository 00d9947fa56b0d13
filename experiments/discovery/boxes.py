"""Boxes of runs that reach a level: PRIM and CART, found on one half of the runs and told on the other."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom, rankdata

from .. import settings
from ..ensemble import Array

if TYPE_CHECKING:
    import pandas as pd

Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """What a box asks of a column; an end that is infinite is left open."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Box:
    """Limits, and what they hold of the half that found them and of the other.

    Attributes:
        method: ``prim`` or ``cart``.
        limits: what it asks.
        coverage: share of the runs that reach the level which lie in it: (finding half, other half).
        density: share of the runs in it that reach the level: (finding half, other half).
        inside: number of runs in it: (finding half, other half).
        reached: of the other half, runs in it that reach the level.
    """

    method: str
    limits: tuple[Limit, ...]
    coverage: tuple[float, float]
    density: tuple[float, float]
    inside: tuple[int, int]
    reached: int

    def by_chance(self, reached: int, runs: int) -> float:
        """Probability that so many of the held-out runs in it reach the level where it tells nothing (Fisher's exact
        test), of so many that do and of all."""
        return float(hypergeom.sf(self.reached - 1, runs, reached, self.inside[1]))


def boxes(names: list[str], values: Array, fte: Array, level: float, finding: Truth, wanted: float) -> list[Box]:
    """One box of PRIM and one of CART, each with at most the columns that tell most; none where none is found.

    Args:
        names: of the columns.
        values: (run, column).
        fte: (run,).
        level: to be reached.
        finding: the half of the runs on which boxes are found.
        wanted: density that a box should have; the one with most coverage is taken of those that do.
    """
    chosen = telling(values[finding], fte[finding])
    table = _frame([names[place] for place in chosen], values[:, chosen])
    reached = fte >= level
    found = []
    for method, search in (("prim", _prim), ("cart", _cart)):
        limits = search(table[finding].reset_index(drop=True), reached[finding], wanted)
        if limits:
            found.append(_told(method, limits, table, reached, finding))
    return found


def telling(values: Array, fte: Array) -> NDArray[np.int64]:
    """Places of the columns with the largest rank correlation with FTE, in their order."""
    ranks = rankdata(values, axis=0)
    ranks -= ranks.mean(axis=0)
    own = rankdata(fte) - (fte.size + 1) / 2.0
    spread = np.sqrt((ranks**2).sum(axis=0) * (own**2).sum())
    strength = np.abs(own @ ranks) / np.where(spread > 0.0, spread, np.inf)
    return np.sort(np.argsort(-strength, kind="stable")[: settings.count("discover_columns")])


def inside(limits: tuple[Limit, ...], table: pd.DataFrame) -> Truth:
    """Which rows lie within all limits."""
    within = np.ones(len(table), dtype=np.bool_)
    for limit in limits:
        column = table[limit.name].to_numpy()
        within &= (column >= limit.low) & (column <= limit.high)
    return within


def _told(method: str, limits: tuple[Limit, ...], table: pd.DataFrame, reached: Truth, finding: Truth) -> Box:
    within = inside(limits, table)
    halves = [finding, ~finding]
    number = [int((within & half).sum()) for half in halves]
    hits = [int((within & reached & half).sum()) for half in halves]
    whole = [int((reached & half).sum()) for half in halves]
    coverage = tuple(hit / max(all_, 1) for hit, all_ in zip(hits, whole, strict=True))
    density = tuple(hit / max(size, 1) for hit, size in zip(hits, number, strict=True))
    return Box(method, limits, (coverage[0], coverage[1]), (density[0], density[1]), (number[0], number[1]), hits[1])


def _prim(table: pd.DataFrame, reached: Truth, wanted: float) -> tuple[Limit, ...]:
    with _quietly():
        from ema_workbench.analysis import prim

        # Any box that is no emptier than the runs counts; which is taken is chosen below.
        least = float(reached.mean())
        search = prim.Prim(table, reached, threshold=least, mass_min=settings.number("discover_least_mass"))
        box = search.find_box()
    if box is None or len(box.peeling_trajectory) < 2:
        return ()
    path = box.peeling_trajectory
    place = _best(path["coverage"].to_numpy(), path["density"].to_numpy(), wanted)
    return _limits(box.box_lims[place], table)


def _cart(table: pd.DataFrame, reached: Truth, wanted: float) -> tuple[Limit, ...]:
    with _quietly():
        from ema_workbench.analysis import cart

        tree = cart.CART(table, reached, mass_min=settings.number("discover_least_mass"))
        tree.build_tree()
        stats, found = tree.stats, tree.boxes
    if len(found) < 2:
        return ()
    place = _best(np.array([each["coverage"] for each in stats]), np.array([each["density"] for each in stats]), wanted)
    return _limits(found[place], table)


def _best(coverage: Array, density: Array, wanted: float) -> int:
    """The place with most coverage of those as dense as wanted; the densest where none is."""
    dense = density >= wanted
    return int(np.argmax(np.where(dense, coverage, -1.0))) if dense.any() else int(np.argmax(density))


def _limits(box: Any, table: pd.DataFrame) -> tuple[Limit, ...]:
    """Limits of a frame with a row of low and one of high ends; ends at those of the runs are open."""
    told = []
    for name in table.columns:
        low, high = (float(box[name].iloc[row]) for row in (0, 1))
        column = table[name]
        low = -np.inf if low <= float(column.min()) else low
        high = np.inf if high >= float(column.max()) else high
        if np.isfinite(low) or np.isfinite(high):
            told.append(Limit(str(name), low, high))
    return tuple(told)


def _frame(names: list[str], values: Array) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(values, columns=names)


@contextmanager
def _quietly() -> Iterator[None]:
    """EMA Workbench warns on import of what it lacks, tells every step, and breaks ties by NumPy's global numbers."""
    before = np.random.get_state()  # noqa: NPY002 - the library's own, left as it was
    np.random.seed(0)  # noqa: NPY002
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.getLogger("EMA").setLevel(logging.ERROR)
            yield
    finally:
        np.random.set_state(before)  # noqa: NPY002
