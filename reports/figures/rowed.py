"""Charts of rows: a name and marks in each, the name beside the marks or, on a page for a phone, above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from ..style import COLOUR, SIZE, Page, inner_width, page, wrap
from ..view import View
from . import parts

# Title, subtitle and the line below a figure.
Texts = tuple[str, str, str]
# On a page for a phone the name of a row stands above its marks: inches of a line of it, and of a line below them.
NAME, LINE = 0.19, 0.17
# and what the axes leave free to the left, so that a label under their end stays on the page.
LEFT = 0.2


def rows(axes: Axes, number: int, lower: float = 0.0) -> None:
    """Prepare a chart of `number` rows, the first on top, faint lines between; marks stand `lower` in their rows."""
    axes.set_ylim(number - 0.5 - lower, -0.5 - lower)
    for place in range(number - 1):
        axes.axhline(place + 0.5 - lower, color=COLOUR["grid"], linewidth=0.6, zorder=0)
    axes.spines["left"].set_visible(False)


def row_page(
    view: View,
    texts: Texts,
    names: Sequence[str],
    row: float,
    room: tuple[float, float, float],
    most: float = 2.4,
    told: int = 0,
    lines: int = 2,
) -> tuple[Page, Axes]:
    """A page with a chart of rows: their names to the left, on a page for a phone above each.

    `row` is the height of one and `room` what is left free above, right of and below the chart, all in inches; `told`
    are lines of text below the marks of a row on a page for a phone, `lines` those that a name may take elsewhere.
    Marks of row n stand at n.
    """
    above, right, below = room
    number, name, text = max(len(names), 1), 0.0, 0.0
    if view.narrow:
        name, text = NAME * _most_lines(names), LINE * told + 0.04
    whole = row + name + text
    sheet = page(*texts, whole * number + above + below, view.narrow)
    left = LEFT if view.narrow else parts.room_for(names, most)
    axes = sheet.axes(left, right, below, above)
    rows_named(axes, names, left, view.narrow, (name + row / 2) / whole - 0.5, lines)
    return sheet, axes


def rows_named(axes: Axes, names: Sequence[str], room: float, narrow: bool, lower: float = 0.2, lines: int = 2) -> None:
    """Make axes a chart of rows: names to the left in `room` inches, or above marks that stand `lower` in their row."""
    if narrow:
        _names_above(axes, names, lower)
    else:
        rows(axes, len(names))
        parts.labels_left(axes, names, room, lines=lines)


def _most_lines(names: Sequence[str]) -> int:
    room = inner_width(narrow=True) - parts.GAP
    return max((len(wrap(name, room, SIZE["base"])[:2]) for name in names), default=1)


def _names_above(axes: Axes, names: Sequence[str], lower: float) -> None:
    rows(axes, len(names), lower)
    axes.set_yticks([])
    for place, name in enumerate(names):
        lines = parts.in_lines(name, inner_width(narrow=True) - parts.GAP)
        parts.put(
            axes,
            lines,
            (0, top_of(axes, place)),
            (-72 * LEFT, -3),
            parts.BESIDE,
            va="top",
            size=SIZE["base"],
            linespacing=1.05,
        )


def top_of(axes: Axes, place: float) -> float:
    """Where row `place` begins in a chart of rows; it ends one further."""
    return place + axes.get_ylim()[1]


def in_rows(axes: Axes, length: float) -> float:
    """Inches as a share of a row."""
    low, high = axes.get_ylim()
    return length * abs(low - high) / parts.inches(axes)[1]


def below_marks(axes: Axes, text: str, place: int, **look: Any) -> None:
    """Write lines at the lower end of a row of a page for a phone."""
    usual = {"va": "bottom", "color": COLOUR["muted"], "linespacing": 1.05}
    parts.put(axes, text, (0, top_of(axes, place) + 1), (-72 * LEFT, 3), parts.BESIDE, **{**usual, **look})
