"""Which parameters the answer hangs on: indices with their intervals, a panel a date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.model.parameters import registry

from ..flags import flagged, note
from ..style import COLOUR, LIMIT, SIZE, page, styled
from ..view import View
from . import parts

ROW = 0.34


@dataclass(frozen=True)
class Indices:
    """Which variables of a sensitivity result to show: along which dim, the dark bar, the light bar (or none)."""

    method: str
    dim: str
    inner: str
    outer: str | None


METHODS = (
    Indices("sobol", "kept", "S1", "ST"),
    Indices("pawn", "parameter", "pawn_median", "pawn_max"),
    Indices("morris", "parameter", "mu_star", None),
)


def indices_of(found: xr.Dataset) -> Indices:
    """The richest indices that a sensitivity result holds."""
    return next(each for each in METHODS if each.inner in found)


@styled
def sensitivity(found: xr.Dataset, view: View) -> Figure:
    """A row a parameter (or group), the most important on top; `found` has dims outcome and parameter or kept."""
    say, shown = view.words, indices_of(found)
    ordered = _ordered(found, shown)
    labels = [flagged(str(name), parameter_title(str(name), view)) for name in ordered[shown.dim].values]
    dates = [str(date) for date in found["outcome"].values]
    title = say("fig.sensitivity.title", scenario=view.title(str(found.attrs["scenario"])))
    sheet = page(
        title,
        say(f"fig.sensitivity.subtitle.{shown.method}"),
        _note(found, view, shown, labels),
        ROW * len(labels) + 0.7,
    )
    room = parts.room_for(labels, 2.8)
    gap = 0.35
    wide = (sheet.width - room - gap * (len(dates) - 1) - 0.15) / max(len(dates), 1)
    top = _top(ordered, shown)
    for number, date in enumerate(dates):
        left = room + number * (wide + gap)
        axes = sheet.axes(left, sheet.width - left - wide, bottom=0.28, top=0.32)
        parts.rows(axes, len(labels))
        _bars(axes, ordered.sel(outcome=date), shown)
        axes.set_xlim(0, top)
        parts.plain_axis(axes, view, along="x") if shown.method == "morris" else parts.share_axis(axes, view)
        axes.set_title(say.numbers.month(date), loc="left", size=SIZE["base"], weight="bold", pad=6)
        parts.labels_left(axes, labels if number == 0 else [" "] * len(labels), room)
    return sheet.figure


def parameter_title(name: str, view: View) -> str:
    """The title of a parameter, or of a group of parameters that move together."""
    known = registry().get(name)
    if known is not None:
        return known.title_da if view.words.lang == "da" else known.title_en
    return view.words.named("group", name)


def _ordered(found: xr.Dataset, shown: Indices) -> xr.Dataset:
    """The parameters worth a row, the largest on top."""
    size = found[shown.outer or shown.inner].max("outcome")
    order = np.argsort(-np.nan_to_num(size.values))[: LIMIT["parameters"]]
    return found.isel({shown.dim: order})


def _top(found: xr.Dataset, shown: Indices) -> float:
    highest = [float((found[name] + _half(found, name)).max()) for name in (shown.inner, shown.outer) if name]
    return 1.05 * max([value for value in highest if value == value] + [1e-3])


def _half(found: xr.Dataset, name: str) -> xr.DataArray:
    """Half-width of the interval on an index; 0 where the method gives none."""
    return found[f"{name}_conf"].fillna(0.0) if f"{name}_conf" in found else xr.zeros_like(found[name])


def _bars(axes: Axes, found: xr.Dataset, shown: Indices) -> None:
    for name, height, colour in ((shown.outer, 0.62, "main_light"), (shown.inner, 0.34, "main")):
        if name is None:
            continue
        values = np.maximum(np.nan_to_num(found[name].values), 0.0)
        places = np.arange(values.size)
        axes.barh(places, values, height=height, color=COLOUR[colour])
        half = _half(found, name).values
        lift = -0.24 if name == shown.outer else 0.0
        axes.hlines(places + lift, np.maximum(values - half, 0.0), values + half, color=COLOUR["ink"], linewidth=0.9)


def _note(found: xr.Dataset, view: View, shown: Indices, labels: list[str]) -> str:
    say = view.words
    texts = [say("fig.sensitivity.note")] if f"{shown.inner}_conf" in found else []
    texts += [note(labels, say)] if note(labels, say) else []
    if shown.method != "pawn":
        texts.append(
            say("fig.sensitivity.converged" if found.attrs.get("converged") else "fig.sensitivity.not_converged")
        )
    level = say.named("level", found.attrs["potentials"])
    return " ".join([*texts, say("fig.sensitivity.runs", level=level, seed=str(found.attrs.get("seed", "")))])
