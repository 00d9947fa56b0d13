"""How time and memory grow with the size of the country. Each size runs in a process of its own, with a ceiling."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from samspil.model.epoch import MONTHS
from samspil.scenarios.population.synth import synth

from .measure import POLICY, SEED, Measured, batch, cpu

# Companies of a country, and how often its run is measured.
SIZES = {1_000: 20, 10_000: 3, 100_000: 1}
# Denmark has about 98 municipalities to 1,500 companies.
COMPANIES_A_MUNICIPALITY = 1_500 / 98
CEILING_GB = 12
PATIENCE_SECONDS = 300


class Point(NamedTuple):
    """One size: actors, CPU seconds a run and an actor-month, resident memory at its highest (MB)."""

    companies: int
    actors: int
    seconds: float
    per_actor_month: float
    memory_mb: float


def growth() -> tuple[list[Measured], list[Point]]:
    """The largest country against the smallest, and the points of those that fit."""
    found = {size: _measured(size) for size in SIZES}
    points = [point for point in found.values() if isinstance(point, Point)]
    failed = "; ".join(f"{size:,}: {why}" for size, why in found.items() if not isinstance(why, Point))
    ends = found[min(SIZES)], found[max(SIZES)]
    if not (isinstance(ends[0], Point) and isinstance(ends[1], Point)):
        return [Measured("growth", (float("nan"),), failed)], points
    ratio = ends[1].per_actor_month / ends[0].per_actor_month
    return [Measured("growth", (ratio,), failed)], points


def _measured(companies: int) -> Point | str:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.growth", str(companies), str(Path(folder) / "country")]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            return f"took more than {PATIENCE_SECONDS} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["ended without a word"])[-1][:120]
    return Point(*json.loads(done.stdout))


def _one(companies: int, folder: str) -> Point:
    import resource

    ceiling = CEILING_GB * 2**30
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    # Compiled code is read from disk, so that no run of the large country is one to warm up with.
    batch(1).run()
    synth(round(companies / COMPANIES_A_MUNICIPALITY), companies, SEED, folder)
    runs = batch(1, POLICY, folder)
    taken = cpu(runs.run, repeats=SIZES[companies])
    actors = int(runs.prepared.world.kind.size)
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return Point(companies, actors, taken, taken / actors / MONTHS, highest)


if __name__ == "__main__":
    print(json.dumps(_one(int(sys.argv[1]), sys.argv[2])))
