"""Text of a document from its file, with every way in which a file can fail told in a line."""

from __future__ import annotations

import os
from pathlib import Path

from .findings import refuse
from .tree import LARGEST, TOO_LARGE


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        ScenarioError: no such file, a folder, unreadable, too large, not UTF-8.
    """
    file = str(path)
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        refuse(file, 0, "is no ordinary file: a scenario is read more than once, and a pipe cannot be")
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        refuse(file, 0, "there is no such file")
    except IsADirectoryError:
        refuse(file, 0, "is a folder, not a file")
    except (OSError, ValueError) as error:
        refuse(file, 0, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if len(content) > LARGEST:
        refuse(file, 1, TOO_LARGE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(file, content.count(b"\n", 0, error.start) + 1, "is not UTF-8 text")
