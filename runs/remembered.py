"""Digests worked out from sources alone, remembered in the user's own folder for as long as no source changes.

To normalise all rules and to prepare two worlds takes half a second, which every new process would spend to hear what
the last one heard. What is remembered goes by every byte that it could rest on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from samspil.model.caching import cache_folder
from samspil.model.errors import UserError

from .files import write_whole
from .provenance import DECIDING

Digests = dict[str, str]


def remembered(name: str, make: Callable[[], Digests], *beside: str) -> Digests:
    """What `make` gives, as it was given before under the same files, NumPy and Python if it was.

    Args:
        name: of what is remembered.
        make: works it out.
        beside: what else it rests on.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    rests_on = (*beside, _files_digest(), np.__version__, sys.version)
    path = folder / f"{name}-{hashlib.sha256(repr(rests_on).encode()).hexdigest()[:24]}.json"
    return _read(path) or _kept(path, make())


def _files_digest() -> str:
    """SHA-256 of every file, code and data, of the folders that decide what a run gives."""
    folder, total = Path(__file__).resolve().parent.parent, hashlib.sha256()
    for path in sorted(path for part in DECIDING for path in (folder / part).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            total.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def _read(path: Path) -> Digests | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_whole = isinstance(told, dict) and told and all(isinstance(value, str) for value in told.values())
    return told if is_whole else None


def _kept(path: Path, made: Digests) -> Digests:
    with contextlib.suppress(OSError, UserError):  # a full disk costs half a second next time, nothing else
        write_whole(path, lambda place: place.write_text(json.dumps(made), encoding="utf-8"))
    return made
