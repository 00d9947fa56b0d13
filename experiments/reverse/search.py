"""How long the least move must be: runs until their median is at the target, then runs with other luck."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from .. import settings
from ..asking import Asking
from .moves import Moves
from .ranges import Array

# Luck of its own for what searches and for what confirms: neither may see the other's runs, or the forecast's.
SEARCHING, CONFIRMING = 1_000_000, 2_000_000


@dataclass(frozen=True)
class Question:
    """One scenario, one date: the runs that answer it."""

    scenario: Any
    fte: float
    by: str
    asking: Asking

    def runs(self, point: Mapping[str, float], luck: int, number: int) -> Array:
        """FTE at the date of so many runs that differ by luck alone, NaN where one failed."""
        columns = {name: ("draw", np.full(number, value)) for name, value in point.items()}
        lucks = ("draw", luck + np.arange(number))
        draws = xr.Dataset({**columns, "luck": lucks}, {"draw": np.arange(number)})
        return self.asking.due([self.scenario], draws, 1, [self.by])[0, :, 0, 0]

    def reached(self, runs: Array) -> bool:
        """Whether the median of the runs that finished is at the target."""
        return bool(np.isfinite(runs).any() and np.nanmedian(runs) >= self.fte)


@dataclass(frozen=True)
class Found:
    """Where a search ended: a way, whether its median run reaches the target, and the runs of this luck on it."""

    way: int
    reached: bool
    runs: Array


def search(question: Question, moves: Moves, central: Array) -> Found:
    """The shortest way on which the median run reaches the target: sought with few runs, confirmed with more.

    Args:
        question: what is asked.
        moves: the ways.
        central: runs before anything is moved.
    """
    number, confirming = settings.count("reverse_runs"), settings.count("reverse_confirm")
    missing = np.log(question.fte) - np.log(max(float(np.nanmedian(central)), 1.0))
    guess = moves.length_for(missing)
    sought = shortest(question, moves, guess, SEARCHING, number)
    return shortest(question, moves, float(moves.lengths[sought.way]), CONFIRMING, confirming)


def shortest(question: Question, moves: Moves, guess: float, luck: int, number: int) -> Found:
    """The shortest way that reaches the target with runs of this luck, to within the tolerance; the last if none does.

    From a guess, steps that double until one way reaches it and a shorter one does not; then the way between them.
    """
    low, high, step, length = 0.0, float("inf"), settings.number("reverse_step"), guess
    last, best = len(moves.lengths) - 1, None
    while best is None or high - low > settings.number("reverse_tolerance"):
        way = moves.way(length)
        found = question.runs(moves.point(way), luck, number)
        at = float(moves.lengths[way])
        if question.reached(found):
            high, best = at, Found(way, True, found)
        elif way == last:
            return best or Found(way, False, found)
        else:
            low = max(low, at)
        length, step = _next(low, high, step)
        if best is not None and moves.way(length) in (moves.way(low), moves.way(high)):
            break  # no way lies between them
    return best


def _next(low: float, high: float, step: float) -> tuple[float, float]:
    """The length to try next, and the step after it: out from where it begins, then into the middle."""
    if np.isinf(high):
        return low + step, 2.0 * step
    if low == 0.0:
        return max(high - step, 0.0), 2.0 * step
    return (low + high) / 2.0, step
