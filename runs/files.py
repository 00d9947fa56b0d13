"""Files that are whole or absent, and one line where a folder cannot be written."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from samspil.model.errors import UserError
from samspil.model.messages import joined, say
from samspil.model.problems import reason


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` make a file beside ``path``, then give it its name in one step."""
    fresh = path.with_name(f".{path.stem}.part{path.suffix}")
    with writing(path.parent):
        try:
            write(fresh)
            with fresh.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)


def make_safe(folder: Path) -> None:
    """Have every file below a folder lie on the disk itself, several at once: a disk takes them together."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(_to_disk, [path for path in folder.rglob("*") if path.is_file()]))


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """A JSON file, whole or absent; numbers that JSON does not know are an error."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_whole(path, lambda fresh: fresh.write_text(text, encoding="utf-8"))


def not_there(path: Path) -> None:
    """Refuse to write what is there already: nothing finished is replaced unasked.

    Raises:
        UserError: there is something of that name.
    """
    if path.exists():
        raise UserError(say("file-is-there", path=path))


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Tell in one line that a folder cannot be written.

    Raises:
        UserError: instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        line = say("disk-is-full") if _is_full(error) else say("cannot-be-written", why=reason(error))
        raise UserError(joined(f"{folder}: ", line)) from error


@contextmanager
def going_on(folder: Path) -> Iterator[None]:
    """Tell of a full disk, wherever it is met, that what is finished is kept: for work that can go on.

    Raises:
        UserError: instead of an OSError or of a UserError that says less.
    """
    try:
        yield
    except (OSError, UserError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        if not _is_full(cause):
            raise
        raise UserError(joined(f"{folder}: ", say("disk-is-full-kept"))) from cause


def _is_full(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
