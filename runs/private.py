"""A private folder of compiled code for each worker of a cluster: processes that compile at once spoil each other's."""

from __future__ import annotations

import itertools
import os
import platform
import shutil
from contextlib import suppress
from pathlib import Path

from samspil.model.caching import MODEL, cache_folder, place_of
from samspil.model.errors import UserError

from .lock import Lock

# Held as long as the process lives.
_held: list[Lock] = []


def be_private() -> None:
    """Keep the code that this process compiles in a folder that no other process writes while this one lives.

    The folder lies in the user's own, is made like that (nobody else may write in it), starts from what is compiled
    there already, and is used again by later processes. To be called before any rule is loaded; where nothing can be
    kept, nothing changes.
    """
    common = cache_folder()
    if common is None or _held:
        return
    with suppress(OSError):
        slot = _free(_inside(common, "workers", platform.node() or "here"))
        own = _inside(slot, "samspil")
        for path in MODEL.rglob("*.py"):
            place = place_of(path)
            if place is not None and place.is_dir():
                _copied(place, own / place.name)
        os.environ["NUMBA_CACHE_DIR"] = str(slot)


def _free(base: Path) -> Path:
    """The first folder that no living process holds."""
    for number in itertools.count():
        slot = _inside(base, str(number))
        lock = Lock(slot / "lock")
        try:
            lock.take()
        except UserError:
            continue
        _held.append(lock)
        return slot
    raise AssertionError


def _inside(folder: Path, *names: str) -> Path:
    for name in names:
        folder = folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _copied(source: Path, target: Path) -> None:
    """A folder of compiled code, there whole or not at all."""
    if not target.exists():
        fresh = target.with_suffix(".part")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(source, fresh)
        os.replace(fresh, target)
