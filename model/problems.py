"""What is wrong with a file that a user gave: one problem, one line."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .errors import UserError
from .messages import Message, joined, say

SHOWN = 60  # characters of a wrong value that a message repeats
COMPARED = 500  # known names that a wrong one is compared with; more would take longer than the reader waits
# What problems name that stand in no file, and its message.
NO_FILES = {"scenario": "place-scenario", "population": "place-population"}
# What results and options are told by, and its message: in other languages that is no word.
SETTINGS = {
    "scenario": "place-scenario",
    "policy": "setting-policy",
    "year": "setting-year",
    "scenarios": "setting-scenarios",
    "potentials": "setting-potentials",
    "draws": "setting-draws",
    "draw": "setting-draw",
    "replicates": "setting-replicates",
    "replicate": "setting-replicate",
    "seed": "setting-seed",
    "monthly": "setting-monthly",
}
MOST = 25  # problems told of one file; a file that is wrong throughout should not fill the screen


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it stands, what stands there, what may stand there."""

    file: str
    line: int
    key: str
    value: str
    message: str
    allowed: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        return str(self.told)

    @property
    def told(self) -> Message:
        """The problem in one line."""
        parts = [f"{self.file}:{self.line}: "] if self.line else [_place(self.file), ": "]
        parts += [self.key, " = " if self.value else "", self.value, ": "] if self.key else []
        parts += [self.message]
        parts += [say("allowed", allowed=self.allowed)] if self.allowed else []
        parts += [say("nearest-known", found=self.nearest)] if self.nearest else []
        return joined(*parts)


def called(name: str) -> str:
    """What a setting is called in the reader's language; its name where it is none."""
    return say(SETTINGS[name]) if name in SETTINGS else name


def _place(file: str) -> str:
    """What is wrong where no file is: a scenario or a population by its name, in the reader's language."""
    return say(NO_FILES[file]) if file in NO_FILES else file


class TableError(UserError):
    """Tables that cannot be used, with all their problems (`problems`), one line each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(*lines(self.problems))

    def __reduce__(self) -> tuple[type[TableError], tuple[list[Problem]]]:
        return TableError, (self.problems,)


def lines(problems: Sequence[Problem]) -> list[str]:
    """What is told of problems: a line each, and how many more there are in a file that is wrong throughout."""
    told: list[str] = []
    for file in dict.fromkeys(problem.file for problem in problems):
        mine = [problem.told for problem in problems if problem.file == file]
        told += mine[:MOST]
        if len(mine) > MOST:
            told.append(say("and-more-problems", file=file, count=len(mine) - MOST))
    return told


def refuse(problems: Sequence[Problem]) -> None:
    """Raise TableError when there are any problems."""
    if problems:
        raise TableError(problems)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like `name`, or nothing."""
    names = list(known)
    matches = get_close_matches(name.strip().lower()[:SHOWN], names, n=1, cutoff=0.6) if len(names) <= COMPARED else []
    return matches[0] if matches else ""


def near_hint(name: str, known: Iterable[str]) -> str:
    """What a message ends with where a known name looks like a wrong one; nothing where none does."""
    found = nearest(name, known)
    return say("nearest-known-too", found=found) if found else ""


def reason(error: OSError) -> str:
    """Why the system could not: a message where it is a common reason, else the system's own words."""
    common = {
        errno.ENOENT: say("os-no-such-file"),
        errno.ENOTDIR: say("os-not-a-folder"),
        errno.EISDIR: say("os-is-a-folder"),
        errno.EACCES: say("os-not-permitted"),
        errno.EROFS: say("os-read-only"),
    }
    return common.get(error.errno or 0) or error.strerror or str(error)


def shown(text: str) -> str:
    """A value as a message repeats it: quoted, on one line, not too long."""
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")
