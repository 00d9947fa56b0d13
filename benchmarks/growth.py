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

from .measure import SEED, Row, batch, seconds

SIZES = (1_000, 10_000, 100_000)
# Denmark has about 98 municipalities to 1,500 companies.
COMPANIES_A_MUNICIPALITY = 1_500 / 98
CEILING_GB = 12
PATIENCE_SECONDS = 600


class Point(NamedTuple):
    """One size: actors, seconds a run, seconds an actor-month, resident memory at its highest (MB)."""

    companies: int
    actors: int
    seconds: float
    per_actor_month: float
    memory_mb: float


def growth() -> tuple[list[Row], list[Point]]:
    """A row for each size, and the points of those that fit."""
    rows, points = [], []
    for size in SIZES:
        what = f"A country of {size:,} companies"
        found = _measured(size)
        if isinstance(found, Point):
            points.append(found)
            remark = f"{found.seconds:.3g} s a run, {found.actors:,} actors, {found.memory_mb:,.0f} MB"
            rows.append(Row(what, f"{1e9 * found.per_actor_month:.0f} ns an actor-month", "", remark))
        else:
            rows.append(Row(what, "not measured", "", found))
    return rows, points


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
    synth(round(companies / COMPANIES_A_MUNICIPALITY), companies, SEED, folder)
    runs = batch(1, folder)
    taken = seconds(runs.run, repeats=3 if companies <= 10_000 else 1)
    actors = int(runs.prepared.world.kind.size)
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return Point(companies, actors, taken, taken / actors / MONTHS, highest)


if __name__ == "__main__":
    print(json.dumps(_one(int(sys.argv[1]), sys.argv[2])))
