"""Small lines over time, one for each policy: the middle simulation of a monthly variable."""

from __future__ import annotations

from functools import partial
from html import escape

import numpy as np

from samspil.runs.variables import variables

from ...words import Words
from .. import outcomes
from ..refining import Answer
from .svg import COLOUR, Drawing, both, dash, line_colour, ticks


def over_time(answer: Answer, name: str, say: Words) -> str:
    """A monthly variable of every policy, with its name and unit."""
    about = variables()[name]
    title = getattr(about, f"long_name_{say.lang}")
    due = outcomes.due_month(answer)
    middle = say.numbers.amount(float(np.median(outcomes.at(answer, answer.policy, due, name))))
    said = say("app.lines.said", what=title, month=say.numbers.month(due), middle=middle)
    return f"<p>{escape(title)}</p>{both(partial(_drawn, answer, name, say), said)}"


def _drawn(answer: Answer, name: str, say: Words, width: float) -> Drawing:
    drawing = Drawing(width, 132.0)
    lines = [np.median(outcomes.monthly(answer, each.name, name), axis=0) for each in answer.scenarios]
    top = 1.1 * max(1e-9, *(float(line.max()) for line in lines))
    left, right, high, low = 52.0, width - 14.0, 10.0, 106.0
    for value in ticks(top, 3):
        y = low - (low - high) * value / top
        drawing.line([(left, y), (right, y)], COLOUR["grid"], 1.0)
        drawing.text(left - 6, y + 4, say.numbers.figures(value), fill=COLOUR["muted"], text_anchor="end")
    for place, line in reversed(list(enumerate(lines))):
        x = np.linspace(left, right, line.size)
        drawing.line(zip(x, low - (low - high) * line / top, strict=True), line_colour(place), 2.0, dash(place))
    for year, anchor, x in ((outcomes.years(answer)[0], "start", left), (outcomes.years(answer)[-1], "end", right)):
        drawing.text(x, 126, str(year), fill=COLOUR["muted"], text_anchor=anchor)
    return drawing
