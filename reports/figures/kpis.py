"""A partnership's KPIs in their bands, and what is lost of a prediction without each KPI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from samspil.experiments.foretelling.indicators import indicators
from samspil.experiments.foretelling.placing import Placed, Told

from ..style import COLOUR, LIMIT, SIZE, page, styled
from ..words import Words
from . import parts, rowed

ROW = 0.34


@dataclass(frozen=True)
class Block:
    """The rows of one partnership under its name."""

    name: str
    told: tuple[Told, ...]

    @property
    def rows(self) -> list[tuple[int, Placed]]:
        """A row a KPI and age."""
        return [(each.month, one) for each in self.told for one in each.placed]


def pages(blocks: Sequence[Block]) -> list[list[Block]]:
    """Partnerships that share a figure: as many as have room."""
    found: list[list[Block]] = []
    left = 0
    for block in blocks:
        size = 1 + len(block.rows)
        if not found or size > left:
            found.append([])
            left = LIMIT["kpi_rows"]
        found[-1].append(block)
        left -= size
    return found


@styled
def placed(blocks: Sequence[Block], say: Words) -> Figure:
    """A row a partnership's KPI and age: the share of like partnerships that do worse."""
    rows: list[Placed | None] = []
    labels = []
    for block in blocks:
        rows += [None, *(one for _, one in block.rows)]
        labels += [block.name, *(_label(one.name, month, say) for month, one in block.rows)]
    sheet = page(say("fig.kpi.head"), say("fig.kpi.worse"), say("fig.kpi.shaded"), ROW * len(rows) + 0.5)
    room = parts.room_for(labels, 3.6)
    axes = sheet.axes(room, 0.15, bottom=0.28, top=0.1)
    rowed.rows(axes, len(rows))
    axes.axvspan(0.25, 0.75, color=COLOUR["grid"], zorder=0)
    for place, one in enumerate(rows):
        if one is not None:
            colour = "main" if indicators()[one.name].better else "faint"
            axes.plot(one.rank, place, "o", markersize=6, color=COLOUR[colour])
    axes.set_xlim(-0.02, 1.02)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.numbers.percent(value)))
    parts.labels_left(axes, labels, room, [one is None for one in rows])
    return sheet.figure


def _label(name: str, month: int, say: Words) -> str:
    return say("fig.kpi.row", indicator=indicators()[name].title[say.lang], month=str(month))


@styled
def leads(found: xr.Dataset, say: Words) -> Figure:
    """A panel an outcome, a row a KPI: what the mark loses where it is shuffled."""
    names = [indicators()[str(name)].title[say.lang] for name in found["indicator"].values]
    outcomes = [str(each) for each in found["outcome"].values]
    counts = {name: say.numbers.plain(found.attrs[name]) for name in ("partnerships", "runs")}
    whole = " | ".join(say(f"fig.leading.{each}") for each in outcomes)
    sheet = page(
        say("fig.leading.title"),
        say("fig.leading.subtitle", outcome=whole),
        say("fig.leading.note", **counts),
        ROW * len(names) + 0.8,
    )
    room, gap = parts.room_for(names, 2.4), 0.35
    wide = (sheet.width - room - gap * (len(outcomes) - 1) - 0.15) / len(outcomes)
    for number, outcome in enumerate(outcomes):
        left = room + number * (wide + gap)
        axes = sheet.axes(left, sheet.width - left - wide, bottom=0.28, top=0.32)
        rowed.rows(axes, len(names))
        one = found.sel(outcome=outcome)
        places, loss, error = np.arange(len(names)), one["loss"].values, one["loss_se"].values
        axes.barh(places, loss, height=0.5, color=COLOUR["main"])
        axes.hlines(places, loss - 2 * error, loss + 2 * error, color=COLOUR["ink"], linewidth=0.9)
        axes.axvline(0.0, color=COLOUR["ink"], linewidth=0.7)
        axes.xaxis.set_major_locator(MaxNLocator(3))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.numbers.plain(value, 2)))
        axes.set_title(say(f"fig.leading.{outcome}"), loc="left", size=SIZE["base"], weight="bold", pad=6)
        parts.labels_left(axes, names if number == 0 else [" "] * len(names), room)
    return sheet.figure
