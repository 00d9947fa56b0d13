"""Files that are whole or absent, and one line where a folder cannot be written."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from samspil.model.errors import UserError


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


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """A JSON file, whole or absent; numbers that JSON does not know are an error."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_whole(path, lambda fresh: fresh.write_text(text, encoding="utf-8"))


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Tell in one line that a folder cannot be written.

    Raises:
        UserError: instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        line = f"cannot be written: {error.strerror or error}"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            line = "the disk is full; what is finished is kept, make room and go on with --resume"
        raise UserError(f"{folder}: {line}") from error
