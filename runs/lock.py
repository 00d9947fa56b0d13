"""A lock file, so that two processes never fill the same results folder at once."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import IO

from samspil.model.errors import UserError
from samspil.model.messages import say


class Lock:
    """Held by one process at a time; the system releases it when that process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Take the lock.

        Raises:
            UserError: another process holds it.
        """
        file = self.path.open("ab")
        try:
            _lock(file)
        except (BlockingIOError, PermissionError) as error:
            file.close()
            raise UserError(say("folder-is-locked", folder=self.path.parent.parent)) from error
        self._file = file

    def release(self) -> None:
        """Give the lock back; harmless if it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        return
    import fcntl

    # Some network file systems know no locks; running without one is better than not running.
    with contextlib.suppress(NotImplementedError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
