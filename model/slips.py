"""A slip in the code of a rule, in one line: the compiler says it at length, over every function on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numba

from .messages import Message, say

HOME = Path(__file__).resolve().parent.parent
NUMBA = Path(numba.__file__).parent
# Where the compiler was, the innermost function first; and what it says without saying anything.
_AT = re.compile(r"^\s*During: .* at (.+) \((\d+)\)$", re.MULTILINE)
_IDLE = re.compile(r"Failed in nopython mode pipeline|During: |$")


def slip(function: Callable, error: Exception) -> Message:
    """File, line and what is wrong there; the rule itself where the compiler names no place."""
    text = str(error)
    own = (function.__code__.co_filename, str(function.__code__.co_firstlineno))
    places = (found for found in _AT.findall(text) if not Path(found[0]).is_relative_to(NUMBA))
    file, line = next(places, own)
    return say("rule-has-a-slip", file=_short(Path(file)), line=line, what=_what(text), rule=function.__name__)


def _short(path: Path) -> str:
    path = path.resolve()
    return path.relative_to(HOME).as_posix() if path.is_relative_to(HOME) else str(path)


def _what(text: str) -> str:
    """The first line that says something; what it announces is on the next one."""
    lines = [line.strip().removeprefix(">>> ") for line in text.splitlines() if not _IDLE.match(line.strip())]
    first = lines[0] if lines else text
    return f"{first} {lines[1]}" if first.endswith(":") and lines[1:] else first
