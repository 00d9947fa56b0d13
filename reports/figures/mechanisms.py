"""Which mechanisms moved the headline, and which did not: the effect of each with its simulation error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from samspil.experiments import settings

from ..style import COLOUR, SIZE, page, styled
from ..view import View, in_language, known
from . import parts

ROW = 0.27


def mechanism_title(view: View, entry: Mapping[str, Any]) -> str:
    """The title of a mechanism in the view's language."""
    return in_language(entry.get("title"), view.words.lang) or str(entry["name"]).replace("_", " ")


@styled
def mechanisms(view: View) -> Figure:
    """A row a mechanism, the largest effect on top."""
    say, entries = view.words, view.summary["mechanisms"]
    name = (view.summary.get("mechanisms_of") or {}).get("scenario", view.baseline)
    errors = settings.number("moved_errors")
    note = f"{say('fig.mechanisms.note', errors=say.numbers.amount(errors))} {parts.definition(view)}"
    title = say("fig.mechanisms.title", scenario=view.title(name))
    subtitle = say("fig.mechanisms.subtitle", month=say.numbers.month(view.date))
    sheet = page(title, subtitle, note, ROW * max(len(entries), 4) + 0.35)
    if not entries:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    titles = [mechanism_title(view, entry) for entry in entries]
    room = parts.room_for(titles, 3.4)
    axes = sheet.axes(room, 0.9, bottom=0.28)
    parts.rows(axes, len(entries))
    parts.labels_left(axes, titles, room)
    axes.axvline(0, color=COLOUR["faint"], linewidth=1.0, zorder=1)
    for place, entry in enumerate(entries):
        effect, error = known(entry["effect"]), known(entry["se"])
        colour = COLOUR["unsure"] if not entry["moved"] else COLOUR["gain"] if effect > 0 else COLOUR["loss"]
        fill = colour if entry["moved"] else COLOUR["paper"]
        axes.plot([effect - errors * error, effect + errors * error], [place, place], color=colour, linewidth=1.6)
        axes.plot(
            [effect], [place], marker="o", markersize=5.5, color=colour, markerfacecolor=fill, markeredgewidth=1.3
        )
        axes.annotate(
            say.numbers.signed(effect),
            (1, place),
            (50, 0),
            ("axes fraction", "data"),
            "offset points",
            ha="right",
            va="center",
            size=SIZE["small"],
        )
    low, high = axes.get_xlim()
    if not high - low > 1:
        axes.set_xlim(-1, 1)
    parts.plain_axis(axes, view, along="x")
    return sheet.figure
