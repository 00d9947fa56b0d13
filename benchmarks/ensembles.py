"""An ensemble written to disk: pace, what it costs beside the kernels, memory and size."""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from samspil.runs import Progress, run_ensemble
from samspil.runs.kernel import Compiled

from .measure import POLICY, SEED, Measured

DRAWS, REPLICATES, WORKERS = 200, 10, 2
RUNS = DRAWS * REPLICATES
FIRST = 100
FORECAST = 20_000


class Timed(Compiled):
    """The model, with the CPU time of its threads added up while it simulates."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._lock = threading.Lock()

    def batch(self, prepared: Any, records: np.ndarray, keys: np.ndarray, workspace: Any) -> dict[str, np.ndarray]:
        """See `Kernel.batch`."""
        start = time.thread_time()
        found = super().batch(prepared, records, keys, workspace)
        taken = time.thread_time() - start
        with self._lock:
            self.seconds += taken
        return found


def an_ensemble() -> list[Measured]:
    """A forecast scaled from 2,000 runs, the share of orchestration and writing, memory early and late, bytes a run."""
    resident: dict[int, float] = {}
    kernel = Timed()

    def watch(progress: Progress) -> None:
        resident[progress.done] = _resident_mb()

    with tempfile.TemporaryDirectory() as folder, patch("samspil.runs.kernel._shipped", kernel):
        run_ensemble([POLICY], 1, 1, SEED, 1)
        kernel.seconds, start, began = 0.0, time.process_time(), time.perf_counter()
        run_ensemble([POLICY], DRAWS, REPLICATES, SEED, WORKERS, to=Path(folder) / "out", progress=watch)
        taken, passed = time.process_time() - start, time.perf_counter() - began
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    early, late = next(mb for done, mb in sorted(resident.items()) if done >= FIRST), resident[RUNS]
    above = 100.0 * (taken / kernel.seconds - 1.0)
    scaled = f"{RUNS:,} runs: {taken:.0f} s of CPU in {passed:.0f} s by the clock on the wall"
    return [
        Measured("forecast", (taken * FORECAST / RUNS / WORKERS,), scaled),
        Measured("orchestration", (above,), f"preparing the scenario included, spread over {RUNS:,} runs"),
        Measured(
            "memory", (100.0 * (late / early - 1.0),), f"{early:.0f} MB at run {FIRST}, {late:.0f} MB at run {RUNS:,}"
        ),
        Measured("disk", (size / RUNS / 1e3,), f"metadata, draws and checksums included, of {RUNS:,} runs"),
    ]


def _resident_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return float(line.split()[1]) / 1e3
