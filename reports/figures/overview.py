"""Every scenario at every potentials level in one glance: freed FTE at the target's month, beside the target."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments.records import Spread

from ..rows import Numbers
from ..style import COLOUR, SIZE, marker, series, styled, text_width
from ..view import View, known
from ..wording import chance_cell, fte_words
from . import parts, rowed

ROW = 0.46
STEP = 0.11


def finding(view: View) -> str:
    """Between which medians scenarios and levels of evidence lie."""
    say, number = view.words, view.words.numbers
    told = [view.result(name, level)["fte"][view.date] for name in view.scenarios for level in view.levels]
    low, high = parts.ends_of(view, told)
    return say("finding.overview", low=low, high=high, month=number.month(view.date))


def numbers(view: View) -> Numbers:
    """A row a scenario and level: median, nine runs in ten, and the probability of the target."""
    say, names = view.words, view.scenarios
    heads = [say(f"head.{key}") for key in ("policy", "level", "median_fte", "sim_low", "sim_high", "chance")]
    rows = [
        [
            view.title(name),
            say.named("level", level),
            *(known(view.result(name, level)["fte"][view.date][key]) for key in ("p50", "p05", "p95")),
            known(view.result(name, level)["p_target"]),
        ]
        for name in names
        for level in view.levels
    ]
    forms = ["text", "text", "amount", "amount", "amount", "share"]
    return Numbers(say("numbers.overview", month=say.numbers.month(view.date)), heads, forms, rows)


@styled
def overview(view: View) -> Figure:
    """A row a scenario, a line a level: 5 to 95 % of runs, the middle run marked; P(target) in the margin."""
    say, names = view.words, view.scenarios
    note = parts.note(view, "fig.overview.note", level=say("level.each"))
    texts = (finding(view), say("fig.overview.subtitle"), note)
    beside = _beside(view)
    right = 0.2 if view.narrow else _width(beside)
    _, axes = rowed.row_page(view, texts, [view.title(name) for name in names], ROW, (0.7, right, 0.28), 2.1)
    _limits(axes, view)
    parts.target_mark(axes, view)
    for place, name in enumerate(names):
        for number, level in enumerate(view.levels):
            fte = view.result(name, level)["fte"][view.date]
            _interval(axes, fte, place + rowed.in_rows(axes, _offset(number, len(view.levels))), number)
    if not view.narrow:
        _margin(axes, beside)
    levels = [(say.named("level", level), marker(place), _colour(place)) for place, level in enumerate(view.levels)]
    parts.key(axes, levels, 0.45 if not view.narrow else 0.3, 3.4)
    return axes.get_figure(root=True)  # type: ignore[return-value]


def _limits(axes: Axes, view: View) -> None:
    told = [view.result(name, level)["fte"][view.date] for name in view.scenarios for level in view.levels]
    ends = [end for fte in told for end in (known(fte["p05"]), known(fte["p95"])) if end == end]
    parts.fte_axis(axes, view, min(ends, default=0.0), 1.3 * max([*ends, float(view.target["fte"])]))


def _colour(number: int) -> str:
    return series(number)["color"]


def _offset(number: int, of: int) -> float:
    return STEP * (number - (of - 1) / 2)


def _interval(axes: Axes, fte: Spread, place: float, number: int) -> None:
    low, middle, high = (known(fte[name]) for name in ("p05", "p50", "p95"))
    axes.plot([low, high], [place, place], color=_colour(number), linewidth=1.4, alpha=0.75, solid_capstyle="butt")
    look = {"marker": marker(number), "markersize": 4.2, "color": _colour(number), "linestyle": "none"}
    axes.plot([middle], [place], clip_on=False, **look)


def _beside(view: View) -> list[str]:
    """What stands right of the rows, its head first, in two lines each: how far the middle run gets, and P(target).

    Both at the shown level; the logarithmic scale alone would hide how far it is to the target.
    """
    draws, level = view.summary["draws"], view.words.named("level", view.level)
    chances = {name: chance_cell(view.result(name), draws, view.words) for name in view.scenarios}
    told = [f"{_of_target(view, name)}\n{chance}" for name, chance in chances.items()]
    return [view.words("label.chance_at", level=level), *told]


def _width(beside: list[str]) -> float:
    """Inches that these texts need, with the space before them."""
    return max(text_width(line, SIZE["note"]) for text in beside for line in text.split("\n")) + 0.2


def _margin(axes: Axes, beside: list[str]) -> None:
    """Write the texts right of the rows."""
    head, *rows = beside
    note = SIZE["note"]
    parts.put(axes, head, (1, 1), (10, 5), parts.ABOVE, size=note, color=COLOUR["muted"], va="bottom")
    for place, text in enumerate(rows):
        parts.put(axes, text, (1, place), (10, 0), parts.BESIDE, size=note)


def _of_target(view: View, name: str) -> str:
    """The middle run as so many of the target's FTE, and its share of them."""
    number, fte = view.words.numbers, float(view.target["fte"])
    told_of = view.result(name)["fte"][view.date]
    told = {"fte": fte_words(told_of, "p50", view.words), "target": number.amount(fte)}
    told["share"] = parts.share_of_target(view, told_of)
    return view.words("label.of_target", **told)
