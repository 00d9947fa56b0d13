"""What an ensemble tells while it works; how that looks on a screen is somebody else's business."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Compiling is told apart, because on a new machine it takes longer than many a run.
STAGES = ("preparing", "compiling", "running", "finished")


@dataclass(frozen=True)
class Progress:
    """A moment of an ensemble.

    Args:
        stage: one of STAGES.
        done: runs finished, those of an earlier, interrupted attempt included.
        total: runs of the plan.
        seconds_left: at the pace so far; None before anything is known.
        failed: runs that gave no result.

    Example:
        >>> told = []
        >>> ds = run_ensemble("current-policy", draws=2, replicates=1, progress=told.append)
        >>> told[-1].stage
        'finished'
    """

    stage: str
    done: int
    total: int
    seconds_left: float | None
    failed: int


Report = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Report nothing."""


@dataclass
class Tally:
    """Counts finished runs and reports them, with the time left at the pace of this attempt."""

    total: int
    report: Report
    done: int = 0
    failed: int = 0
    _fresh: int = field(default=0, init=False)
    _start: float | None = field(default=None, init=False)

    def stage(self, name: str) -> None:
        """Report a new stage; time is counted from `running` on."""
        if name == "running":
            self._start = time.monotonic()
        self.report(Progress(name, self.done, self.total, self._left(), self.failed))

    def add(self, runs: int, failed: int) -> None:
        """Count finished runs."""
        self.done += runs
        self._fresh += runs
        self.failed += failed
        self.report(Progress("running", self.done, self.total, self._left(), self.failed))

    def _left(self) -> float | None:
        if self._start is None or not self._fresh:
            return None
        return (time.monotonic() - self._start) / self._fresh * (self.total - self.done)
