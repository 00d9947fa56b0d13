"""An ensemble written to disk: pace, memory and size."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from samspil.runs import Progress, run_ensemble

from .measure import POLICY, SEED, Row

DRAWS, REPLICATES, WORKERS = 200, 10, 2
FIRST = 100


def an_ensemble(kernel_seconds: float) -> list[Row]:
    """Pace against the bare kernel (seconds a run on one core), resident memory early and late, bytes a run."""
    resident: dict[int, float] = {}

    def watch(progress: Progress) -> None:
        resident[progress.done] = _resident_mb()

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run_ensemble([POLICY], DRAWS, REPLICATES, SEED, WORKERS, to=Path(folder) / "out", progress=watch)
        taken = time.perf_counter() - start
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    runs = DRAWS * REPLICATES
    early, late = next(mb for done, mb in sorted(resident.items()) if done >= FIRST), resident[runs]
    above = taken * WORKERS / (runs * kernel_seconds) - 1.0
    remark = (
        f"{runs:,} runs in {taken:.0f} s, {WORKERS} threads; {100 * above:.0f} % above the kernel alone on one core"
    )
    return [
        Row("Headline forecast of 20,000 runs, written", f"{20_000 * taken / runs:.0f} s", "120 s", remark),
        Row("Resident memory at run 100", f"{early:.0f} MB", "600 MB"),
        Row(f"Resident memory at run {runs:,}", f"{late:.0f} MB", "the same", "flat means that more runs need no more"),
        Row("On disk, a run", f"{size / runs / 1e3:.1f} kB", "12 kB"),
    ]


def _resident_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return float(line.split()[1]) / 1e3
