"""How far a job is, on stderr: a bar with the time left on a terminal, a line now and then where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .compiling import Waiting

if TYPE_CHECKING:
    from samspil.runs import Progress

    from .session import Session

Tell = Callable[[str, "Progress"], None]
# A job shorter than this is told by its beginning and its end; a longer one about this often.
SECONDS_BETWEEN_LINES = 10.0
# Phases in which nothing is run.
RECKONINGS = ("indices", "measuring")


@contextmanager
def told(session: Session) -> Iterator[Tell]:
    """Something that is told a phase and its progress, and shows it as the place and the user want."""
    if session.quiet:
        yield lambda phase, progress: None
    elif sys.stderr.isatty():
        yield from _bar(session)
    else:
        yield from _lines(session)


def _lines(session: Session) -> Iterator[Tell]:
    lines = Lines(session)
    try:
        yield lines
    finally:
        lines.waiting.stop()


def _of(what: str, phase: str) -> str:
    """The text of a line: of runs, or of steps of a reckoning that follows them."""
    return f"progress.{what}.steps" if phase in RECKONINGS else f"progress.{what}"


class Lines:
    """Plain lines: what begins, then done and time left every few seconds."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._last = ("", "")
        self._when = time.monotonic()
        self.waiting = Waiting(lambda: session.note(session.say("progress.compiling")))

    def __call__(self, phase: str, progress: Progress) -> None:
        """Tell one moment, if it is worth a line."""
        say, now = self.session.say, time.monotonic()
        stage = (phase, progress.stage)
        if progress.stage == "compiling":
            self.waiting.start()
        elif progress.stage != "preparing":
            self.waiting.stop()
        if progress.stage == "running" and progress.done and now - self._when >= SECONDS_BETWEEN_LINES:
            self._when = now
            self.session.note(say(_of("line", phase), phase=say(f"phase.{phase}"), **_counts(self.session, progress)))
        elif progress.stage == "finished" and stage != self._last and progress.total:
            self.session.note(say(_of("done", phase), phase=say(f"phase.{phase}"), **_counts(self.session, progress)))
        self._last = stage


def _bar(session: Session) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns: list[Any] = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    ]
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = _Task(session, bar)
        try:
            yield task
        finally:
            task.waiting.stop()


class _Task:
    """The line of each phase in a bar of `rich`."""

    def __init__(self, session: Session, bar: Any) -> None:
        self.session, self.bar = session, bar
        self.tasks: dict[str, Any] = {}
        self.waiting = Waiting(self._compiling)

    def __call__(self, phase: str, progress: Progress) -> None:
        """Show one moment."""
        if phase not in self.tasks:
            self.tasks[phase] = self.bar.add_task(self.session.say("progress.preparing"), total=None, left="")
        if progress.stage == "compiling":
            self.waiting.start()
        if progress.stage in ("preparing", "compiling"):
            return
        self.waiting.stop()
        left, total = _counts(self.session, progress)["left"], progress.total or None
        name = self.session.say(f"phase.{phase}")
        self.bar.update(self.tasks[phase], description=name, completed=progress.done, total=total, left=left)

    def _compiling(self) -> None:
        for task in self.tasks.values():
            self.bar.update(task, description=self.session.say("progress.compiling"))


def _counts(session: Session, progress: Progress) -> dict[str, str]:
    from samspil.reports.words import words

    number = words(session.language).numbers
    return {
        "done": number.plain(progress.done),
        "total": number.plain(progress.total),
        "left": "" if progress.seconds_left is None else time_left(session, progress.seconds_left),
        "failed": session.say("progress.failed", failed=number.plain(progress.failed)) if progress.failed else "",
    }


def time_left(session: Session, seconds: float) -> str:
    """A time in seconds, minutes or hours, as rough as it is known."""
    for name, length in (("hours", 5400.0), ("minutes", 90.0)):
        if seconds >= length:
            return session.say(f"left.{name}", number=round(seconds / (3600 if name == "hours" else 60)))
    return session.say("left.seconds", number=max(0, round(seconds)))
