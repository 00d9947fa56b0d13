"""The fan of every scenario, side by side on one scale."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..rows import Numbers
from ..style import COLOUR, SIZE, page, shorten, styled
from ..view import View
from . import parts
from .fan import RIGHT, Bands, bands, december, draw

ROW = 1.6
# room for the last year of a panel beside the first one of the next
GAP = 0.45
WIDE, NARROW = 3, 1


def finding(view: View) -> str:
    """The lowest and the highest median at the last reported month."""
    say, date = view.words, view.dates[-1]
    low, high = parts.ends_of(view, [view.result(name)["fte"][date] for name in view.scenarios])
    number = say.numbers.plain(len(view.scenarios))
    return say("finding.fans", low=low, high=high, number=number, month=say.numbers.month(date))


def numbers(view: View) -> Numbers:
    """Quantiles of every scenario in December of each year."""
    return december(view, view.scenarios)


@styled
def fans(view: View) -> Figure:
    """The fan of every scenario, side by side on one scale."""
    names = view.scenarios
    every = {name: bands(view, name) for name in names}
    columns = min(NARROW if view.narrow else WIDE, len(names))
    lines = -(-len(names) // columns)
    text = parts.note(view, "fig.fans.note")
    high = lines * ROW + 0.1
    sheet = page(finding(view), view.words("fig.fans.subtitle"), text, high, view.narrow)
    top = max(shown.top for shown in every.values())
    left, gap = 0.6, GAP
    wide = (sheet.width - left - RIGHT - gap * (columns - 1)) / columns
    for place, name in enumerate(names):
        column, line = place % columns, place // columns
        start = left + column * (wide + gap)
        low = (lines - 1 - line) * ROW
        axes = sheet.axes(start, sheet.width - start - wide, low + 0.32, sheet.height - low - ROW + 0.28)
        _small(axes, view, every[name], top)
        title = shorten(view.title(name), wide, SIZE["small"], "bold")
        axes.set_title(title, loc="left", size=SIZE["small"], weight="bold", pad=3)
        if column:
            axes.set_yticklabels([])
    return sheet.figure


def _small(axes: Axes, view: View, shown: Bands, top: float) -> None:
    if not shown.values.size:
        parts.nothing_to_show(axes, view)
        return
    draw(axes, view, shown, 1.05 * top, step=5, bins=3)
    fte = float(view.target["fte"])
    if fte <= 1.05 * top:
        axes.axhline(fte, color=COLOUR["target"], linewidth=0.8, linestyle=(0, (4, 2)))
