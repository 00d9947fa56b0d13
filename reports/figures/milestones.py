"""When levels are reached: in how many simulations each scenario stands at or above a level in December of a year."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..language.chances import below
from ..rows import Numbers
from ..style import COLOUR, LIMIT, SIZE, STYLE, inner_width, page, readable, styled, wrap
from ..view import View, known
from . import parts, rowed

ROW, HEAD = 0.3, 0.3


def order(view: View) -> list[str]:
    """The baseline first, then the scenario that frees most more, and so on."""

    def more(name: str) -> float:
        told = known((view.result(name).get("vs_baseline") or {}).get("mean_difference"))
        return told if told == told else -math.inf

    return sorted(view.scenarios, key=lambda name: (name != view.baseline, -more(name)))


def best(view: View) -> str:
    """The scenario that frees most on average; the baseline where none does."""
    ranked = view.summary.get("ranking") or []
    return ranked[0]["name"] if ranked and ranked[0]["mean"] is not None else view.baseline


@dataclass(frozen=True)
class Counts:
    """How many of `of` finished runs stand at a level, and the highest of them in FTE."""

    hits: int
    of: int
    highest: float

    def words(self, view: View) -> str:
        """As many of how many."""
        number = view.words.numbers
        return view.words("cell.of_runs", hits=number.plain(self.hits), runs=number.plain(self.of))


def count(view: View, scenario: str, level: float, month: str) -> Counts:
    """Runs of a scenario that stand at a level in a month."""
    runs = view.at(scenario, month)
    return Counts(int((runs >= level).sum()), len(runs), float(runs.max()) if len(runs) else float("nan"))


def levels(view: View) -> list[str]:
    """The levels that are told, as the summary writes them, the lowest first."""
    return list(view.summary["milestones"][view.baseline][view.level])


def reached(view: View) -> list[str]:
    """Levels at which any run of any scenario stands by the last month."""
    last = _months(view)[-1]
    return [level for level in levels(view) if any(count(view, n, float(level), last).hits for n in order(view))]


def _months(view: View) -> list[str]:
    since = str(view.target.get("since") or view.months[0])[:4]
    return [month for month in view.months if month.endswith("-12") and month[:4] > since]


def shown_months(view: View) -> list[str]:
    """Decembers in columns: the target's, the last, and an even choice of those around them."""
    months = _months(view)
    most = LIMIT["milestone_years_narrow" if view.narrow else "milestone_years"]
    start = max(0, months.index(view.date) - 2) if view.date in months else 0
    picked = {months[round(place)] for place in np.linspace(start, len(months) - 1, most)}
    fixed = {months[-1], view.date} & set(months)
    extra = sorted(picked - fixed)
    while len(extra) + len(fixed) > most:
        extra.pop(len(extra) // 2)
    return sorted(fixed | set(extra))


def finding(view: View) -> str:
    """How often the target's level stands in its month in the scenario where it does most often; how high the highest
    run reaches where none does."""
    say, number = view.words, view.words.numbers
    fte = float(view.target["fte"])
    told = {name: count(view, name, fte, view.date) for name in order(view)}
    name = max(told, key=lambda name: (told[name].hits, told[name].of and told[name].highest))
    of = told[name]
    whole = {"target": number.amount(fte), "month": number.month(view.date), "runs": number.plain(of.of)}
    if not of.of:
        return say("finding.milestones.empty")
    if of.hits:
        return say("finding.milestones.some", scenario=view.title(name), hits=number.plain(of.hits), **whole)
    key = "none" if len(told) > 1 else "alone"
    highest = below(of.highest, fte, say)
    return say(f"finding.milestones.{key}", scenario=view.title(name), highest=highest, **whole)


def numbers(view: View) -> Numbers:
    """A row a scenario and level, a column a year: finished runs that stand there."""
    say, months = view.words, _months(view)
    heads = [say("head.policy"), say("head.level_fte"), say("head.simulations"), *(month[:4] for month in months)]
    rows = []
    for name in order(view):
        for level in levels(view):
            told = [count(view, name, float(level), month) for month in months]
            rows.append([view.title(name), float(level), told[0].of, *(each.hits for each in told)])
    return Numbers(say("numbers.milestones"), heads, ["text", "amount", "count", *["count"] * len(months)], rows)


@styled
def milestones(view: View) -> Figure:
    """A block for each level that any run reaches, a row a scenario that does, a column a year; then other levels."""
    say, blocks = view.words, reached(view)
    row = ROW + (rowed.NAME if view.narrow else 0.0)
    shown = {level: standing(view, float(level)) for level in blocks}
    highs = [row * len(names) + HEAD + 0.32 for names in shown.values()]
    missed = [level for level in levels(view) if level not in blocks]
    text = f"{note(view)} {parts.definition(view)}"
    width = inner_width(view.narrow)
    lines = [line for level in missed for line in wrap(_missed(view, float(level)), width, SIZE["small"])]
    below = 0.19 * len(lines) + 0.12
    height = sum(highs) + below
    sheet = page(finding(view), say("fig.milestones.subtitle"), text, height, view.narrow)
    room = rowed.LEFT if view.narrow else parts.room_for([view.title(name) for name in order(view)], 2.6)
    for place, (level, names) in enumerate(shown.items()):
        top = sum(highs[:place]) + HEAD + 0.3
        axes = sheet.axes(room, 0.04, sheet.height - top - row * len(names), top)
        _block(axes, view, float(level), names, room)
    axes = sheet.axes(bottom=0.0, top=sheet.height - below)
    axes.set_axis_off()
    parts.put(axes, "\n".join(lines), (0, 0), (0, 4), frame=parts.ABOVE, va="bottom", linespacing=1.3)
    return sheet.figure


def standing(view: View, level: float) -> list[str]:
    """The scenarios of which any run stands at a level in a year that is shown."""
    told = {name: [count(view, name, level, month).hits for month in shown_months(view)] for name in order(view)}
    return [name for name, hits in told.items() if any(hits)]


def note(view: View) -> str:
    """What a cell counts."""
    return parts.own_note(view, "fig.milestones.note")


def _missed(view: View, level: float) -> str:
    """A level that no run reaches by the end: how many there are in each scenario, and the highest."""
    number, last = view.words.numbers, _months(view)[-1]
    told = [count(view, name, level, last) for name in order(view)]
    tops = [each.highest for each in told if each.of]
    return view.words(
        "label.missed",
        level=number.amount(level),
        runs=number.plain(max(each.of for each in told)),
        highest=below(max(tops), level, view.words) if tops else number.amount(None),
        year=last[:4],
    )


def _block(axes: Axes, view: View, level: float, names: list[str], room: float) -> None:
    months = shown_months(view)
    rowed.rows_named(axes, [view.title(name) for name in names], room, view.narrow)
    colours = LinearSegmentedColormap.from_list("heat", STYLE["heat"])
    half = rowed.in_rows(axes, 0.12)
    for row, name in enumerate(names):
        for column, month in enumerate(months):
            told = count(view, name, level, month)
            share = told.hits / told.of if told.of else 0.0
            box = Rectangle((column + 0.03, row - half), 0.94, 2 * half, facecolor=colours(share), linewidth=0)
            axes.add_patch(box)
            ink = readable(colours(share)) if told.hits else COLOUR["muted"]
            look = {"ha": "center", "va": "center_baseline", "size": SIZE["small"], "color": ink}
            axes.text(column + 0.5, row, told.words(view), **look)
    axes.set_xlim(0, len(months))
    axes.set_xticks([column + 0.5 for column in range(len(months))], [month[:4] for month in months])
    axes.tick_params(axis="x", length=0, labeltop=True, labelbottom=False, pad=2)
    axes.spines[["left", "bottom"]].set_visible(False)
    wide, tall = parts.inches(axes)
    key = "label.or_more" if view.narrow or len(names) == len(view.scenarios) else "label.or_more_others"
    head = view.words(key, fte=view.words.numbers.amount(level))
    at = (-room / wide, 1 + 0.32 / tall)
    parts.put(axes, head, at, frame=parts.ABOVE, weight="bold", size=SIZE["base"])
