"""Where compiled code is kept: in a folder of the user's own, by what the code rests on.

Numba renews a cached function when its own file changes, not when a function it calls does. Here a function is renewed
when any file of the model that its file imports has changed, directly or through others, and only then.

Cached code is executed: it is read from a folder that belongs to the user and that nobody else may write, or not at
all.
"""

from __future__ import annotations

import ast
import hashlib
import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, NullCache, _CacheLocator

from .levers import needs

MODEL = Path(__file__).resolve().parent
# Others may neither write in the folder nor replace it.
WRITABLE_BY_OTHERS = 0o022


def cache_folder() -> Path | None:
    """The folder of compiled code, made if need be; None where there is none that can be trusted."""
    asked = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(asked) if asked else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "samspil"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_own(folder) and os.access(folder, os.W_OK) else None
    except OSError:
        return None


def _is_own(folder: Path) -> bool:
    """Whether the folder is the user's, no link, and closed to writing by others."""
    if not hasattr(os, "getuid"):
        return True  # Windows: folders of the profile are private by default
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & WRITABLE_BY_OTHERS


@cache
def sources_digest() -> str:
    """SHA-256 of every source file of the model."""
    return _digest(sorted(MODEL.rglob("*.py")))


@cache
def rests_on(source: Path) -> frozenset[Path]:
    """A file of the model and those that it imports, directly or through others."""
    found, waiting = {source}, [source]
    while waiting:
        fresh = _imports(waiting.pop()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


@cache
def _imports(source: Path) -> frozenset[Path]:
    found: set[Path] = set()
    for node in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = source.parents[node.level - 1]
            base = folder.joinpath(*(node.module or "").split(".")) if node.module else folder
            candidates = [base.with_suffix(".py"), base / "__init__.py"]
            candidates += [base / f"{alias.name}.py" for alias in node.names]
            found |= {path for path in candidates if path.is_file() and path.is_relative_to(MODEL)}
    return frozenset(found)


def _digest(sources: list[Path], beside: str = "") -> str:
    total = hashlib.sha256(beside.encode())
    for path in sources:
        total.update(path.relative_to(MODEL).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@cache
def stamp(source: Path) -> str:
    """What compiled functions of a file rest on: sources, and the places of needs, which code holds as numbers."""
    return _digest(sorted(rests_on(source)), " ".join(needs()))


def place_of(source: Path) -> Path | None:
    """Where the code of a file as it is now would be kept; None where nothing is kept."""
    folder = cache_folder()
    return folder and folder / stamp(source)[:16]


def is_compiled() -> bool:
    """Whether compiled code of every rule as it is now is kept."""
    places = [place_of(path) for path in (MODEL / "rules").glob("*.py") if "@rule(" in path.read_text(encoding="utf-8")]
    return all(place is not None and place.is_dir() for place in places)


class Locator(_CacheLocator):
    """Says where the code of one function is kept and what it rests on."""

    def __init__(self, function: Callable, source: str) -> None:
        self._py_file = source
        self._line = function.__code__.co_firstlineno
        self._source = Path(source).resolve()

    def get_cache_path(self) -> str:
        """A folder for each state of the sources: two versions side by side do not renew each other's code."""
        return str(place_of(self._source) or "")

    def get_source_stamp(self) -> str:
        """What the code rests on."""
        return stamp(self._source)

    def get_disambiguator(self) -> str:
        """Tells functions of one name apart."""
        return str(self._line)

    @classmethod
    def from_function(cls, py_func: Callable, py_file: str) -> Locator:
        """See Numba."""
        return cls(py_func, py_file)


class _Implementation(CompileResultCacheImpl):
    _locator_classes = (Locator,)


class Kept(FunctionCache):
    """The cache of one function."""

    _impl_class = _Implementation


def kept(function: Callable) -> Any:
    """The cache of a function; one that keeps nothing where code cannot be kept safely."""
    inside = Path(function.__code__.co_filename).resolve().is_relative_to(MODEL)
    return Kept(function) if inside and cache_folder() else NullCache()
