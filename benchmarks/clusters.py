"""A Dask cluster of this machine against threads, and what that makes of 1,000 cores and a continent."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from samspil.runs import run_ensemble
from samspil.runs.cluster import connected

from .growth import Point
from .measure import POLICY, SEED, Measured

DRAWS, FEW = 240, 8
CORES = 1_000
RUNS = 100_000
# The European Union has some 450 million people, Denmark 6: so many times the actors.
CONTINENT = 75


class Pace(NamedTuple):
    """So many workers: seconds by threads and by Dask, and CPU seconds of this process for a run by Dask."""

    workers: int
    threads: float
    dask: float
    driver: float

    @property
    def overhead(self) -> float:
        """What Dask takes more, in per cent."""
        return 100.0 * (self.dask / self.threads - 1.0)


def paces() -> list[Pace]:
    """One worker and two, each beside as many threads, with batches of a second."""
    return [_pace(workers) for workers in (1, 2)]


def _pace(workers: int) -> Pace:
    from distributed import LocalCluster

    told = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "threads_per_worker": 1}
    with LocalCluster(n_workers=workers, **told) as cluster:
        address = cluster.scheduler_address

        def by_dask() -> None:
            _ensemble(scheduler=address)

        def by_threads() -> None:
            _ensemble(workers=workers)

        _ensemble(draws=2 * workers, scheduler=address)
        _ensemble(draws=2)
        # In turn, so that what else the machine does is shared by both.
        seconds = [(_seconds(by_threads), _seconds(by_dask)) for _ in range(2)]
        # Preparing and finishing cost the same whatever the number of runs.
        least, whole = (_cpu(draws, address) for draws in (FEW, DRAWS))
        driver = (whole - least) / (DRAWS - FEW)
        connected(address).client.close()
    threads, dask = (min(each) for each in zip(*seconds, strict=True))
    return Pace(workers, threads, dask, driver)


def _ensemble(draws: int = DRAWS, workers: int = 1, scheduler: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run_ensemble([POLICY], draws, 1, SEED, workers, to=Path(folder) / "out", scheduler=scheduler, prior=True)


def _cpu(draws: int, scheduler: str) -> float:
    """CPU seconds of this process, which holds the scheduler too."""
    start = time.process_time()
    _ensemble(draws, scheduler=scheduler)
    return time.process_time() - start


def _seconds(action: Callable[[], None]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def against_threads(found: Sequence[Pace]) -> list[Measured]:
    """What Dask takes more than threads."""
    note = f"{DRAWS} runs, written; seconds " + ", ".join(
        f"{pace.threads:.1f} and {pace.dask:.1f} with {pace.workers}" for pace in found
    )
    return [Measured("dask", tuple(pace.overhead for pace in found), note)]


def planned(found: Sequence[Pace], points: Sequence[Point]) -> list[tuple[str, ...]]:
    """Rows of what so many runs take on so many cores: of Denmark, and of a continent by the growth that was measured.

    Workers run side by side; what the one process that writes does of a run bounds them all.
    """
    last = found[-1]
    denmark = last.dask * last.workers / DRAWS
    grown = denmark * CONTINENT * (points[-1].per_actor_month / points[0].per_actor_month if len(points) > 1 else 1.0)
    rows = []
    # What comes back of a run grows with municipalities, at most as the population does.
    for what, seconds, driver in (("Denmark", denmark, last.driver), ("a continent", grown, last.driver * CONTINENT)):
        for cores in (2, CORES):
            busy = min(1.0, seconds / (cores * driver))
            hours = max(RUNS * seconds / cores, RUNS * driver) / 3600.0
            rows.append((what, f"{cores:,}", f"{seconds:.2g}", f"{hours:.2g}", f"{100.0 * busy:.0f} %"))
    return rows
