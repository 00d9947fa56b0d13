"""A table that is too wide for its place, as blocks: panels of columns under each other, never a cut number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

GAP = 2
# A head on more lines than this is hard to read, and a column of text with fewer characters too.
HEAD_LINES, LEAST = 3, 16
Rows = Sequence[Sequence[str]]


def blocks(heads: Sequence[str], rows: Rows, words: frozenset[int], width: int) -> list[str]:
    """The lines of a table in at most `width` characters.

    Where rows stand in groups under a name in the first column (and nothing below it), each group is a block under its
    name. The columns of a block are laid in panels that begin with the same column. Text, in the columns `words`, goes
    on in further lines where it is wider than a panel; a number stays whole, and so may its line.
    """
    indent = GAP if is_grouped(rows) else 0
    panels = list(_panels(heads, rows, words, width - indent))
    lines: list[str] = []
    for group in groups(rows) if indent else [list(rows)]:
        lines += ["", group[0][0]] if indent else []
        for panel in panels:
            lines += ["", *(" " * indent + line for line in _lines(heads, group, words, panel))]
    return lines[1:]


def is_grouped(rows: Rows) -> bool:
    """Whether rows without a first cell belong to the row above them."""
    return len(rows) > 1 and bool(rows[0][0]) and any(not row[0] for row in rows)


def groups(rows: Rows) -> list[list[Sequence[str]]]:
    """The rows that belong together; each group begins with a row that has a first cell."""
    found: list[list[Sequence[str]]] = []
    for row in rows:
        if row[0]:
            found.append([])
        found[-1].append(row)
    return found


def head_lines(head: str, width: int) -> list[str]:
    """A head on as many lines as its column's width asks for."""
    return wrap(head, width, break_long_words=False, break_on_hyphens=False) or [""]


def column_width(head: str, cells: Sequence[str]) -> int:
    """Characters that a column needs when its head is on a few lines and its cells are not broken."""
    least = max(1, *map(len, cells), *map(len, head.split()))
    return next((width for width in range(least, len(head)) if len(head_lines(head, width)) <= HEAD_LINES), least)


def _panels(heads: Sequence[str], rows: Rows, words: frozenset[int], width: int) -> Iterator[dict[int, int]]:
    """Columns that fit beside each other, as {column: width}, each time after the one that names the row."""
    start = int(is_grouped(rows))
    widths = {place: column_width(heads[place], [row[place] for row in rows]) for place in range(start, len(heads))}
    room = max(LEAST, width - GAP - widths[start])
    widths = {place: min(needed, room) if place in words - {start} else needed for place, needed in widths.items()}
    panel = {start: widths[start]}
    for place in range(start + 1, len(heads)):
        if len(panel) > 1 and sum(panel.values()) + GAP * len(panel) + widths[place] > width:
            yield panel
            panel = {start: widths[start]}
        panel[place] = widths[place]
    yield panel


def _lines(heads: Sequence[str], rows: Rows, words: frozenset[int], panel: dict[int, int]) -> list[str]:
    tops = {place: head_lines(heads[place], width)[::-1] for place, width in panel.items()}
    parts = [
        {place: wrap(row[place], width) if place in words else [row[place]] for place, width in panel.items()}
        for row in rows
    ]
    cells = [*reversed(list(_side_by_side(tops))), *(line for part in parts for line in _side_by_side(part))]
    return [_line(line, words, panel) for line in cells]


def _side_by_side(parts: dict[int, list[str]]) -> Iterator[dict[int, str]]:
    """Lines of cells, from the lines of each cell."""
    for line in zip_longest(*parts.values(), fillvalue=""):
        yield dict(zip(parts, line, strict=True))


def _line(cells: dict[int, str], words: frozenset[int], panel: dict[int, int]) -> str:
    fitted = [
        cells[place].ljust(width) if place in words else cells[place].rjust(width) for place, width in panel.items()
    ]
    return (" " * GAP).join(fitted).rstrip()
