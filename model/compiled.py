"""How functions of the model are compiled.

One decorator for all, so that every kernel shares the same promises: the GIL is released, the machine code is cached
on disk, and floating point stays strict (no fastmath), because the same key must give the same bits.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.types import unliteral


def sources_digest() -> str:
    """SHA-256 of every source file of the model."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Where compiled code of this very source is kept.

    Numba renews a cached function when its own file changes, not when a function it calls does; a folder for each
    state of the source keeps stale rules from being run.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "samspil" / sources_digest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"samspil-{sources_digest()[:16]}"
    return folder


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(cache_folder())


def compiled(function: Callable) -> Any:  # Any: inferring types through unannotated rules takes minutes
    """Compile a rule: a function of numbers, arrays and tables. It may not allocate (see `State.scratch`).

    Numba's counting of references is off: it would be most of the code, and nothing is allocated that needs it.
    """
    return _once(numba.njit(function, nogil=True, cache=True, error_model="numpy", _nrt=False))


def _once(dispatcher: Any) -> Any:
    """Let a call with a constant use the code for any number: Numba would compile a function for each constant."""
    if numba.config.DISABLE_JIT:
        return dispatcher
    template = dispatcher.get_call_template

    def plainly(arguments: tuple, named: dict) -> Any:
        return template(tuple(map(unliteral, arguments)), {name: unliteral(kind) for name, kind in named.items()})

    dispatcher.get_call_template = plainly
    return dispatcher


def entry(function: Callable) -> Any:
    """Compile a function that Python calls with named tuples of arrays; it may allocate."""
    return numba.njit(function, nogil=True, cache=True, error_model="numpy")


inlined = compiled
