"""A chance in words: of how many simulations, and, where none is there, how far the highest got."""

from __future__ import annotations

import numpy as np

from ..view import View
from ..words import Words


def chance_words(view: View, scenario: str, level: str | None = None, date: str = "") -> str:
    """How many of the finished simulations stand at the target at its date; never a bound alone.

    Args:
        view: results with their summary.
        scenario: one of its scenarios.
        level: potentials level (default: the shown one).
        date: month (`YYYY-MM`; default: the target's).
    """
    runs = view.at(scenario, date or view.date, level=level)
    return chance_of(runs, float(view.target["fte"]), view.words)


def chance_of(runs: np.ndarray, fte: float, say: Words) -> str:
    """How many of `runs` (members,) reach `fte`, with the highest where none does or the lowest where all do."""
    number, finished = say.numbers, runs[np.isfinite(runs)]
    if finished.size == 0:
        return number.percent(None)
    hits, of = int((finished >= fte).sum()), number.plain(finished.size)
    if hits == 0:
        return say("chance.of_none", runs=of, highest=below(finished.max(), fte, say))
    if hits == finished.size:
        return say("chance.of_all", runs=of, lowest=number.amount(finished.min()))
    return say("chance.of_some", hits=number.plain(hits), runs=of, p=number.percent(hits / finished.size))


def below(highest: float, fte: float, say: Words) -> str:
    """The highest run; to the last figure where rounding would say that it was there."""
    told = say.numbers.amount(highest)
    return say.numbers.plain(np.floor(highest)) if told == say.numbers.amount(fte) else told
