"""One run on one core, and what a second thread adds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numba

from .measure import POLICIES, RUNS, Measured, batch, cpu, wall
from .rules import by_rule


@numba.njit(nogil=True)
def _arithmetic(rounds: int) -> float:
    total = 0.0
    for i in range(rounds):
        total += (i ^ (i >> 3)) * 1e-9
    return total


def a_run() -> tuple[list[Measured], dict[str, dict[str, float]]]:
    """CPU time of a warm run of each policy; and by policy and rule, in milliseconds."""
    milliseconds, rules = [], {}
    for policy in POLICIES:
        runs = batch(RUNS, policy)
        milliseconds.append(1e3 * cpu(runs.run) / RUNS)
        rules[policy] = by_rule(runs)
    return [Measured("run", tuple(milliseconds), f"mean of {RUNS} draws from the prior")], rules


def two_threads() -> list[Measured]:
    """What two threads get done against one: plain arithmetic, then the model."""
    bare = _speed_up([lambda: _arithmetic(200_000_000)] * 2)
    one = batch(RUNS)
    model = _speed_up([one.run, one.twin().run])
    note = f"plain arithmetic in the same minute: {bare:.2f}"
    return [Measured("threads", (model,), note)]


def _speed_up(actions: list[Callable[[], object]]) -> float:
    def together() -> None:
        for job in [pool.submit(action) for action in actions]:
            job.result()

    with ThreadPoolExecutor(len(actions)) as pool:
        together()
        return len(actions) * wall(actions[0]) / wall(together)
