"""Text of a document from its file, with every way in which a file can fail told in a line."""

from __future__ import annotations

import os
from pathlib import Path

from samspil.model.messages import say
from samspil.model.problems import reason

from .findings import refuse
from .tree import LARGEST, too_large


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        ScenarioError: no such file, a folder, unreadable, too large, not UTF-8.
    """
    file = str(path)
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        refuse(file, 0, say("pipe-is-no-scenario"))
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        refuse(file, 0, say("there-is-no-such-file"))
    except IsADirectoryError:
        refuse(file, 0, say("folder-is-no-file"))
    except (OSError, ValueError) as error:
        refuse(file, 0, say("cannot-be-read", why=reason(error) if isinstance(error, OSError) else error))
    if len(content) > LARGEST:
        refuse(file, 1, too_large())
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(file, content.count(b"\n", 0, error.start) + 1, say("text-is-not-utf-8"))
