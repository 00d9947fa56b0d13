"""The live page: from a lever's move to the first fan, and to one from runs of the model; on the server, as HTML."""

from __future__ import annotations

import time
from collections.abc import Callable

from samspil.reports.app import panels
from samspil.reports.app.asking import Ask
from samspil.reports.app.guessing import answers
from samspil.reports.app.refining import Answer, Runs, stages
from samspil.reports.words import words

from .measure import Measured

# Where the lever is moved to, one after the other: each is a question that was not asked before.
MOVES = (0.2, 0.35, 0.5, 0.65, 0.8)
REFINED = 8


def a_move() -> list[Measured]:
    """Least time of some moves, today's policy having been run before, as on the page."""
    runs = Runs()
    _taken(Ask(), runs, lambda found: found.draws == stages()[-1])
    asks = [Ask(levers=(("intensified_use", level),)) for level in MOVES]
    first = [_taken(ask, runs, lambda _: True) for ask in asks[:2]]
    refined = [_taken(ask, runs, lambda found: found.draws >= REFINED) for ask in asks[2:]]
    note = f"first: {'the emulator' if first[0][1].draws == 0 else 'runs, as no emulator is fitted to these rules'}"
    return [Measured("app", (min(taken for taken, _ in first), min(taken for taken, _ in refined)), note)]


def _taken(ask: Ask, runs: Runs, is_it: Callable[[Answer], bool]) -> tuple[float, Answer]:
    """Seconds until an answer of a kind stands on the page, and the answer."""
    start = time.perf_counter()
    for found in answers(ask, runs, lambda: False):
        page = panels.headline(found, words("en")) + panels.answer(found, words("en"))
        if page and is_it(found):
            return time.perf_counter() - start, found
    raise RuntimeError("no such answer came")
