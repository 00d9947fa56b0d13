"""Tables of text: framed on a terminal, plain and aligned where a program or a file reads them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

GAP = "  "
Rows = Sequence[Sequence[str]]


def show(heads: Sequence[str], rows: Rows, words: frozenset[int]) -> None:
    """Print a table to stdout; the columns `words` (by number) hold text and stand to the left."""
    if sys.stdout.isatty():
        _framed(heads, rows, words)
        return
    for line in aligned(heads, rows, words):
        print(line)


def aligned(heads: Sequence[str], rows: Rows, words: frozenset[int]) -> list[str]:
    """The lines of a table whose columns are as wide as they need to be."""
    cells = [[one_line(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    sides = [place in words for place in range(len(heads))]
    return [GAP.join(map(_fitted, row, widths, sides)).rstrip() for row in cells]


def one_line(cell: str) -> str:
    """A cell without breaks and without spaces that do not break: columns are counted in characters."""
    return " ".join(str(cell).replace("\u00a0", " ").replace("\u202f", " ").split())


def _fitted(cell: str, width: int, is_text: bool) -> str:
    return cell.ljust(width) if is_text else cell.rjust(width)


def _framed(heads: Sequence[str], rows: Rows, words: frozenset[int]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    framed = Table(box=SIMPLE)
    for place, head in enumerate(heads):
        framed.add_column(Text(head), justify="left" if place in words else "right")
    for row in rows:
        framed.add_row(*(Text(str(cell)) for cell in row))
    Console().print(framed)
