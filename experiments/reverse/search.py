"""How long the least move must be: runs until their median is at the target, then runs of other luck that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from .. import settings
from ..asking import Asking
from ..records import Interval
from .moves import Moves
from .ranges import Array

# Luck of its own for what searches, settles and proves: none may see another's runs, or the forecast's.
SEARCHING, SETTLING, PROVING = 1_000_000, 2_000_000, 4_000_000


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
    """The shortest way on which the median run reaches the target: sought with few runs, settled and proved with more.

    Args:
        question: what is asked.
        moves: the ways.
        central: runs before anything is moved.
    """
    guess = moves.length_for(question.missing(central))
    sought = shortest(question, moves, guess, SEARCHING, settings.count("reverse_runs"))
    length = float(moves.lengths[sought.way])
    return proved(question, moves, shortest(question, moves, length, SETTLING, settings.count("reverse_settle")))


def proved(question: Question, moves: Moves, found: Found) -> Found:
    """The way that was found, or a longer one, that further runs prove: by half the tolerance, then each time twice as
    much, so that what longer ways cannot prove ends soon, at the last of them.

    The runs had no part in finding it, and say that the median is at the target: nine times in ten it is not below.
    Where a search stops, luck has helped.
    """
    way, number, tries = found.way, settings.count("reverse_prove"), 0
    while found.reached:
        runs = question.runs(moves.point(way), PROVING + tries * number, number)
        least = median_interval(runs)["p05"]
        if least is not None and least >= question.fte:
            return Found(way, True, runs)
        if way == len(moves.lengths) - 1:
            return Found(way, False, runs)
        longer = float(moves.lengths[way]) + 2.0**tries * settings.number("reverse_tolerance") / 2.0
        way, tries = moves.way(longer), tries + 1
    return found


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


def median_interval(runs: Array) -> Interval:
    """Mean is the median of the runs that finished; the interval holds that of all runs nine times in ten.

    Order statistics: how many of n runs lie below the median is binomial.
    """
    from scipy.stats import binom

    finished = np.sort(runs[np.isfinite(runs)])
    if not finished.size:
        return {"mean": None, "p05": None, "p95": None}
    low = max(int(binom.ppf(0.05, finished.size, 0.5)) - 1, 0)
    return {
        "mean": float(np.median(finished)),
        "p05": float(finished[low]),
        "p95": float(finished[finished.size - 1 - low]),
    }
