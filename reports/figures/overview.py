"""Every scenario at every potentials level in one glance: freed FTE at the target's month, beside the target."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, SIZE, marker, page, series, styled
from ..view import View, known
from ..wording import chance_words
from . import parts

ROW = 0.46
STEP = 0.24
COLUMN = 1.75


@styled
def overview(view: View) -> Figure:
    """A row a scenario, a line a level: 5 to 95 % of runs, the middle run marked; P(target) in the margin."""
    say, names = view.words, view.scenarios
    title = say("fig.overview.title", month=say.numbers.month(view.date))
    note = parts.note(view, "fig.overview.note", level=say("level.each"))
    sheet = page(title, say("fig.overview.subtitle"), note, ROW * len(names) + 0.75)
    titles = [view.title(name) for name in names]
    room = parts.room_for(titles, 2.3)
    axes = sheet.axes(room, COLUMN, bottom=0.25, top=0.5)
    parts.rows(axes, len(names))
    _limits(axes, view)
    parts.target_mark(axes, view)
    parts.labels_left(axes, titles, room)
    for place, name in enumerate(names):
        for number, level in enumerate(view.levels):
            fte = view.result(name, level)["fte"][view.date]
            _interval(axes, fte, place + _offset(number, len(view.levels)), number)
    _margin(axes, view)
    levels = [(say.named("level", level), marker(place), _colour(place)) for place, level in enumerate(view.levels)]
    parts.key(axes, levels, 0.3, 0.95)
    return sheet.figure


def _limits(axes: Axes, view: View) -> None:
    told = [view.result(name, level)["fte"][view.date] for name in view.scenarios for level in view.levels]
    ends = [end for fte in told for end in (known(fte["p05"]), known(fte["p95"])) if end == end]
    parts.fte_axis(axes, view, min(ends, default=0.0), 1.3 * max([*ends, float(view.target["fte"])]))


def _colour(number: int) -> str:
    return series(number)["color"]


def _offset(number: int, of: int) -> float:
    return STEP * (number - (of - 1) / 2)


def _interval(axes: Axes, fte: dict[str, float | None], place: float, number: int) -> None:
    low, middle, high = (known(fte[name]) for name in ("p05", "p50", "p95"))
    axes.plot([low, high], [place, place], color=_colour(number), linewidth=1.4, alpha=0.75, solid_capstyle="butt")
    look = {"marker": marker(number), "markersize": 4.2, "color": _colour(number), "linestyle": "none"}
    axes.plot([middle], [place], clip_on=False, **look)


def _margin(axes: Axes, view: View) -> None:
    """P(target) of each scenario at the shown level, right of its row."""
    say, note = view.words, SIZE["note"]
    head = say("label.chance_at", level=say.named("level", view.level))
    parts.put(axes, head, (1, 1), (10, 5), parts.ABOVE, size=note, color=COLOUR["muted"], va="bottom")
    for place, name in enumerate(view.scenarios):
        text = chance_words(view.result(name), view.summary["draws"], say)
        parts.put(axes, text, (1, place), (10, 0), parts.BESIDE, size=note)
