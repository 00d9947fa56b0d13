"""What a benchmark gives, how time is taken, and the setting that several share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from samspil.model.parameters import pack, prior_draws
from samspil.model.run import Workspace, simulate_batch, workspace
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare

POLICIES = ("current-policy", "full-portfolio")
POLICY = POLICIES[0]
SEED = 1
# Prior draws of a batch: a mean over fewer hangs on which they are.
RUNS = 40


@dataclass(frozen=True)
class Measured:
    """One measurement: its key in `data/goals.csv`, its values (one or two, in the unit told there), and a note."""

    key: str
    values: tuple[float, ...]
    note: str = ""


@dataclass(frozen=True)
class Batch:
    """Prepared runs of one policy with draws from the prior, and scratch memory for one thread."""

    prepared: Any
    records: np.ndarray
    scratch: Workspace

    @property
    def keys(self) -> np.ndarray:
        """Seed, luck and replicate of each run."""
        number = np.arange(self.records.size)
        return np.column_stack([np.full_like(number, SEED), number, np.zeros_like(number)])

    def run(self) -> None:
        """Simulate all of them once, on the calling thread."""
        simulate_batch(self.prepared, self.records, self.keys, self.scratch)

    def twin(self) -> Batch:
        """The same runs for another thread."""
        return replace(self, scratch=workspace(self.prepared))


def batch(runs: int, policy: str = POLICY, population: str | None = None) -> Batch:
    """So many runs of a policy, one draw each; of another population if a folder is named."""
    scenario = load(policy)
    prepared = prepare(scenario if population is None else replace(scenario, population=population))
    draws = prior_draws(SEED, runs)
    records = pack({str(name): draws[name].to_numpy() for name in draws}, runs)
    return Batch(prepared, records, workspace(prepared))


def cpu(action: Callable[[], object], repeats: int = 5) -> float:
    """Least CPU time of an action (seconds of this process): what others do on the machine hardly touches it."""
    return _least(action, repeats, time.process_time)


def wall(action: Callable[[], object], repeats: int = 5) -> float:
    """Least time of an action by the clock on the wall (seconds)."""
    return _least(action, repeats, time.perf_counter)


def _least(action: Callable[[], object], repeats: int, clock: Callable[[], float]) -> float:
    taken = []
    for _ in range(repeats):
        start = clock()
        action()
        taken.append(clock() - start)
    return min(taken)
