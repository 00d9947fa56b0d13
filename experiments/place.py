"""Where a forecast is written, so that a finished one is never harmed.

An unfinished forecast lies in the folder that is asked for. Where a finished one is there already, more draws, side
tests or another forecast in its place are made in a folder inside it, and take its place when they are finished.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs import checksums
from samspil.runs.asked import Asked
from samspil.runs.files import writing
from samspil.runs.standing import has_failures, settings_of, what_is_there

from .elsewhere import NEXT
from .folder import PARTIAL, RUN, SIDE_TESTS, STORE, clear, read_run, remove, written


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    Args:
        asked: the ensemble.
        side_tests: with the tests beside it.
        resume: go on with what is there.
        replace: put it in the place of what is there; whole results of the same settings are told anew, not run.
        retry: go on with what is there, and make runs that failed again.
    """

    asked: Asked
    side_tests: bool
    resume: bool
    replace: bool
    retry: bool = False


@dataclass(frozen=True)
class Place:
    """Where a forecast is written.

    Args:
        to: the folder that is asked for.
        folder: where it lies until it is finished.
        state: ``new``, ``unfinished``, ``more`` (draws or side tests are added to a finished one), ``retry`` (runs of a
            finished one that failed are made again), ``replace`` or ``finished``.
        results: whole results of its settings that lie elsewhere, if any.
        earlier: finished results of fewer draws, whose runs are taken over.
        more: how many draws are added to those.
        is_cleared: what an unfinished forecast of other settings has left in `folder` is taken away.
    """

    to: Path
    folder: Path
    state: str = "new"
    results: Path | None = None
    earlier: Path | None = None
    more: int = 0
    is_cleared: bool = False

    @property
    def store(self) -> Path:
        """Where the results are, or will be."""
        return self.results or self.folder / STORE

    def make_ready(self) -> None:
        """Make the folder.

        Raises:
            UserError: it cannot be written.
        """
        with writing(self.to):
            if self.is_cleared:
                clear(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
            probe = self.folder / ".writable"
            probe.touch()
            probe.unlink()
            kept = self.to / SIDE_TESTS
            if self.folder != self.to and kept.is_file() and not (self.folder / SIDE_TESTS).exists():
                shutil.copyfile(kept, self.folder / SIDE_TESTS)

    def settle(self) -> None:
        """Give the finished forecast its place.

        Raises:
            UserError: the folder cannot be written.
        """
        if self.folder != self.to:
            take_place(self.to)


def place_of(to: Path, wanted: Wanted) -> Place:
    """Where the forecast is written, and what is there of it.

    Raises:
        UserError: the folder holds something that was not asked to be gone on with or replaced; it stays as it is.
    """
    if (to / NEXT / RUN).is_file():
        take_place(to)
    if (to / RUN).is_file():
        return _beside_finished(to, wanted)
    if any((to / name).exists() for name in (STORE, PARTIAL)):
        return _beside_unfinished(to, wanted)
    with writing(to):
        if to.exists() and any(path.name != NEXT for path in to.iterdir()):
            raise UserError(say("no-forecast-in-folder", to=to))
    return Place(to, to)


def take_place(to: Path) -> None:
    """Put the finished forecast in `NEXT` in the place of the one in `to`; begun and killed, it can be begun again.

    Raises:
        UserError: the folder cannot be written.
    """
    fresh = to / NEXT
    with writing(to):
        (to / RUN).unlink(missing_ok=True)
        for path in [path for path in written(fresh) if path.name != RUN]:
            old = to / path.relative_to(fresh)
            old.parent.mkdir(exist_ok=True)
            remove(old)
            os.replace(path, old)
        # What the one before it had and this one has not.
        clear(to, frozenset({*read_run(fresh)["checksums"], RUN}))
        os.replace(fresh / RUN, to / RUN)
        shutil.rmtree(fresh)


def _beside_unfinished(to: Path, wanted: Wanted) -> Place:
    if wanted.replace and not _is_of(to, wanted.asked):
        return Place(to, to, is_cleared=True)
    if not wanted.resume and not wanted.replace:
        raise UserError(say("holds-unfinished-forecast", to=to))
    what_is_there(wanted.asked, to, resume=True)
    return Place(to, to, "unfinished")


def _beside_finished(to: Path, wanted: Wanted) -> Place:
    fresh = to / NEXT
    goes_on = any((fresh / name).exists() for name in (STORE, PARTIAL)) and _is_of(fresh, wanted.asked)
    if wanted.replace:
        return Place(to, fresh, "replace", None if goes_on else _same(to, wanted.asked), is_cleared=not goes_on)
    if wanted.resume and goes_on:
        return _going_on(to, wanted)
    settings = settings_of(to / STORE)
    beyond = wanted.asked.beyond(settings)
    if beyond is None:
        raise UserError(say("holds-other-forecast", to=to, differences=wanted.asked.differences(settings)))
    if wanted.retry and not beyond and has_failures(to):
        return Place(to, fresh, "retry", earlier=to / STORE)
    lacks_tests = wanted.side_tests and not read_run(to).get("side_tests", True)
    if not beyond and not lacks_tests:
        return Place(to, to, "finished")
    if not wanted.resume:
        held = say("held-draws", draws=settings["draws"]) if beyond else say("held-without-tests")
        added = say("added-draws", more=beyond) if beyond else say("added-tests")
        raise UserError(say("holds-finished-forecast", to=to, held=held, added=added))
    if beyond:
        what_is_there(wanted.asked, fresh, resume=True)
        return Place(to, fresh, "more", earlier=to / STORE, more=beyond)
    return Place(to, fresh, "more", results=to / STORE)


def _going_on(to: Path, wanted: Wanted) -> Place:
    """What is being made beside a finished forecast, which may be one with fewer draws or with runs that failed."""
    try:
        beyond = wanted.asked.beyond(settings_of(to / STORE))
    except UserError:
        beyond = None
    earlier = to / STORE if beyond or (beyond == 0 and wanted.retry) else None
    return Place(to, to / NEXT, "unfinished", earlier=earlier, more=beyond or 0)


def _same(to: Path, asked: Asked) -> Path | None:
    """Finished results of the same settings, if they are whole: those need not be run again to be told anew."""
    try:
        if asked.beyond(settings_of(to / STORE)) == 0 and checksums.check(to / STORE):
            return to / STORE
    except UserError:
        pass
    return None


def _is_of(folder: Path, asked: Asked) -> bool:
    """Whether what is unfinished in a folder is of the ensemble."""
    try:
        what_is_there(asked, folder, resume=True)
    except UserError:
        return False
    return True
