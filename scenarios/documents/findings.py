"""What is wrong with a document: every problem of a file, told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from samspil.model.errors import UserError
from samspil.model.problems import MOST, Problem, lines

from .titled import meant

if TYPE_CHECKING:
    from .tree import Node


class ScenarioError(UserError):
    """A scenario that cannot be used, with all its problems (`problems`), one line each.

    Example:
        >>> try:
        ...     loads("{name: mine, levers: {outrech: 2}}")
        ... except ScenarioError as error:
        ...     error.problems[0].line
        1
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__(*lines(self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Problem]]]:
        return ScenarioError, (self.problems,)


@dataclass
class Findings:
    """Collects the problems of one file while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, node: Node, key: str, message: str, allowed: str = "", known: Iterable[str] = ()) -> None:
        """Note a problem at a node; `known` are names that the value may have been meant for."""
        # Looking for the nearest name is slow, and no more than so many problems are told anyway.
        near = meant(node.raw, known) if len(self.problems) < MOST else ""
        self.problems.append(Problem(self.file, node.line, key, node.shown, message, allowed, near))

    def check(self) -> None:
        """Raise ScenarioError when anything was found."""
        if self.problems:
            raise ScenarioError(self.problems)


def refuse(file: str, line: int, message: str, **more: str) -> NoReturn:
    """Raise at once a problem that leaves nothing else to read; `more` are further fields of Problem."""
    raise ScenarioError([Problem(file, line, **{"key": "", "value": "", "message": message, **more})])
