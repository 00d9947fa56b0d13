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
    sheet = page(
        title,
        say("fig.overview.subtitle"),
        parts.note(view, "fig.overview.note", level=view.words("level.each")),
        ROW * len(names) + 0.75,
    )
    titles = [view.title(name) for name in names]
    room = parts.room_for(titles, 2.3)
    axes = sheet.axes(room, COLUMN, bottom=0.25, top=0.5)
    parts.rows(axes, len(names))
    ends = [
        known(view.result(name, level)["fte"][view.date][key])
        for name in names
        for level in view.levels
        for key in ("p05", "p95")
    ]
    finite = [end for end in ends if end == end]
    parts.fte_axis(axes, view, min(finite, default=0.0), 1.3 * max([*finite, float(view.target["fte"])]))
    parts.target_mark(axes, view, label=False)
    parts.labels_left(axes, titles, room)
    for place, name in enumerate(names):
        for number, level in enumerate(view.levels):
            _interval(
                axes, view.result(name, level)["fte"][view.date], place + _offset(number, len(view.levels)), number
            )
    _margin(axes, view)
    _key(axes, view)
    return sheet.figure


def _offset(number: int, of: int) -> float:
    return STEP * (number - (of - 1) / 2)


def _interval(axes: Axes, fte: dict[str, float | None], place: float, number: int) -> None:
    colour = series(number)["color"]
    low, middle, high = (known(fte[key]) for key in ("p05", "p50", "p95"))
    axes.plot([low, high], [place, place], color=colour, linewidth=1.4, alpha=0.75, solid_capstyle="butt")
    axes.plot([middle], [place], marker=marker(number), markersize=4.2, color=colour, linestyle="none", clip_on=False)


def _margin(axes: Axes, view: View) -> None:
    """P(target) of each scenario at the shown level, right of its row."""
    say = view.words
    head = say("label.chance_at", level=say.named("level", view.level))
    axes.annotate(
        head,
        (1, 1),
        (10, 5),
        ("axes fraction", "axes fraction"),
        "offset points",
        size=SIZE["note"],
        color=COLOUR["muted"],
        va="bottom",
    )
    for place, name in enumerate(view.scenarios):
        text = chance_words(view.result(name), view.summary["draws"], say)
        axes.annotate(
            text, (1, place), (10, 0), ("axes fraction", "data"), "offset points", size=SIZE["note"], va="center"
        )


def _key(axes: Axes, view: View) -> None:
    """The levels' markers and the target, named in a line above the rows."""
    wide, high = axes.figure.get_size_inches() * axes.get_position().size
    place, above = 0.0, 1 + 0.3 / high
    for number, level in enumerate(view.levels):
        colour = series(number)["color"]
        axes.plot(
            [place / wide],
            [above],
            marker=marker(number),
            markersize=4.5,
            color=colour,
            transform=axes.transAxes,
            clip_on=False,
        )
        text = view.words.named("level", level)
        axes.text(
            (place + 0.08) / wide, above, text, transform=axes.transAxes, va="center", size=SIZE["small"], color=colour
        )
        place += 0.95
    fte = float(view.target["fte"])
    label = view.words("label.target", fte=view.words.numbers.amount(fte))
    axes.annotate(
        label,
        (fte, 1),
        (0, 3),
        ("data", "axes fraction"),
        "offset points",
        ha="right",
        va="bottom",
        size=SIZE["note"],
        color=COLOUR["target"],
    )
