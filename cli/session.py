"""What every command has: language, JSON or text, quiet or not; where results go and where everything else goes."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from samspil.model.written import printable

from .spoken import VARIABLE, of_the_machine


class Language(StrEnum):
    """Languages of tables and messages."""

    en = "en"
    da = "da"


@dataclass(frozen=True)
class Session:
    """The options of every command, and how it speaks: results on stdout, everything else on stderr."""

    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result and errors.")] = False
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language of tables and messages.", envvar=VARIABLE)
    ] = None
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False

    def under(self, whole: "Session") -> "Session":
        """These options where they are given, those before the command's name where not."""
        return Session(
            self.as_json or whole.as_json,
            self.quiet or whole.quiet,
            self.lang or whole.lang,
            self.debug or whole.debug,
        )

    @property
    def language(self) -> str:
        """The language's code: as asked for, else as the machine is set."""
        return of_the_machine() if self.lang is None else self.lang.value

    def say(self, key: str, **values: object) -> str:
        """A text of the command line in the language, its places filled in."""
        from .texts import text

        return text(key, self.language, **values)

    def told(self, line: str) -> str:
        """A line in the language, where it is a message."""
        from samspil.model.messages import told

        return told(line, self.language)

    def result(self, text: str = "") -> None:
        """Print a piece of the result."""
        print(printable(text))

    def emit(self, value: Any) -> None:
        """Print a result as JSON; what is not a number there (NaN, infinite) becomes null."""
        print(json.dumps(plain(value), ensure_ascii=False, indent=1, allow_nan=False, default=str))

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], words: frozenset[int] = frozenset({0})
    ) -> None:
        """Print a table; `words` are the columns, by number, that hold text and not figures."""
        from .table import show

        show(heads, [[printable(cell) for cell in row] for row in rows], words)

    def note(self, text: str) -> None:
        """Say something beside the result."""
        if not self.quiet:
            print(printable(text), file=sys.stderr, flush=True)

    def wrong(self, lines: Sequence[str]) -> None:
        """Say what is wrong, quiet or not."""
        for line in lines:
            print(f"samspil: {printable(self.told(line))}", file=sys.stderr, flush=True)


def plain(value: Any) -> Any:
    """A value in what JSON knows: numbers of NumPy as Python's, what is no number as None."""
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
