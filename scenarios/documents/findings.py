"""What is wrong with a document: every problem of a file, told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

from samspil.model.errors import UserError

if TYPE_CHECKING:
    from .tree import Node

SHOWN = 60  # characters of a wrong value that a message repeats


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
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        what = f"{self.key} = {self.value}: " if self.key and self.value else f"{self.key}: " if self.key else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        nearest = f"; nearest known: {self.nearest}" if self.nearest else ""
        return f"{where}{what}{self.message}{allowed}{nearest}"


class ScenarioError(UserError):
    """A scenario that cannot be used, with all its problems (`problems`), one line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__(*(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Problem]]]:
        return ScenarioError, (self.problems,)


@dataclass
class Findings:
    """Collects the problems of one file while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, node: Node, key: str, message: str, allowed: str = "", known: Iterable[str] = ()) -> None:
        """Note a problem at a node; `known` are names that the value may have been meant for."""
        problem = Problem(self.file, node.line, key, node.shown, message, allowed, nearest(node.raw, known))
        self.problems.append(problem)

    def check(self) -> None:
        """Raise ScenarioError when anything was found."""
        if self.problems:
            raise ScenarioError(self.problems)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like `name`, or nothing."""
    by_lower = {other.lower(): other for other in known}
    matches = get_close_matches(name.strip().lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else ""


def shown(text: str) -> str:
    """A value as a message repeats it: quoted, on one line, not too long."""
    short = text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
    return repr(short)


def refuse(file: str, line: int, message: str, **more: str) -> NoReturn:
    """Raise at once a problem that leaves nothing else to read; `more` are further fields of Problem."""
    raise ScenarioError([Problem(file, line, **{"key": "", "value": "", "message": message, **more})])
