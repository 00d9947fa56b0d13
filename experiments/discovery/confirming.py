"""Fresh runs under a change: how often they reach the level where the outcomes came about, and how often those do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import beta

from .. import settings
from ..ensemble import Array
from ..watching.running import Rows, Watch
from .changes import Change, Search
from .design import fresh, movable


@dataclass(frozen=True)
class Counted:
    """A share of runs: hits of so many, and an interval (Clopper and Pearson 1934) that holds it nine times in ten."""

    hits: int
    runs: int

    @property
    def share(self) -> float:
        """The share; not a number where there are no runs."""
        return self.hits / self.runs if self.runs else float("nan")

    @property
    def low(self) -> float:
        """Its lower end."""
        return (
            float(beta.ppf((1 - settings.number("interval")) / 2, self.hits, self.runs - self.hits + 1))
            if self.hits
            else 0.0
        )

    @property
    def high(self) -> float:
        """Its upper end."""
        left = self.runs - self.hits
        return float(beta.ppf((1 + settings.number("interval")) / 2, self.hits + 1, left)) if left else 1.0

    def is_at_least(self, wanted: float) -> bool:
        """Whether the runs say, as often as is asked of a proof, that the share is not below what is wanted."""
        if not self.hits:
            return False
        return float(beta.ppf(1 - settings.number("discover_proof"), self.hits, self.runs - self.hits + 1)) >= wanted


@dataclass(frozen=True)
class Confirmed:
    """What runs say that had no part in finding a change.

    Attributes:
        reached: the level, of runs in which the outcomes came about.
        met: the outcomes, of all runs under the levers.
        before: the level, of runs with the same draws and luck and nothing changed.
        failed: runs that failed.
    """

    reached: Counted
    met: Counted
    before: Counted
    failed: int


@dataclass(frozen=True)
class Gain:
    """What one lever of a change adds to FTE beside the rest, paired under common draws and luck, with its error."""

    mean: float
    se: float

    @property
    def is_told(self) -> bool:
        """Whether it is more than nothing, by as many errors as are asked of a difference."""
        return self.mean > settings.number("moved_errors") * self.se


def gains(watch: Watch, search: Search, change: Change, first: int, most: int, proves: bool = False) -> dict[int, Gain]:
    """For each lever that a change moves, its place and what it adds: runs of the change less runs without it."""
    size = min(settings.count("discover_gain_runs"), most)
    draws, moved = fresh(watch.asking, first, size, proves), np.flatnonzero(change.levels != search.today)
    if not moved.size:
        return {}
    whole = _fte(watch, search, change.levels, draws)
    return {int(place): _gain(whole - _fte(watch, search, _home(change, search, place), draws)) for place in moved}


def _home(change: Change, search: Search, place: int) -> Array:
    levels = change.levels.copy()
    levels[place] = search.today[place]
    return levels


def _fte(watch: Watch, search: Search, levels: Array, draws: Any) -> Array:
    asked = np.where(levels == search.today, np.nan, levels)
    size = draws.sizes["draw"]
    return watch.run(Rows(draws, movable(), np.broadcast_to(asked, (size, levels.size))))[:, 0]


def _gain(more: Array) -> Gain:
    known = more[np.isfinite(more)]
    return Gain(float(known.mean()), float(known.std(ddof=1) / np.sqrt(known.size)))


def helpful(watch: Watch, search: Search, change: Change, first: int, most: int) -> Change:
    """A change without levers that runs do not tell to add anything: an emulator may take chance for help.

    They go one at a time, the least told first, as one may stand in for another.
    """
    while True:
        found = gains(watch, search, change, first, most)
        idle = {place: gain for place, gain in found.items() if not gain.is_told}
        if not idle:
            return change
        least = min(idle, key=lambda place: idle[place].mean / max(idle[place].se, 1e-12))
        change = replace(change, levels=_home(change, search, least))


def confirm(watch: Watch, search: Search, change: Change, first: int, size: int, proves: bool = False) -> Confirmed:
    """So many runs under a change, and as many as today, with luck from a number on that nothing else uses; those that
    prove have draws too that nothing else uses."""
    draws, names, level = fresh(watch.asking, first, size, proves), movable(), search.level
    levels = np.where(change.levels == search.today, np.nan, change.levels)
    after = watch.run(Rows(draws, names, np.broadcast_to(levels, (size, levels.size))))
    before = after if np.isnan(levels).all() else watch.run(Rows(draws, names, np.full((size, levels.size), np.nan)))
    finished = np.isfinite(after).all(axis=1)
    outcomes = after[:, len(watch.dates) :]
    met = finished & ((outcomes >= change.least) & (outcomes <= change.most)).all(axis=1)
    known = np.isfinite(before[:, 0])
    return Confirmed(
        Counted(int((met & (after[:, 0] >= level)).sum()), int(met.sum())),
        Counted(int(met.sum()), int(finished.sum())),
        Counted(int((before[known, 0] >= level).sum()), int(known.sum())),
        int((~finished).sum()),
    )
