"""Tables of text: framed on a terminal, in blocks where that is too narrow, plain where a program or a file reads."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from .blocks import blocks, column_width, head_lines

# A frame needs this beside the text: a space on each side of a column, and one at each end of a line.
PAD, ENDS = 3, 2
# Text may be broken into lines of this many characters, but not shorter ones.
READABLE = 16
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
    """Print framed, text broken into lines where that makes the table fit; in blocks where it does not."""
    from rich.console import Console

    console = Console()
    heads, cells = [one_line(head) for head in heads], [[one_line(cell) for cell in row] for row in rows]
    whole = frozenset(range(len(heads))) - (words - {0})
    if sum(_least(heads, cells, place, place in whole) + PAD for place in range(len(heads))) + ENDS > console.width:
        print("\n".join(blocks(heads, cells, words, console.width)))
        return
    console.print(_frame(heads, cells, words, whole))


def _least(heads: Sequence[str], rows: Rows, place: int, is_whole: bool) -> int:
    """Fewest characters that a column can be read in; the cells of a whole one are never broken."""
    width = column_width(heads[place], [row[place] for row in rows])
    return width if is_whole else min(width, max(READABLE, *map(len, heads[place].split())))


def _frame(heads: Sequence[str], rows: Rows, words: frozenset[int], whole: frozenset[int]) -> Any:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    framed = Table(box=SIMPLE)
    for place, head in enumerate(heads):
        head = head_lines(head, column_width(head, [row[place] for row in rows])) if place in whole else [head]
        side = "left" if place in words else "right"
        framed.add_column(Text("\n".join(head)), justify=side, no_wrap=place in whole, overflow="fold")
    for row in rows:
        framed.add_row(*map(Text, row))
    return framed
