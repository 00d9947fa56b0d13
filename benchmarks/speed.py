"""One run on one core, and what a second thread adds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from samspil.model.run import simulate_batch
from samspil.model.state.codes import Count

from .measure import SEED, Batch, Row, batch, seconds

RUNS = 40
EVENTS = (
    ("candidate scored", Count.EVENTS_SCORED),
    ("partnership-month", Count.EVENTS_PARTNERSHIP_MONTHS),
    ("solution considered", Count.EVENTS_CONSIDERED),
)


@numba.njit(nogil=True)
def _arithmetic(rounds: int) -> float:
    total = 0.0
    for i in range(rounds):
        total += (i ^ (i >> 3)) * 1e-9
    return total


def one_run() -> list[Row]:
    """Time of a warm run, alone and by event."""
    runs = batch(RUNS)
    a_run = seconds(runs.run) / RUNS
    events = np.mean([_events(runs, number) for number in range(RUNS)], axis=0)
    looked_at = ", ".join(f"{count:,.0f} times {name}" for (name, _), count in zip(EVENTS, events, strict=True))
    return [
        Row("One Denmark run, warm, one core", f"{1e3 * a_run:.1f} ms", "10 ms", f"mean of {RUNS} prior draws"),
        Row("The same by event", f"{1e9 * a_run / events.sum():.0f} ns", "", f"a run has {looked_at}"),
    ]


def _events(runs: Batch, number: int) -> list[int]:
    alone = np.array([number])
    simulate_batch(runs.prepared, runs.records[alone], np.array([[SEED, alone[0], 0]]), runs.scratch)
    return [int(runs.scratch.state.tally.count[counter]) for _, counter in EVENTS]


def two_threads() -> list[Row]:
    """Speed-up by a second thread: plain arithmetic, and the model."""
    bare = _speed_up([lambda: _arithmetic(400_000_000)] * 2)
    one = batch(RUNS)
    model = _speed_up([one.run, one.twin().run])
    return [
        Row("Two threads, plain arithmetic", f"{bare:.2f} times one", "", "what the machine gives at this moment"),
        Row("Two threads, the model", f"{model:.2f} times one", f"{0.95 * bare:.2f}", "within 5 % of plain arithmetic"),
    ]


def _speed_up(actions: list[Callable[[], object]]) -> float:
    alone = seconds(actions[0])
    with ThreadPoolExecutor(len(actions)) as pool:
        together = seconds(lambda: [job.result() for job in [pool.submit(action) for action in actions]])
    return len(actions) * alone / together
