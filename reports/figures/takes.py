"""What it takes: shares of runs that reach a level, today, with the change, and in boxes."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from samspil.experiments.discovery.confirming import Counted

from ..style import COLOUR, page, styled
from ..view import View
from . import parts, rowed

ROW = 0.42


@styled
def takes(found: xr.Dataset, view: View) -> Figure:
    """A row for the runs of today, for those with the change, for all held-out runs, and for each box."""
    say, told = view.words, found.attrs
    rows = _rows(found, view)
    month = say.numbers.month(told["by"])
    sheet = page(
        say("fig.takes.title", level=say.numbers.plain(told["level"]), month=month),
        say("fig.takes.subtitle", scenario=view.title(str(told["scenario"]))),
        say("fig.takes.note", level=say.named("level", told["potentials"]), seed=str(told["seed"])),
        ROW * len(rows) + 0.5,
    )
    labels = [label for label, _, _ in rows]
    room = parts.room_for(labels, 2.8)
    axes = sheet.axes(room, 0.9, bottom=0.28, top=0.1)
    rowed.rows(axes, len(rows))
    for place, (_, counted, colour) in enumerate(rows):
        axes.barh(place, counted.share, height=0.5, color=COLOUR[colour])
        axes.hlines(place, counted.low, counted.high, color=COLOUR["ink"], linewidth=1.0)
        counts = f"{counted.hits}/{counted.runs}"
        parts.put(axes, counts, (1.0, place), (6, 0), parts.BESIDE, ha="left", color=COLOUR["muted"])
    axes.axvline(told["probability"], color=COLOUR["ink"], linewidth=0.9, linestyle=(0, (4, 3)))
    axes.set_xlim(0, 1)
    parts.share_axis(axes, view)
    parts.labels_left(axes, labels, room)
    return sheet.figure


def _rows(found: xr.Dataset, view: View) -> list[tuple[str, Counted, str]]:
    say, told = view.words, found.attrs
    rows = [
        (say("takes.row.before"), Counted(told["before_hits"], told["before_runs"]), "main_light"),
        (say("takes.row.change"), Counted(told["reached_hits"], told["reached_runs"]), "main"),
    ]
    rows = rows if found.sizes["part"] else rows[:1]
    for place, method in enumerate(found["box"].values):
        if not bool(found["told"][place]):
            continue
        hits, inside = (int(found[f"{name}_held_out"][place]) for name in ("reached", "inside"))
        title = say("takes.row.box", method=say(f"takes.method.{method}"))
        rows.append((title, Counted(hits, inside), "main_light"))
    return rows
