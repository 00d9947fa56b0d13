"""The fan by year, with the target always in view; today's policy and a second one as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from samspil.model.epoch import FIRST_YEAR
from samspil.scenarios import Scenario

from ...style import LIMIT
from ...words import Words
from .. import outcomes
from ..refining import Answer
from .svg import COLOUR, Drawing, both, dash, line_colour, long, ticks

TOP, BOTTOM, LEFT, RIGHT = 30.0, 28.0, 58.0, 14.0
YEAR_ROOM = 48.0  # units that a year takes on the axis


def fan(answer: Answer, names: dict[str, str], say: Words, today: str, own: Sequence[tuple[int, float]] = ()) -> str:
    """The fan of the policy asked for.

    Args:
        answer: what the runs say.
        names: title of each policy by its name.
        say: words.
        today: month where the forecast starts to look ahead.
        own: a single world's FTE by year, drawn over the fan.
    """
    low, middle, high = np.quantile(outcomes.at(answer, answer.policy, outcomes.due_month(answer)), [0.05, 0.5, 0.95])
    number = say.numbers
    said = say(
        "app.fan.said",
        policy=names[answer.policy],
        month=number.month(outcomes.due_month(answer)),
        low=number.amount(low),
        middle=number.amount(middle),
        high=number.amount(high),
        target=number.amount(outcomes.target(answer)),
    )
    return both(partial(_drawn, Seen(answer, say, today, tuple(own))), said)


@dataclass(frozen=True)
class Seen:
    """What is drawn in every panel."""

    answer: Answer
    say: Words
    today: str
    own: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Panel:
    """Where a fan is drawn, from `left` to `right` and `top` to `bottom`, and the FTE at its upper edge."""

    left: float
    right: float
    top: float
    bottom: float
    years: tuple[int, int]
    floor: float
    highest: float

    def x(self, year: float) -> float:
        """Where the end of a year is."""
        return self.left + (self.right - self.left) * (year - self.years[0]) / (self.years[1] - self.years[0])

    def y(self, fte: float) -> float:
        """Where so many FTE are."""
        return self.top + (self.bottom - self.top) * (self.highest - fte) / (self.highest - self.floor)


def _drawn(seen: Seen, width: float) -> Drawing:
    """One panel; where the fan lies far below the target, one on its own scale and one on the target's."""
    answer, say = seen.answer, seen.say
    years, quantiles = outcomes.bands(answer, answer.policy)
    fte = outcomes.target(answer)
    own = max(float(np.max(outcomes.bands(answer, each.name)[1][place])) for each, place in _lines(answer))
    own = max([own, *(value for _, value in seen.own)])
    floor, is_far = min(0.0, 1.08 * float(quantiles.min())), own < LIMIT["far_share"] * fte
    is_wide = width > 500
    drawing = Drawing(width, 330.0 if is_wide else 500.0 if is_far else 280.0)
    ends = (FIRST_YEAR, years[-1])
    first = Panel(LEFT, width - RIGHT, TOP, drawing.height - BOTTOM, ends, floor, 1.15 * max(own, fte))
    if not is_far:
        _panel(drawing, seen, first)
        _target(drawing, answer, say, first)
        return drawing
    split = 0.6 * width if is_wide else 250.0
    above = replace(first, right=split) if is_wide else replace(first, bottom=split)
    below = replace(first, left=split + LEFT) if is_wide else replace(first, top=split + 64)
    _panel(drawing, seen, replace(above, highest=1.15 * own))
    _panel(drawing, seen, below)
    _target(drawing, answer, say, below)
    titles = (("label.own_scale", above, LEFT), ("label.target_scale", below, below.left))
    for key, panel, left in titles:
        drawing.text(left, panel.top - 10, say(key), fill=COLOUR["muted"])
    return drawing


def _lines(answer: Answer) -> list[tuple[Scenario, int]]:
    """Every policy with the quantile that is highest of what is drawn of it: the fan's edge, a line of the others."""
    return [(each, 4 if each.name == answer.policy else 2) for each in answer.scenarios]


def _panel(drawing: Drawing, seen: Seen, panel: Panel) -> None:
    answer, today = seen.answer, seen.today
    years, quantiles = outcomes.bands(answer, answer.policy)
    _axes(drawing, seen.say, panel)
    for outer, inner, shade in ((0, 4, COLOUR["main_light"]), (1, 3, COLOUR["main_mid"])):
        edge, back = (_points(panel, years, quantiles[place]) for place in (outer, inner))
        drawing.area([*edge, *reversed(back)], shade)
    for place, scenario in reversed(list(enumerate(answer.scenarios))):
        middle = _points(panel, years, outcomes.bands(answer, scenario.name)[1][2])
        drawing.line(middle, line_colour(place), 2.6 if place == 0 else 1.8, dash(place))
    drawing.line([(panel.x(year), panel.y(value)) for year, value in seen.own], COLOUR["new"], 2.4)
    at = panel.x(int(today[:4]) - 1 + int(today[5:7]) / 12)
    drawing.line([(at, panel.top), (at, panel.bottom)], COLOUR["muted"], 1.0, "2 4")
    drawing.text(at - 4, panel.top + 10, seen.say("label.today"), fill=COLOUR["muted"], text_anchor="end")


def _points(panel: Panel, years: list[int], values: np.ndarray) -> list[tuple[float, float]]:
    return [(panel.x(year), panel.y(value)) for year, value in zip(years, values, strict=True)]


def _axes(drawing: Drawing, say: Words, panel: Panel) -> None:
    years = list(range(panel.years[0], panel.years[1] + 1))
    for value in ticks(panel.highest):
        drawing.line([(panel.left, panel.y(value)), (panel.right, panel.y(value))], COLOUR["grid"], 1.0)
        told_value = say.numbers.plain(value)
        drawing.text(panel.left - 6, panel.y(value) + 4, told_value, fill=COLOUR["muted"], text_anchor="end")
    step = max(1, round(len(years) * YEAR_ROOM / (panel.right - panel.left)))
    for year in years[::-1][::step]:
        ends = "end" if year == years[-1] else "middle"
        drawing.text(panel.x(year), panel.bottom + 20, str(year), fill=COLOUR["muted"], text_anchor=ends)


def _target(drawing: Drawing, answer: Answer, say: Words, panel: Panel) -> None:
    fte, month = outcomes.target(answer), outcomes.due_month(answer)
    at = panel.x(int(month[:4]) - 1 + int(month[5:7]) / 12)
    drawing.line([(panel.left, panel.y(fte)), (panel.right, panel.y(fte))], COLOUR["target"], 1.4, "6 4")
    drawing.add("circle", cx=at, cy=panel.y(fte), r=4.5, fill=COLOUR["target"])
    words = say("app.fan.target", fte=say.numbers.amount(fte), month=say.numbers.month(month))
    left = min(at + 8, panel.right - long(words)) if panel.right - panel.left > long(words) else panel.left
    drawing.text(max(panel.left, left), panel.y(fte) + 18, words, fill=COLOUR["target"])
