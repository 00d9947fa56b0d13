"""The smallest change that an emulator says is enough: levers that are set, outcomes that are conditioned on.

The size of a lever's part is the share of its range by which it is moved; that of an outcome's, the share of runs
under today's levers in which it does not come about. Parts are added one at a time, the one that gains most for its
size first, and taken back as far as the rest allows: what is found is small, and not proved to be the smallest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import logit

from .. import settings
from ..ensemble import Array
from .emulator import Emulator


@dataclass(frozen=True, eq=False)
class Change:
    """Levels of all levers, and limits of all outcomes."""

    levels: Array
    least: Array
    most: Array


@dataclass(frozen=True, eq=False)
class Search:
    """Changes from today by an emulator.

    Attributes:
        emulator: what it goes by.
        today: levels of the levers (lever,).
        low: ends of their ranges (lever,).
        high: likewise.
        seen: outcomes of runs under today's levers (run, outcome).
        upwards: whether FTE rises with each outcome (outcome,).
        level: FTE to reach.
    """

    emulator: Emulator
    today: Array
    low: Array
    high: Array
    seen: Array
    upwards: np.ndarray
    level: float

    @cached_property
    def start(self) -> Change:
        """Nothing changed."""
        number = self.upwards.size
        return Change(self.today, np.full(number, -np.inf), np.full(number, np.inf))

    def size(self, change: Change) -> float:
        """How much a change asks for: the sum over its parts."""
        moved = np.abs(change.levels - self.today) / (self.high - self.low)
        lacking = (self.seen < change.least) | (self.seen > change.most)
        return float(moved.sum() + lacking.mean(axis=0).sum())

    def parts(self, change: Change) -> int:
        """Levers moved and outcomes conditioned on."""
        return int((change.levels != self.today).sum()) + self.outcomes(change)

    def outcomes(self, change: Change) -> int:
        """Outcomes conditioned on."""
        return int((np.isfinite(change.least) | np.isfinite(change.most)).sum())

    def chance(self, change: Change) -> float:
        """P(level); 0 where the outcomes come about too seldom to be of use."""
        chance, met = self.emulator.chance(change.levels, change.least, change.most, self.level)
        return chance if met >= settings.number("discover_met") else 0.0

    def found(self, wanted: float) -> Change:
        """The change by which the emulator reaches a probability, or how far it gets with so many parts."""
        change, chance = self.start, self.chance(self.start)
        while chance < wanted:
            tried = [(self.chance(each), each) for each in self.further(change)]
            better = [(worth(new, chance) / (self.size(each) - self.size(change)), new, each) for new, each in tried]
            best = max(better, key=lambda one: one[0], default=None)
            if best is None or best[0] <= 0.0:
                break
            _, chance, change = best
        return self.taken_back(change, min(wanted, chance))

    def further(self, change: Change) -> Iterator[Change]:
        """Changes with one lever a step further from where it is today, or one outcome more or asked for harder."""
        is_full = self.parts(change) >= settings.count("discover_most_parts")
        for place, level in enumerate(change.levels):
            if is_full and level == self.today[place]:
                continue
            new = self.stepped(place, level, self.emulator.ways[place])
            if new != level:
                yield replace(change, levels=_with(change.levels, place, new))
        is_full = is_full or self.outcomes(change) >= settings.count("discover_most_outcomes")
        for place in range(self.upwards.size):
            is_new = not (np.isfinite(change.least[place]) or np.isfinite(change.most[place]))
            if not (is_new and is_full):
                yield from self.harder(change, place)

    def stepped(self, place: int, level: float, way: float) -> float:
        """The level one step up or down, within the range."""
        step = (self.high[place] - self.low[place]) / settings.count("discover_steps")
        return float(np.clip(level + way * step, self.low[place], self.high[place]))

    def harder(self, change: Change, place: int) -> Iterator[Change]:
        """Changes with an outcome at limits that more of today's runs lack."""
        for share in map(float, settings.word("discover_shares").split()):
            if self.upwards[place]:
                limit = float(rounded(np.quantile(self.seen[:, place], share)))
                if limit > change.least[place]:
                    yield replace(change, least=_with(change.least, place, limit))
            else:
                limit = float(rounded(np.quantile(self.seen[:, place], 1.0 - share)))
                if limit < change.most[place]:
                    yield replace(change, most=_with(change.most, place, limit))

    def taken_back(self, change: Change, wanted: float) -> Change:
        """The change without what is not needed: each lever as near to today as the rest allows, outcomes left out."""
        is_smaller = True
        while is_smaller:
            smaller = [each for each in self.nearer(change) if self.chance(each) >= wanted]
            is_smaller = bool(smaller)
            change = min(smaller, key=self.size, default=change)
        return change

    def nearer(self, change: Change) -> Iterator[Change]:
        """Changes with one lever back where it is or a step nearer, or one outcome less."""
        for place in np.flatnonzero(change.levels != self.today):
            level, home = change.levels[place], self.today[place]
            nearer = self.stepped(int(place), level, -1 if level > home else 1)
            yield replace(change, levels=_with(change.levels, int(place), home))
            if (nearer - home) * (level - home) > 0.0:
                yield replace(change, levels=_with(change.levels, int(place), nearer))
        for place in np.flatnonzero(np.isfinite(change.least) | np.isfinite(change.most)):
            least, most = _with(change.least, int(place), -np.inf), _with(change.most, int(place), np.inf)
            yield replace(change, least=least, most=most)


def worth(new: float, old: float) -> float:
    """What a rise of a probability is worth: on the scale on which small ones count too."""
    return float(logit(np.clip(new, 1e-9, 1 - 1e-9)) - logit(np.clip(old, 1e-9, 1 - 1e-9)))


def rounded(value: float) -> float:
    """A limit as people would say it: a whole number, or two figures of a share."""
    return float(np.round(value)) if abs(value) >= 2.0 else float(np.round(value, 2))


def _with(values: Array, place: int, value: float) -> Array:
    changed = values.copy()
    changed[place] = value
    return changed
