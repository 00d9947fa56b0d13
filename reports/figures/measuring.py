"""What is worth measuring: how much of the spread goes with a number, and what knowing it is worth to the choice."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..style import COLOUR, LIMIT, PAGE, SIZE, page, styled, wrap
from ..words import Words
from . import parts, rowed

ROW, GAP = 0.34, 0.3
# Inches of a line of a panel's head.
HEAD = 0.17


@styled
def measuring(found: xr.Dataset, labels: Mapping[str, str], told: list[str], say: Words) -> Figure:
    """A row a group of which something can be told, a panel for the spread and one for the worth under each decision;
    what cannot be told from zero has no bar."""
    names = list(labels)[: LIMIT["parameters"]]
    room = parts.room_for([labels[name] for name in names], 2.6)
    panels = [(index, str(each)) for each in found["decision"].values for index in ("share", "worth")]
    wide = (PAGE["width"] - 2 * PAGE["margin"] - room - GAP * (len(panels) - 1) - 0.15) / len(panels)
    heads = [
        wrap(say(f"measure.head.{index}.{each}"), wide + 0.8 * GAP, SIZE["base"], "bold") for index, each in panels
    ]
    top_room = HEAD * max(map(len, heads)) + 0.15
    height = ROW * max(len(names), 1) + top_room + 0.28
    sheet = page(say("fig.measuring.title"), say("fig.measuring.subtitle"), " ".join(told), height)
    for number, (index, decision) in enumerate(panels):
        left = room + number * (wide + GAP)
        axes = sheet.axes(left, sheet.width - left - wide, bottom=0.28, top=top_room)
        rowed.rows(axes, max(len(names), 1))
        parts.labels_left(axes, [labels[name] if number == 0 else " " for name in names], room)
        one = found.sel(decision=decision)
        top = 0.0
        for place, name in enumerate(names):
            at = one.sel(group=name)
            if at[f"{index}_told"] == 1:
                value = float(at[index])
                axes.barh(place, value, height=0.62, color=COLOUR["main" if index == "share" else "new"])
                top = max(top, value)
        axes.set_xlim(0, 1.08 * top if top > 0.0 else 1.0)
        write = say.numbers.percent if index == "share" else say.numbers.amount
        axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _, write=write: write(value)))
        if top <= 0.0:
            axes.xaxis.set_major_locator(MaxNLocator(1))
            untold = parts.in_lines(say("measure.untold"), wide, size=SIZE["small"])
            parts.put(axes, untold, (0.5, 0.5), frame=parts.ABOVE, ha="center", color=COLOUR["muted"])
            axes.set_xticks([])
        axes.set_title("\n".join(heads[number]), loc="left", size=SIZE["base"], weight="bold", pad=6)
    return sheet.figure
