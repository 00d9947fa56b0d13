"""How far a long job is: many small ensembles told as one phase with one time left."""

import time
from collections.abc import Callable

from samspil.runs.progress import Progress, Report

Tell = Callable[[str, Progress], None]
# Called after each of the steps of a reckoning whose number is known.
Step = Callable[[], None]


def nothing() -> None:
    """Tell nothing of a step."""


def steps(report: Report, total: int) -> Step:
    """What is called after each of so many steps: it tells how many are done and the time left."""
    done, started = 0, time.monotonic()

    def step() -> None:
        nonlocal done
        done += 1
        left = (time.monotonic() - started) / done * (total - done)
        report(Progress("running" if done < total else "finished", done, total, left, 0))

    return step


def silent(_phase: str, _progress: Progress) -> None:
    """Tell nothing."""


class Phase:
    """A report for the engine that adds up the runs of all ensembles of one phase.

    Args:
        name: ``ensemble``, ``mechanisms``, ``reverse_test`` or whatever the caller calls it.
        tell: told the name and the progress of the whole phase.
        total: runs of the phase, where they are known before; None for those of its one ensemble.
    """

    def __init__(self, name: str, tell: Tell, total: int | None = None) -> None:
        self.name, self.tell, self.total = name, tell, total
        self._before = 0
        self._started = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """Pass on one moment of one ensemble."""
        if self.total is None:
            self.tell(self.name, progress)
            return
        done = min(self._before + progress.done, self.total)
        if progress.stage == "finished":
            self._before += progress.total
        elif progress.stage == "running" and done:
            left = (time.monotonic() - self._started) / done * (self.total - done)
            self.tell(self.name, Progress("running", done, self.total, left, progress.failed))

    def end(self) -> None:
        """Tell that the phase is over."""
        total = self.total or 0
        self.tell(self.name, Progress("finished", total, total, 0.0, 0))
