"""What each part of a policy gives: Shapley shares with intervals, and what it gives alone and last."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, LIMIT, SIZE, page, styled
from ..view import View
from . import parts, prices, rowed

ROW = 0.34
GAP = 0.35


@styled
def attribution(found: xr.Dataset, view: View) -> Figure:
    """A row a part, a panel a date: a bar for its share, a line for the interval, marks for alone and last."""
    say = view.words
    size = np.abs(found["share"].sel(said="mean").isel(date=-1).values)
    kept = sorted(np.argsort(-np.nan_to_num(size))[: LIMIT["parameters"]])
    shown = found.isel(player=kept)
    dates = [str(date) for date in found["date"].values]
    titles = [str(title) for title in shown[f"title_{say.lang}"].values]
    exact = "exact" if found.attrs["exact"] else "sampled"
    level = say.named("level", found.attrs["potentials"])
    told = {name: str(found.attrs[name]) for name in ("draws", "seed")}
    left_out = found.sizes["player"] - len(kept)
    foot = [say("fig.attribute.money"), say("fig.attribute.note", level=level, **told), say(f"fig.attribute.{exact}")]
    foot += [say("fig.attribute.left_out", count=str(left_out))] if left_out else []
    sheet = page(
        say("fig.attribute.title", scenario=view.title(str(found.attrs["scenario"]))),
        say("fig.attribute.subtitle", baseline=view.title(str(found.attrs["baseline"]))),
        " ".join(foot),
        ROW * max(len(kept), 3) + 0.91,
    )
    room = parts.room_for(titles, 2.8)
    wide = (sheet.width - room - prices.WIDE - 0.2 - GAP * (len(dates) - 1)) / len(dates)
    for place, date in enumerate(dates):
        left = room + place * (wide + GAP)
        axes = sheet.axes(left, sheet.width - left - wide, bottom=0.28, top=0.58)
        rowed.rows(axes, len(kept))
        _bars(axes, shown.sel(date=date), view)
        total = say.numbers.signed(float(found["total"].sel(date=date, said="mean")))
        head = say("fig.attribute.panel", month=say.numbers.month(date), total=total)
        axes.set_title(head.replace(": ", ":\n"), loc="left", size=SIZE["base"], weight="bold", pad=6)
        parts.labels_left(axes, titles if place == 0 else [" "] * len(kept), room)
        if place == len(dates) - 1:
            spent = shown["additional_mdkk"].sel(said="mean")
            prices.beside(axes, spent.values, shown["price"].values, view)
    return sheet.figure


def _bars(axes: Axes, found: xr.Dataset, view: View) -> None:
    means, low, high = (found["share"].sel(said=said).values for said in ("mean", "low", "high"))
    alone, last = (found[name].sel(said="mean").values for name in ("alone", "last"))
    every = np.nan_to_num(np.concatenate([means, low, high, alone, last, [0.0]]))
    span = max(float(every.max() - every.min()), 1.0)
    axes.set_xlim(min(0.0, float(every.min()) - 0.04 * span), float(every.max()) + 0.04 * span)
    places = np.arange(means.size)
    sure = found["share_told"].values
    colours = [
        COLOUR["unsure"] if not told else COLOUR["gain"] if mean > 0 else COLOUR["loss"]
        for mean, told in zip(means, sure, strict=True)
    ]
    axes.barh(places, means, height=0.5, color=colours, alpha=0.85)
    axes.hlines(places, np.nan_to_num(low), np.nan_to_num(high), color=COLOUR["ink"], linewidth=1.0)
    axes.plot(alone, places, linestyle="none", marker="|", markersize=9, color=COLOUR["ink"])
    axes.plot(last, places, linestyle="none", marker="x", markersize=4.5, color=COLOUR["ink"])
    axes.axvline(0, color=COLOUR["faint"], linewidth=1.0, zorder=1)
    parts.plain_axis(axes, view, along="x", bins=4)
