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

    def missing(self, runs: Array) -> float:
        """What their median lacks of the target, in log FTE; infinite where no run finished."""
        finished = runs[np.isfinite(runs)]
        return float(np.log(self.fte / max(np.median(finished), 1.0))) if finished.size else float("inf")

    def reached(self, runs: Array) -> bool:
        """Whether the median of the runs that finished is at the target."""
        return self.missing(runs) <= 0.0


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
    guess = moves.length_for(question.missing(central))
    sought = shortest(question, moves, guess, SEARCHING, settings.count("reverse_runs"))
    length = float(moves.lengths[sought.way])
    return shortest(question, moves, length, CONFIRMING, settings.count("reverse_confirm"))


def shortest(question: Question, moves: Moves, guess: float, luck: int, number: int) -> Found:
    """The shortest way that reaches the target with runs of this luck, to within the tolerance; the last if none does.

    From a guess, each time to where the surrogate says that what is missing is gained, until one way reaches the
    target and one that is shorter by the tolerance does not.
    """
    tolerance, last = settings.number("reverse_tolerance"), len(moves.lengths) - 1
    low, high, length, best = 0.0, float("inf"), guess, None
    while best is None or high - low > tolerance:
        way = moves.way(length)
        at, found = float(moves.lengths[way]), question.runs(moves.point(way), luck, number)
        if question.reached(found):
            high, best = at, Found(way, True, found)
        elif way == last:
            return best or Found(way, False, found)
        else:
            low = at
        aim = moves.length_for(float(moves.gained[way]) + question.missing(found))
        length = _between(low, high, aim + (tolerance if low == at else -tolerance) / 2.0, tolerance)
        if best is not None and moves.way(length) in (moves.way(low), best.way):
            break  # no way lies between them
    return best


def _between(low: float, high: float, aim: float, least: float) -> float:
    """The length to try next: where it is aimed at, if that lies between those known and not next to the lower one."""
    if low + least / 2.0 <= aim < high:
        return aim
    return low + least if np.isinf(high) else (low + high) / 2.0
