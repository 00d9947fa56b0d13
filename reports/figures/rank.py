"""Policies by what they free more than current policy: a row a policy, a panel a date, money and price beside."""

from __future__ import annotations

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, SIZE, page, styled
from ..view import View
from . import parts, prices, rowed

ROW = 0.27
GAP = 0.3


@styled
def rank(found: xr.Dataset, view: View) -> Figure:
    """The mean difference and its 90 % interval at each date; what is not told from zero is hollow."""
    say = view.words
    names = [str(name) for name in found["policy"].values]
    dates = [str(date) for date in found["date"].values]
    level = say.named("level", found.attrs["potentials"])
    told = {name: str(found.attrs[name]) for name in ("draws", "seed")}
    sheet = page(
        say("fig.rank.title", months=", ".join(say.numbers.month(date) for date in dates)),
        say("fig.rank.subtitle", baseline=view.title(str(found.attrs["baseline"]))),
        say("fig.rank.note", level=level, **told),
        ROW * max(len(names), 4) + 0.75,
    )
    titles = [view.title(name) for name in names]
    room = parts.room_for(titles, 2.6)
    wide = (sheet.width - room - prices.WIDE - 0.2 - GAP * (len(dates) - 1)) / len(dates)
    for place, date in enumerate(dates):
        left = room + place * (wide + GAP)
        axes = sheet.axes(left, sheet.width - left - wide, bottom=0.28, top=0.42)
        rowed.rows(axes, len(names))
        _rows(axes, found.sel(date=date), view)
        axes.set_title(say.numbers.month(date), loc="left", size=SIZE["base"], weight="bold", pad=6)
        parts.labels_left(axes, titles if place == 0 else [" "] * len(names), room)
        if place == len(dates) - 1:
            spent = found["additional_mdkk"].sel(gap="mean_difference")
            prices.beside(axes, spent.values, found["price"].values, view)
    return sheet.figure


def _rows(axes: Axes, found: xr.Dataset, view: View) -> None:
    means, low, high = (found["fte"].sel(gap=gap).values for gap in ("mean_difference", "low", "high"))
    start, end = min(0.0, float(low.min())), max(0.0, float(high.max()))
    span = max(end - start, 1.0)
    axes.set_xlim(start - 0.04 * span, end + 0.04 * span)
    axes.axvline(0, color=COLOUR["faint"], linewidth=1.0, zorder=1)
    parts.plain_axis(axes, view, along="x", bins=4)
    for place, sure in enumerate(found["told"].values):
        colour = COLOUR["unsure"] if not sure else COLOUR["gain"] if means[place] > 0 else COLOUR["loss"]
        axes.plot([low[place], high[place]], [place, place], color=colour, linewidth=2.0, solid_capstyle="butt")
        fill = colour if sure else COLOUR["paper"]
        axes.plot([means[place]], [place], marker="o", markersize=5, color=colour, markerfacecolor=fill)
