"""When to say that the model is being compiled: at once on a new machine, else only if it is felt."""

from __future__ import annotations

from collections.abc import Callable
from threading import Timer

# A warm cache loads faster than this; whoever waits longer wants to know what for.
SECONDS_UNTOLD = 5.0


class Waiting:
    """Calls `tell` once when results are long in coming; from another thread unless it is known at the start."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._timer: Timer | None = None
        self._started = False

    def start(self) -> None:
        """Begin to wait; later calls do nothing, for one process compiles once."""
        if self._started:
            return
        self._started = True
        if nothing_compiled():
            self._tell()
            return
        self._timer = Timer(SECONDS_UNTOLD, self._tell)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Results have come, or never will."""
        if self._timer is not None:
            self._timer.cancel()


def nothing_compiled() -> bool:
    """Whether compiled code of this very source is not kept, or not all of it."""
    from samspil.model.caching import is_compiled

    return not is_compiled()
