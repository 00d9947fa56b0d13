"""The fan chart: freed FTE over time, as bands of runs around the middle one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, LIMIT, SIZE, page, shorten, spread, styled, text_width
from ..view import View
from . import parts

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
MIDDLE = 0.5
RIGHT = 0.18
GRID_WIDE = 4
# inches that a title has in the widest grid
FITS = 1.45
GRID_ROW = 1.5
# room for the last year of a panel beside the first one of the next
GRID_GAP = 0.4


@dataclass(frozen=True)
class Bands:
    """Quantiles over runs, (5, T), and the time axis in years, (T,)."""

    years: np.ndarray
    values: np.ndarray

    @property
    def top(self) -> float:
        """The highest point of the fan; 1 when there is nothing above it, so that an axis has a length."""
        return max(1.0, float(self.values.max())) if self.values.size else 1.0

    @property
    def floor(self) -> float:
        """The lowest point, 0 unless time was lost."""
        return min(0.0, float(self.values.min())) if self.values.size else 0.0


def bands(view: View, scenario: str) -> Bands:
    """Quantiles of the headline variable over all finished runs of a scenario."""
    runs = view.runs(scenario)
    return Bands(view.years, np.quantile(runs, SHARES, axis=0) if len(runs) else np.empty((0, 0)))


@styled
def fan(view: View) -> Figure:
    """The baseline's fan; far below the target it gets its own scale and, beside it, the same fan under the target."""
    shown = bands(view, view.baseline)
    title = view.words("fig.fan.title", scenario=view.title(view.baseline))
    sheet = page(title, view.words("fig.fan.subtitle"), parts.note(view, "fig.fan.note"), 3.3)
    if not shown.values.size:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    fte = float(view.target["fte"])
    if shown.top >= LIMIT["far_share"] * fte:
        axes = sheet.axes(left=0.55, right=1.8, bottom=0.25, top=0.12)
        _one_scale(axes, view, shown, fte)
        return sheet.figure
    main = sheet.axes(left=0.55, right=3.8, bottom=0.25, top=0.3)
    _draw(main, view, shown, 1.08 * shown.top)
    _end_labels(main, view, shown)
    beside = sheet.axes(left=sheet.width - 1.7, right=0.18, bottom=0.25, top=0.3)
    _draw(beside, view, shown, 1.08 * fte, step=4)
    _target(beside, view, fte, "label.target")
    for axes, key in ((main, "label.own_scale"), (beside, "label.target_scale")):
        axes.set_title(view.words(key), loc="left", size=SIZE["small"], color=COLOUR["muted"], pad=6)
    return sheet.figure


@styled
def fans(view: View) -> Figure:
    """The fan of every scenario, side by side on one scale."""
    names = view.scenarios
    every = {name: bands(view, name) for name in names}
    fits = all(text_width(view.title(name), SIZE["small"], "bold") < FITS for name in names)
    columns = min(GRID_WIDE if fits else GRID_WIDE - 1, len(names))
    lines = -(-len(names) // columns)
    sheet = page(
        view.words("fig.fans.title"),
        view.words("fig.fans.subtitle"),
        parts.note(view, "fig.fans.note"),
        lines * GRID_ROW + 0.1,
    )
    top = max(shown.top for shown in every.values())
    left, gap = 0.5, GRID_GAP
    wide = (sheet.width - left - RIGHT - gap * (columns - 1)) / columns
    for place, name in enumerate(names):
        column, line = place % columns, place // columns
        start = left + column * (wide + gap)
        low = (lines - 1 - line) * GRID_ROW
        axes = sheet.axes(start, sheet.width - start - wide, low + 0.3, sheet.height - low - GRID_ROW + 0.25)
        _small(axes, view, every[name], top)
        axes.set_title(
            shorten(view.title(name), wide, SIZE["small"], "bold"), loc="left", size=SIZE["small"], weight="bold", pad=3
        )
        if column:
            axes.set_yticklabels([])
    return sheet.figure


def _small(axes: Axes, view: View, shown: Bands, top: float) -> None:
    if not shown.values.size:
        parts.nothing_to_show(axes, view)
        return
    _draw(axes, view, shown, 1.05 * top, step=6, bins=3)
    fte = float(view.target["fte"])
    if fte <= 1.05 * top:
        axes.axhline(fte, color=COLOUR["target"], linewidth=0.8, linestyle=(0, (4, 2)))


def _one_scale(axes: Axes, view: View, shown: Bands, fte: float) -> None:
    _draw(axes, view, shown, 1.06 * max(shown.top, fte))
    _target(axes, view, fte)
    _end_labels(axes, view, shown)


def _draw(axes: Axes, view: View, shown: Bands, top: float, step: int = 2, bins: int = 5) -> None:
    lowest, low, middle, high, highest = shown.values
    axes.fill_between(shown.years, lowest, highest, color=COLOUR["main_light"], linewidth=0)
    axes.fill_between(shown.years, low, high, color=COLOUR["main_mid"], linewidth=0)
    axes.plot(shown.years, middle, color=COLOUR["main"], linewidth=1.8, solid_capstyle="round")
    axes.set_ylim(1.08 * shown.floor, top)
    axes.grid(axis="y", color=COLOUR["grid"], linewidth=0.6)
    axes.spines["left"].set_visible(False)
    parts.plain_axis(axes, view, bins=bins)
    first, last = (int(view.months[place][:4]) for place in (0, -1))
    parts.year_axis(axes, first, last, step)


def _target(axes: Axes, view: View, fte: float, key: str = "label.target_by") -> None:
    """The target's line, named where the fan is still low, and a mark at its month."""
    year, month = (int(part) for part in str(view.target["by"]).split("-")[:2])
    axes.axhline(fte, color=COLOUR["target"], linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    axes.plot([year + month / 12], [fte], marker="D", markersize=6, color=COLOUR["target"], zorder=4, clip_on=False)
    label = view.words(key, fte=view.words.numbers.amount(fte), month=view.words.numbers.month(str(view.target["by"])))
    look = {"va": "baseline", "color": COLOUR["target"], "size": SIZE["note"]}
    parts.put(axes, label, (axes.get_xlim()[0], fte), (0, 4), **look)


def _end_labels(axes: Axes, view: View, shown: Bands) -> None:
    """Name the bands at their right end, pushed apart where they would touch."""
    low, high = axes.get_ylim()
    tall = parts.inches(axes)[1]
    labels = _labels(view, [float(value) for value in shown.values[:, -1]])
    places = spread([value for value, _, _ in labels], (high - low) * 0.155 / tall, low, high)
    end = shown.years[-1]
    for (value, text, strong), place in zip(labels, places, strict=True):
        colour = COLOUR["main"] if strong else COLOUR["muted"]
        axes.plot([end, end + 0.3], [value, place], color=COLOUR["faint"], linewidth=0.6, clip_on=False)
        parts.put(axes, text, (end + 0.4, place), color=colour, weight="bold" if strong else "normal")


def _labels(view: View, values: list[float]) -> list[tuple[float, str, bool]]:
    """Place, text and weight of the end labels; one is enough where all runs end alike."""
    number = view.words.numbers
    if number.amount(values[0]) == number.amount(values[-1]):
        return [(values[2], view.words("label.all_runs", fte=number.amount(values[2])), True)]
    told = []
    for share, value in zip(SHARES, values, strict=True):
        key = "label.middle" if share == MIDDLE else "label.quantile"
        told.append((value, view.words(key, share=number.percent(share), fte=number.amount(value)), share == MIDDLE))
    return told
