"""The same runs under several countings: definitions move the answer, so they stand side by side."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments.records import Definition

from ..rows import Numbers
from ..style import COLOUR, SIZE, marker, page, series, styled, wrap
from ..view import View, in_language, known
from ..wording import share_words
from . import parts, rowed
from .milestones import best

ROW = 0.34
COLUMN = 1.2
# Rows that the first mark of a row lies above it and the second below, so that neither hides the other.
ASIDE = 0.14
HEAD = 1.0


def counted(view: View) -> list[Definition]:
    """The countings that these runs can answer."""
    return [entry for entry in view.summary["definitions"] if entry.get("scenarios")]


def counting_title(view: View, entry: Definition) -> str:
    """The title of a counting in the view's language."""
    return in_language(entry.get("title"), view.words.lang) or str(entry.get("name", ""))


def finding(view: View) -> str:
    """The lowest and the highest answer of the baseline in FTE, by what is counted; added-up countings aside."""
    say, number = view.words, view.words.numbers
    told = [
        entry["scenarios"][view.baseline]
        for entry in counted(view)
        if (entry["target"] or view.target)["basis"] == view.target["basis"]
    ]
    low, high = parts.ends_of(view, told, "fte_p50")
    of = number.plain(len(told))
    return say("finding.countings", low=low, high=high, number=of, scenario=view.title(view.baseline))


def numbers(view: View) -> Numbers:
    """A row a counting: the median and the chance of the target under the baseline and what frees most."""
    say, names = view.words, list(dict.fromkeys([view.baseline, best(view)]))
    heads = [say("head.counting")]
    heads += [say(f"head.{key}_of", scenario=view.title(name)) for name in names for key in ("median", "chance")]
    rows = [
        [
            counting_title(view, entry),
            *(known(entry["scenarios"][name][key]) for name in names for key in ("fte_p50", "p_target")),
        ]
        for entry in counted(view)
    ]
    forms = ["text", *["amount", "share"] * len(names)]
    return Numbers(say("numbers.countings", month=say.numbers.month(view.date)), heads, forms, rows)


@styled
def countings(view: View) -> Figure:
    """A row a counting: the middle run of the baseline and of the policy that frees most, P(target) beside them."""
    say, entries = view.words, counted(view)
    names = list(dict.fromkeys([view.baseline, best(view)]))
    note = parts.note(view, "fig.countings.note")
    high = ROW * max(len(entries), 4) + HEAD + 0.25
    sheet = page(finding(view), say("fig.countings.subtitle"), note, high)
    if not entries:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    titles = [counting_title(view, entry) for entry in entries]
    room = parts.room_for(titles, 3.5)
    axes = sheet.axes(room, COLUMN * len(names) + 0.1, bottom=0.25, top=HEAD)
    rowed.rows(axes, len(entries))
    parts.labels_left(axes, titles, room, [place == 0 for place in range(len(entries))])
    values = np.array([[known(entry["scenarios"][name]["fte_p50"]) for name in names] for entry in entries])
    _marks(axes, view, values)
    for number, name in enumerate(names):
        _column(axes, view, [entry["scenarios"][name]["p_target"] for entry in entries], number, name)
    key = [(view.title(name), marker(number), series(number)["color"]) for number, name in enumerate(names)]
    parts.key(axes, key, HEAD - 0.15, sheet.width, start=0.05 - room)
    return sheet.figure


def _marks(axes: Axes, view: View, values: np.ndarray) -> None:
    """The middle runs, (countings, scenarios), joined along each row."""
    finite = values[np.isfinite(values)]
    top = max([*finite, float(view.target["fte"])])
    parts.fte_axis(axes, view, min(finite, default=0.0), 1.3 * top)
    parts.target_mark(axes, view)
    aside = np.array([-ASIDE, ASIDE])[: values.shape[1]] if values.shape[1] > 1 else np.zeros(1)
    for place, row in enumerate(values):
        axes.plot(row, place + aside, color=COLOUR["grid"], linewidth=1.5, zorder=2)
    for number, column in enumerate(values.T):
        look = {"marker": marker(number), "color": series(number)["color"], "linestyle": "none"}
        axes.plot(column, np.arange(column.size) + aside[number], markersize=5, clip_on=False, zorder=3, **look)


def _column(axes: Axes, view: View, shares: list[float | None], number: int, name: str) -> None:
    """One scenario's column of probabilities with its head."""
    right = 72 * COLUMN * (number + 1)
    head = view.words("label.chance_of", scenario="\n".join(wrap(view.title(name), COLUMN - 0.06, SIZE["note"])[:3]))
    look = {"ha": "right", "va": "bottom", "size": SIZE["note"], "color": series(number)["color"]}
    parts.put(axes, head, (1, 1), (right, 5), parts.ABOVE, **look)
    for place, share in enumerate(shares):
        told = share_words(share, view.summary["draws"], view.words, "cell.none_short")
        parts.put(axes, told, (1, place), (right, 0), parts.BESIDE, ha="right")
