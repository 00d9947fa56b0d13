"""What a benchmark gives, and the setting that several share."""

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

POLICY = "current-policy"
SEED = 1


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the goal it is held against, and a remark."""

    what: str
    value: str
    goal: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Batch:
    """Prepared runs of one policy with draws from the prior, and scratch memory for one thread."""

    prepared: Any
    records: np.ndarray
    scratch: Workspace

    def run(self) -> None:
        """Simulate all of them once, on the calling thread."""
        number = np.arange(self.records.size)
        keys = np.column_stack([np.full_like(number, SEED), number, np.zeros_like(number)])
        simulate_batch(self.prepared, self.records, keys, self.scratch)

    def twin(self) -> Batch:
        """The same runs for another thread."""
        return replace(self, scratch=workspace(self.prepared))


def batch(runs: int, population: str | None = None) -> Batch:
    """So many runs of current policy, one draw each; of another population if a folder is named."""
    policy = load(POLICY)
    prepared = prepare(policy if population is None else replace(policy, population=population))
    draws = prior_draws(SEED, runs)
    records = pack({str(name): draws[name].to_numpy() for name in draws}, runs)
    return Batch(prepared, records, workspace(prepared))


def seconds(action: Callable[[], object], repeats: int = 5) -> float:
    """Median wall time of an action, after one that is not counted."""
    action()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))
