"""The same runs under several countings: definitions move the answer, so they stand side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, SIZE, marker, page, series, shorten, styled
from ..view import View, in_language, known
from . import parts
from .milestones import best

ROW = 0.34
COLUMN = 0.95


def counted(view: View) -> list[Mapping[str, Any]]:
    """The countings that these runs can answer."""
    return [entry for entry in view.summary["definitions"] if entry.get("scenarios")]


def counting_title(view: View, entry: Mapping[str, Any]) -> str:
    """The title of a counting in the view's language."""
    return in_language(entry.get("title"), view.words.lang) or str(entry.get("name", ""))


@styled
def countings(view: View) -> Figure:
    """A row a counting: the middle run of the baseline and of the policy that frees most, P(target) beside them."""
    say, entries = view.words, counted(view)
    names = list(dict.fromkeys([view.baseline, best(view)]))
    title = say("fig.countings.title", month=say.numbers.month(view.date))
    sheet = page(
        title, say("fig.countings.subtitle"), parts.note(view, "fig.countings.note"), ROW * max(len(entries), 4) + 0.85
    )
    if not entries:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    titles = [counting_title(view, entry) for entry in entries]
    room = parts.room_for(titles, 3.5)
    axes = sheet.axes(room, COLUMN * len(names) + 0.1, bottom=0.25, top=0.6)
    parts.rows(axes, len(entries))
    values = [known(entry["scenarios"][name]["fte_p50"]) for entry in entries for name in names]
    finite = [value for value in values if value == value]
    parts.fte_axis(axes, view, min(finite, default=0.0), 1.3 * max([*finite, float(view.target["fte"])]))
    parts.target_mark(axes, view)
    parts.labels_left(axes, titles, room, [place == 0 for place in range(len(entries))])
    for number, name in enumerate(names):
        _marks(axes, view, entries, name, number)
    _join(axes, entries, names)
    return sheet.figure


def _marks(axes: Axes, view: View, entries: list[Mapping[str, Any]], name: str, number: int) -> None:
    """One scenario's middle runs, its column of probabilities and the column's head."""
    colour = series(number)["color"]
    right = 72 * (COLUMN * (number + 1))
    for place, entry in enumerate(entries):
        told = entry["scenarios"][name]
        axes.plot(
            [known(told["fte_p50"])],
            [place],
            marker=marker(number),
            markersize=5.5,
            color=colour,
            linestyle="none",
            clip_on=False,
            zorder=3,
        )
        text = view.words.numbers.percent(told["p_target"])
        axes.annotate(
            text,
            (1, place),
            (right, 0),
            ("axes fraction", "data"),
            "offset points",
            ha="right",
            va="center",
            size=SIZE["small"],
        )
    head = view.words("label.chance_of", scenario=shorten(view.title(name), COLUMN - 0.12, SIZE["note"]))
    axes.annotate(
        head,
        (1, 1),
        (right, 5),
        ("axes fraction", "axes fraction"),
        "offset points",
        ha="right",
        va="bottom",
        size=SIZE["note"],
        color=colour,
    )
    wide, high = axes.figure.get_size_inches() * axes.get_position().size
    across = 0.03 + number * 1.6
    above = 1 + 0.42 / high
    axes.plot(
        [across / wide],
        [above],
        marker=marker(number),
        markersize=5,
        color=colour,
        transform=axes.transAxes,
        clip_on=False,
    )
    text = shorten(view.title(name), 1.4, SIZE["small"])
    axes.text(
        (across + 0.09) / wide, above, text, transform=axes.transAxes, va="center", size=SIZE["small"], color=colour
    )


def _join(axes: Axes, entries: list[Mapping[str, Any]], names: list[str]) -> None:
    for place, entry in enumerate(entries):
        values = [known(entry["scenarios"][name]["fte_p50"]) for name in names]
        axes.plot(values, [place] * len(values), color=COLOUR["grid"], linewidth=1.5, zorder=2)
