"""Which mechanisms moved the headline, and which did not: the effect of each with its simulation error."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments import settings
from samspil.experiments.records import Mechanism

from ..style import COLOUR, page, styled
from ..view import View, in_language, known
from . import parts

ROW = 0.27


def mechanism_title(view: View, entry: Mechanism) -> str:
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
        _row(axes, entry, place, errors)
        parts.put(axes, say.numbers.signed(entry["effect"]), (1, place), (50, 0), parts.BESIDE, ha="right")
    low, high = axes.get_xlim()
    if not high - low > 1:
        axes.set_xlim(-1, 1)
    parts.plain_axis(axes, view, along="x")
    return sheet.figure


def _row(axes: Axes, entry: Mechanism, place: int, errors: float) -> None:
    effect, half = known(entry["effect"]), errors * known(entry["se"])
    colour = COLOUR["unsure"] if not entry["moved"] else COLOUR["gain"] if effect > 0 else COLOUR["loss"]
    fill = colour if entry["moved"] else COLOUR["paper"]
    axes.plot([effect - half, effect + half], [place, place], color=colour, linewidth=1.6)
    look = {"marker": "o", "markersize": 5.5, "markerfacecolor": fill, "markeredgewidth": 1.3}
    axes.plot([effect], [place], color=colour, **look)
