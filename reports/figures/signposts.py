"""How the forecast moves when a signpost is seen: a row a signpost."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from samspil.experiments import settings
from samspil.experiments.watching.observables import observables

from ..amounts import sentence
from ..style import COLOUR, page, styled
from ..view import View
from . import parts, rowed

ROW = 0.5
SIDES = (("seen", "main", "o", -0.14), ("unseen", "muted", "D", 0.14))


@styled
def signposts(found: xr.Dataset, view: View) -> Figure:
    """Medians and their intervals at the first date, of runs in which each signpost is seen and in which it is not."""
    say, date = view.words, str(found["date"].values[0])
    places = np.flatnonzero(found["told"].values)[: settings.count("signpost_told")]
    shown = found.isel(signpost=places).sel(date=date)
    labels = [_label(shown.isel(signpost=place), view) for place in range(places.size)]
    month, number = say.numbers.month(date), say.numbers
    sheet = page(
        say("fig.signposts.title"),
        say("fig.signposts.subtitle", month=month, scenario=view.title(str(found.attrs["scenario"]))),
        say(
            "fig.signposts.note",
            runs=number.plain(found.attrs["runs"]),
            level=say.named("level", found.attrs["potentials"]),
            seed=str(found.attrs["seed"]),
        ),
        ROW * max(len(labels), 1) + 0.8,
    )
    room = 4.0
    axes = sheet.axes(room, 0.15, bottom=0.28, top=0.4)
    rowed.rows(axes, max(len(labels), 1))
    for side, colour, shape, lift in SIDES:
        ends = shown[f"interval_{side}"].values.reshape(-1, 2)
        rows = np.arange(len(labels)) + lift
        axes.hlines(rows, ends[:, 0], ends[:, 1], color=COLOUR[colour], linewidth=1.6)
        axes.plot(shown[f"median_{side}"].values, rows, shape, markersize=5, color=COLOUR[colour])
    axes.axvline(float(shown["median_all"]), color=COLOUR["ink"], linewidth=0.9)
    axes.margins(x=0.08)
    entries = [(say(f"fig.signposts.{side}"), shape, COLOUR[colour]) for side, colour, shape, _ in SIDES]
    parts.key(axes, entries, 0.18, parts.inches(axes)[0])
    parts.plain_axis(axes, view, along="x")
    parts.labels_left(axes, labels or [" "], room)
    return sheet.figure


def _label(row: xr.Dataset, view: View) -> str:
    observable = observables()[str(row["signpost"].item())]
    told = sentence(observable, float(row["low"]), float(row["high"]), row.attrs["municipalities"], view.words)
    return view.words("fig.signposts.row", month=view.words.numbers.month(str(row["month"].item())), sentence=told)
