"""The pace the target asks for, beside the pace of the forecast and the best national harvest on record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from ..rows import Numbers
from ..style import COLOUR, styled
from ..view import View, known
from . import parts, rowed
from .milestones import best

ROW = 0.42


@dataclass(frozen=True)
class Bar:
    """One pace in FTE a year: its name, value, range and colour."""

    name: str
    value: float
    low: float
    high: float
    colour: str


def forecast_pace(view: View, scenario: str) -> tuple[float, float, float]:
    """FTE added a year between the pace's first month and the target's: 5 %, middle and 95 % of runs."""
    told = view.summary["pace"]
    gained = view.at(scenario, told["by"]) - view.at(scenario, told["from"])
    if not gained.size:
        return float("nan"), float("nan"), float("nan")
    low, middle, high = (float(value) for value in np.quantile(gained / told["years"], (0.05, 0.5, 0.95)))
    return low, middle, high


def bars(view: View) -> list[Bar]:
    """The harvest on record, then the forecast's pace and the needed, for the baseline and what frees most."""
    say, told = view.words, view.summary["pace"]
    best_known = told["harvest"]["added_per_year"]
    value, low, high = (best_known[key] for key in ("value", "low", "high"))
    found = [Bar(say("label.harvest", period=best_known["period"].replace("-", "–")), value, low, high, COLOUR["new"])]
    for name in dict.fromkeys([view.baseline, best(view)]):
        low, middle, high = forecast_pace(view, name)
        found.append(Bar(say("label.pace", scenario=view.title(name)), middle, low, high, COLOUR["main"]))
        needed = known(told["scenarios"][name]["needed_per_year"])
        found.append(Bar(say("label.needed", scenario=view.title(name)), needed, needed, needed, COLOUR["target"]))
    return found


def finding(view: View) -> str:
    """How many times the best harvest on record the target asks for a year; that it is reached, where it is."""
    say, told = view.words, view.summary["pace"]["scenarios"][view.baseline]
    times, needed = known(told["times_best"]), known(told["needed_per_year"])
    state = "none" if times != times else "there" if needed <= 0 else "some"
    return say(f"finding.pace.{state}", times=say.numbers.figures(times, 2), needed=say.numbers.rounded(needed, None))


def numbers(view: View) -> Numbers:
    """A row a pace, FTE a year, with its range."""
    say = view.words
    heads = [say(f"head.{key}") for key in ("pace", "fte_a_year", "range_low", "range_high")]
    rows = [[bar.name, bar.value, bar.low, bar.high] for bar in bars(view)]
    return Numbers(say("numbers.pace"), heads, ["text", "amount", "amount", "amount"], rows)


@styled
def pace(view: View) -> Figure:
    """Bars of FTE a year, with the range as a line and how many times the best harvest each is."""
    say, told, found = view.words, view.summary["pace"], bars(view)
    subtitle = say("fig.pace.subtitle", start=say.numbers.month(told["from"]), by=say.numbers.month(told["by"]))
    labels = [bar.name for bar in found]
    texts = (finding(view), subtitle, parts.note(view, "fig.pace.note"))
    sheet, axes = rowed.row_page(
        view, texts, labels, ROW - 0.12 * view.narrow, (0.05, 1.6 if view.narrow else 2.1, 0.05), 3.2
    )
    top = max([1.0, *(value for bar in found for value in (bar.value, bar.high) if value == value)])
    axes.set_xlim(min([0.0, *(bar.low for bar in found if bar.low == bar.low)]), 1.02 * top)
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    record = found[0].value
    for place, bar in enumerate(found):
        axes.barh([place], [bar.value], height=rowed.in_rows(axes, 0.22), color=bar.colour)
        axes.plot([bar.low, bar.high], [place, place], color=COLOUR["ink"], linewidth=1.1)
        text = say.numbers.amount(bar.value)
        if place and bar.value == bar.value:
            text = say("label.times", fte=text, times=say.numbers.figures(bar.value / record, 2))
        end = max(value for value in (0.0, bar.value, bar.high) if value == value)
        parts.put(axes, text, (end, place), (5, 0))
    return sheet.figure
