"""The fan by year, with the target always in view; today's policy and a second one as lines."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...words import Words
from .. import told
from ..refining import Answer
from .svg import COLOUR, Drawing, both, dash, line_colour, long, ticks

TOP, BOTTOM, LEFT, RIGHT = 26.0, 28.0, 58.0, 14.0


def fan(answer: Answer, names: dict[str, str], say: Words, today: str) -> str:
    """The fan of the policy asked for.

    Args:
        answer: what the runs say.
        names: title of each policy by its name.
        say: words.
        today: month where the forecast starts to look ahead.
    """
    low, middle, high = np.quantile(told.at(answer, answer.policy, told.due_month(answer)), [0.05, 0.5, 0.95])
    number = say.numbers
    said = say(
        "app.fan.said",
        policy=names[answer.policy],
        month=number.month(told.due_month(answer)),
        low=number.amount(low),
        middle=number.amount(middle),
        high=number.amount(high),
        target=number.amount(told.target(answer)),
    )
    return both(partial(_drawn, answer, say, today), said)


def _drawn(answer: Answer, say: Words, today: str, width: float) -> Drawing:
    drawing = Drawing(width, 330.0 if width > 500 else 280.0)
    years, quantiles = told.bands(answer, answer.policy)
    top = 1.12 * max(told.target(answer), float(np.nanmax(quantiles)))
    floor = min(0.0, float(np.nanmin(quantiles)))

    def x(year: float) -> float:
        return LEFT + (width - LEFT - RIGHT) * (year - years[0]) / (years[-1] - years[0])

    def y(fte: float) -> float:
        return TOP + (drawing.height - TOP - BOTTOM) * (top - fte) / (top - floor)

    _axes(drawing, say, (x, y), years, top)
    for outer, inner, shade in ((0, 4, COLOUR["main_light"]), (1, 3, COLOUR["main_mid"])):
        edge = [(x(year), y(value)) for year, value in zip(years, quantiles[outer], strict=True)]
        back = [(x(year), y(value)) for year, value in zip(years, quantiles[inner], strict=True)]
        drawing.area([*edge, *reversed(back)], shade)
    for place, scenario in reversed(list(enumerate(answer.scenarios))):
        middle = told.bands(answer, scenario.name)[1][2]
        points = [(x(year), y(value)) for year, value in zip(years, middle, strict=True)]
        drawing.line(points, line_colour(place), 2.6 if place == 0 else 1.8, dash(place))
    _target(drawing, answer, say, (x, y))
    at = int(today[:4]) - 1 + int(today[5:7]) / 12
    drawing.line([(x(at), TOP - 4), (x(at), drawing.height - BOTTOM)], COLOUR["muted"], 1.0, "2 4")
    drawing.text(x(at) - 4, TOP + 8, say("label.today"), fill=COLOUR["muted"], text_anchor="end")
    return drawing


def _axes(drawing: Drawing, say: Words, to: tuple, years: list[int], top: float) -> None:
    x, y = to
    for value in ticks(top):
        drawing.line([(LEFT, y(value)), (drawing.width - RIGHT, y(value))], COLOUR["grid"], 1.0)
        drawing.text(LEFT - 6, y(value) + 4, say.numbers.plain(value), fill=COLOUR["muted"], text_anchor="end")
    drawing.text(4, 13, say("app.fte_axis"), fill=COLOUR["muted"])
    step = 1 if drawing.width > 500 else 3
    for year in years[::-1][::step]:
        ends = "end" if x(year) + 20 > drawing.width - RIGHT else "middle"
        drawing.text(x(year), drawing.height - 8, str(year), fill=COLOUR["muted"], text_anchor=ends)


def _target(drawing: Drawing, answer: Answer, say: Words, to: tuple) -> None:
    x, y = to
    fte, month = told.target(answer), told.due_month(answer)
    at = int(month[:4]) - 1 + int(month[5:7]) / 12
    drawing.line([(LEFT, y(fte)), (drawing.width - RIGHT, y(fte))], COLOUR["target"], 1.4, "6 4")
    drawing.add("circle", cx=x(at), cy=y(fte), r=4.5, fill=COLOUR["target"])
    words = say("goal", fte=say.numbers.amount(fte), month=say.numbers.month(month))
    room = drawing.width - RIGHT - long(words)
    drawing.text(max(LEFT, min(x(at) + 8, room)), y(fte) - 8, words, fill=COLOUR["target"])
