"""Cost and precision of an ensemble before it is run."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import kernel as seam
from .cases import checked_seed, make_plan
from .draws import at_least_one
from .encode import encode
from .fitted import draws_of
from .plan import Chunk
from .precision import upper_bound
from .work import Work

if TYPE_CHECKING:
    import xarray as xr

    from .plan import Plan

# Probabilities whose standard error is told.
EXAMPLES = (0.5, 0.2, 0.1, 0.05, 0.01)
TIMED_DRAWS = 4


@dataclass(frozen=True)
class Estimate:
    """What an ensemble will take and how sharp its answer will be.

    Args:
        runs: number of runs.
        seconds_per_run: of one core, warm, on this machine.
        seconds: in all, on so many workers.
        bytes_per_run: on disk.
        bytes: in all, on disk.
        standard_error: of a probability, by probability: sqrt(p (1 - p) / draws). Replicates of a draw share its
            parameters, so only draws count.
        upper_if_none: upper 95 % bound of a probability when no draw shows it.
    """

    runs: int
    seconds_per_run: float
    seconds: float
    bytes_per_run: float
    bytes: float
    standard_error: dict[float, float]
    upper_if_none: float


def estimate(
    scenarios: Any,
    draws: int | xr.Dataset = 100,
    replicates: int = 10,
    seed: int = 1,
    workers: int = 2,
    potentials: Any = "estimated",
) -> Estimate:
    """Time, disk and precision of `run_ensemble` with the same arguments, from a few timed runs.

    Raises:
        UserError: the request is wrong.

    Example:
        >>> told = estimate("current-policy", draws=100, replicates=1)
        >>> round(told.standard_error[0.5], 3)
        0.05
    """
    at_least_one("workers", workers)
    drawn = draws_of(draws, checked_seed(seed))
    plan = make_plan(seam.shipped(), scenarios, drawn, replicates, seed, potentials)
    seconds, size = _measure(plan)
    number = plan.draws.sizes["draw"]
    return Estimate(
        plan.runs,
        seconds,
        seconds * plan.runs / min(workers, len(plan.chunks)),
        size,
        size * plan.runs,
        {p: math.sqrt(p * (1.0 - p) / number) for p in EXAMPLES},
        upper_bound(0.0, number),
    )


def _measure(plan: Plan) -> tuple[float, float]:
    """(seconds, bytes on disk) of a run: means over scenarios, each with a few draws."""
    work = Work(seam.shipped(), plan, encoded=False)
    work.warm()
    measured = [_measure_case(work, number) for number in range(len(plan.scenarios))]
    seconds, size = np.mean(measured, axis=0)
    return float(seconds), float(size)


def _measure_case(work: Work, number: int) -> tuple[float, float]:
    plan, count = work.plan, min(TIMED_DRAWS, work.plan.draws.sizes["draw"])
    chunk = Chunk((0, number, 0, 0), range(count), range(1))
    work.simulate(plan.case(chunk), plan.keys(chunk)[:1], np.arange(1))
    start = time.perf_counter()
    arrays, failed = work.simulate(plan.case(chunk), plan.keys(chunk), np.arange(count))
    seconds = (time.perf_counter() - start) / count
    arrays["failed"] = np.array([message is not None for message in failed])
    return seconds, sum(map(len, encode(arrays, chunk, (count, 1)).values())) / count
