"""The exceedance curve: the share of runs that free at least so many FTE, for every scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..rows import Numbers
from ..style import COLOUR, LIMIT, SIZE, page, series, shorten, styled
from ..view import View
from . import parts
from .milestones import best

MOST_POINTS = 400
KEY = 2.75
LEFT = 0.65
# room for the last tick label of a panel beside the first one of the next
GAP = 0.55


def curve(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Steps of P(FTE >= x): places x ascending and the share of `values` (n,) at or above each."""
    if values.size > MOST_POINTS:
        values = np.quantile(values, np.linspace(0, 1, MOST_POINTS))
    ordered = np.sort(values)
    share = 1 - np.arange(ordered.size) / max(ordered.size, 1)
    start = min(0.0, float(ordered[0])) if ordered.size else 0.0
    return np.concatenate([[start], ordered, ordered[-1:]]), np.concatenate(
        [[1.0], share, np.zeros(min(1, ordered.size))]
    )


def finding(view: View) -> str:
    """What nine in ten runs of the scenario that frees most free at least, and one in ten."""
    say, name, date = view.words, best(view), view.date
    runs = view.at(name, date)
    low, high = np.quantile(runs, (0.1, 0.9)) if len(runs) else (None, None)
    values = {"low": say.numbers.rounded(low, None), "high": say.numbers.rounded(high, None)}
    return say("finding.exceedance", scenario=view.title(name), month=say.numbers.month(date), **values)


def numbers(view: View) -> Numbers:
    """A row a scenario and month: what so many in ten runs free at least."""
    say, shares = view.words, (0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05)
    heads = [
        say("head.policy"),
        say("head.by_month"),
        *(say("head.at_least", share=say.numbers.percent(s)) for s in shares),
    ]
    rows: list[list[float | str | None]] = []
    for name in view.scenarios:
        for date in dict.fromkeys([view.date, view.dates[-1]]):
            runs = view.at(name, date)
            if len(runs):
                values = np.quantile(runs, [1 - share for share in shares])
                rows.append([view.title(name), say.numbers.month(date), *map(float, values)])
    return Numbers(say("numbers.exceedance"), heads, ["text", "text", *["amount"] * len(shares)], rows)


@styled
def exceedance(view: View) -> Figure:
    """A panel for the target's month and one for the last reported; curves are named by the middle run's order."""
    say = view.words
    note = parts.note(view, "fig.exceedance.note")
    sheet = page(finding(view), say("fig.exceedance.subtitle"), note, 3.4)
    dates = list(dict.fromkeys([view.date, view.dates[-1]]))
    every = [{name: view.at(name, date) for name in view.scenarios} for date in dates]
    order = _ranked(every[-1])
    if not order:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    shown = highlighted(order, view.baseline)
    ends = [
        float(end) for each in every for values in each.values() if values.size for end in (values.min(), values.max())
    ]
    top = 1.2 * max([float(view.target["fte"]), *ends])
    wide = (sheet.width - LEFT - KEY - GAP * (len(dates) - 1)) / len(dates)
    for number, (date, values) in enumerate(zip(dates, every, strict=True)):
        left = LEFT + number * (wide + GAP)
        axes = sheet.axes(left, sheet.width - left - wide, bottom=0.42, top=0.4)
        _panel(axes, view, values, shown)
        parts.fte_axis(axes, view, min(ends), top)
        axes.set_title(say.numbers.month(date), loc="left", size=SIZE["base"], weight="bold", pad=16)
        if number:
            axes.set_yticklabels([])
    _key(sheet.axes(left=sheet.width - KEY + 0.2, bottom=0.42, top=0.2), view, shown, len(order))
    return sheet.figure


def _ranked(values: dict[str, np.ndarray]) -> list[str]:
    """Scenarios with any finished run, the highest middle run first."""
    some = [name for name, array in values.items() if array.size]
    return sorted(some, key=lambda name: -float(np.median(values[name])))


def highlighted(order: list[str], baseline: str) -> list[str]:
    """The scenarios drawn in colour: all if they are few, else the baseline and an even pick from best to worst."""
    most = LIMIT["highlighted"]
    if len(order) <= most:
        return order
    picked = {order[round(place)] for place in np.linspace(0, len(order) - 1, most - 1)}
    return [name for name in order if name in picked or name == baseline]


def _place(shown: list[str], name: str, baseline: str) -> int:
    """Number of a curve's look; the baseline has the first, whatever its rank."""
    return ([baseline] + [other for other in shown if other != baseline]).index(name)


def _panel(axes: Axes, view: View, values: dict[str, np.ndarray], shown: list[str]) -> None:
    for name in sorted(values, key=lambda name: name in shown):
        if not values[name].size:
            continue
        look: dict[str, Any] = (
            series(_place(shown, name, view.baseline)) if name in shown else {"color": COLOUR["grid"]}
        )
        strong = name == view.baseline
        axes.step(*curve(values[name]), where="pre", linewidth=2.2 if strong else 1.3, **look)
    axes.set_ylim(0, 1.02)
    axes.grid(axis="y", color=COLOUR["grid"], linewidth=0.6)
    axes.spines["left"].set_visible(False)
    parts.percent_axis(axes, view)
    parts.target_mark(axes, view)
    axes.set_xlabel(view.words("label.at_least"), size=SIZE["small"])


def _key(axes: Axes, view: View, shown: list[str], every: int) -> None:
    """Names of the curves, in the order of the curves."""
    axes.set_axis_off()
    high = parts.inches(axes)[1]
    axes.set_xlim(0, KEY)
    axes.set_ylim(-high, 0.1)
    for place, name in enumerate(shown):
        y = -0.25 * place
        strong = name == view.baseline
        axes.plot([0, 0.35], [y, y], linewidth=2.2 if strong else 1.3, **series(_place(shown, name, view.baseline)))
        weight = "bold" if strong else "normal"
        text = shorten(view.title(name), KEY - 0.85, SIZE["small"], weight)
        axes.text(0.43, y, text, size=SIZE["small"], va="center", weight=weight)
    if every > len(shown):
        rest = view.words("label.others", number=str(every - len(shown)))
        axes.plot([0, 0.35], [-0.25 * len(shown)] * 2, color=COLOUR["grid"], linewidth=1.3)
        axes.text(0.43, -0.25 * len(shown), rest, size=SIZE["small"], va="center", color=COLOUR["muted"])
