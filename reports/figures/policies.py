"""What each scenario frees by each reported month, what it costs, and the price of what it frees more."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments.money import DKK_PER_MDKK
from samspil.experiments.records import Spread

from ..rows import Numbers
from ..style import COLOUR, SIZE, styled
from ..view import View, known
from ..wording import fte_words
from . import parts, rowed
from .milestones import best, order

ROW = 0.52
# Inches of a bar, and of half the distance between those of two months.
THICK, ASIDE = 0.125, 0.09
COLOURS = ("main_mid", "main_light")
COLUMNS = (0.95, 1.1)


def compared(view: View) -> list[str]:
    """Scenarios that have a comparison with the baseline, the largest gain first."""
    gains = {name: difference(view, name, "mean_difference") for name in order(view)}
    return [name for name, gain in gains.items() if gain == gain]


def difference(view: View, name: str, key: str) -> float:
    """A number of the comparison with the baseline; NaN where there is none."""
    return known((view.result(name).get("vs_baseline") or {}).get(key))


def money(view: View, name: str) -> float:
    """Yearly money beyond the baseline's, million DKK."""
    own, base = (view.summary["scenarios"][each].get("cost_mdkk") for each in (name, view.baseline))
    return known(own) - known(base)


def price(view: View, name: str) -> float:
    """Million DKK for each FTE-year that is freed more; NaN where no price is told."""
    told = known(view.summary["scenarios"][name].get("cost_per_fte"))
    return told / DKK_PER_MDKK if told > 0 else math.nan


def finding(view: View) -> str:
    """How near the target the scenario that frees most comes, or that none frees more than the baseline."""
    say, number, name = view.words, view.words.numbers, best(view)
    told = view.result(name)["fte"][view.date]
    target, fte = float(view.target["fte"]), known(told["p50"])
    state = "none" if fte != fte else "reached" if fte >= target else "same" if name == view.baseline else "short"
    return say(
        f"finding.policies.{state}",
        scenario=view.title(name),
        fte=fte_words(told, "p50", say),
        share=parts.share_of_target(view, told),
        target=number.amount(target),
        month=number.month(view.date),
    )


def note(view: View) -> str:
    """What bars, lines and columns are."""
    first, last = view.policy_years
    return view.words("fig.policies.note", first=first, last=last)


def _order(view: View) -> list[str]:
    """The baseline first, then what is compared with it, the largest gain first."""
    return [view.baseline, *compared(view)]


def _dates(view: View) -> list[str]:
    return list(dict.fromkeys([view.date, view.dates[-1]]))


def numbers(view: View) -> Numbers:
    """A row a scenario: median and nine runs in ten at each month, the difference, money, and the price."""
    say, dates = view.words, _dates(view)
    heads, forms = [say("head.policy")], ["text"]
    for date in dates:
        month = say.numbers.month(date)
        heads += [say(f"head.{key}_at", month=month) for key in ("median", "low", "high")]
        forms += ["amount"] * 3
    heads += [say(f"head.{key}") for key in ("more", "more_often", "money_more")]
    heads.append(say("head.bought"))
    rows = [_numbers(view, name, dates) for name in _order(view)]
    return Numbers(say("numbers.policies"), heads, [*forms, "signed", "share", "signed", "figures"], rows)


def _numbers(view: View, name: str, dates: list[str]) -> list[float | str | None]:
    spread = [known(view.result(name)["fte"][date][key]) for date in dates for key in ("p50", "p05", "p95")]
    gain = [difference(view, name, key) for key in ("mean_difference", "p_better")]
    more = math.nan if name == view.baseline else money(view, name)
    return [view.title(name), *spread, *gain, more, price(view, name)]


@styled
def policies(view: View) -> Figure:
    """A row a scenario: a bar for each month with nine runs in ten, both labelled; money beside it."""
    say, names = view.words, _order(view)
    titles = [view.title(name) for name in names]
    texts = (finding(view), say("fig.policies.subtitle"), f"{note(view)} {parts.definition(view)}")
    right = 0.1 if view.narrow else sum(COLUMNS) + 0.1
    above = 0.4 if view.narrow else 0.62
    sheet, axes = rowed.row_page(view, texts, titles, ROW - 0.1 * view.narrow, (above, right, 0.28), 2.1, told=1)
    dates = _dates(view)
    ends = [known(view.result(name)["fte"][date][key]) for name in names for date in dates for key in ("p05", "p95")]
    finite = [end for end in ends if end == end]
    low, high = min([0.0, *finite]), max([1.0, *finite])
    target = float(view.target["fte"])
    reach = max(high, target) if high > 0.6 * target else high
    labels = [_label(view, view.result(name)["fte"][date]) for name in names for date in dates]
    parts.room_beyond(axes, low, reach, labels)
    parts.plain_axis(axes, view, along="x", bins=7)
    parts.ticks_within(axes, low, reach)
    for place, name in enumerate(names):
        for number, date in enumerate(dates):
            aside = rowed.in_rows(axes, ASIDE) * (2 * number - 1) if len(dates) > 1 else 0.0
            _bar(axes, view, name, date, place + aside, number)
        if view.narrow:
            _told(axes, view, name, place)
    if reach >= target:
        parts.target_mark(axes, view)
    else:
        beyond = say("label.beyond", fte=say.numbers.amount(target))
        parts.put(axes, beyond, (1, 1), (0, 4), parts.ABOVE, ha="right", va="bottom", color=COLOUR["target"])
    if not view.narrow:
        _columns(axes, view, names)
    entries = [(say.numbers.month(date), "s", COLOUR[colour]) for date, colour in zip(dates, COLOURS, strict=False)]
    parts.key(axes, entries, 0.34 if view.narrow else 0.46, sheet.width - right, plain=True)
    return sheet.figure


def _bar(axes: Axes, view: View, name: str, date: str, place: float, number: int) -> None:
    fte = view.result(name)["fte"][date]
    middle, low, high = (known(fte[key]) for key in ("p50", "p05", "p95"))
    axes.barh(place, middle, height=rowed.in_rows(axes, THICK), color=COLOUR[COLOURS[number]])
    axes.hlines(place, low, high, color=COLOUR["ink"], linewidth=1.0)
    end = max([0.0, *(value for value in (middle, high) if value == value)])
    parts.put(axes, _label(view, fte), (end, place), (5, 0))


def _label(view: View, fte: Spread) -> str:
    return view.words("cell.spread", **parts.spread_of(view, fte))


def _cells(view: View, name: str) -> tuple[str, str]:
    number = view.words.numbers
    if name == view.baseline:
        return "–", "–"
    return number.signed(money(view, name)), number.figures(price(view, name), 2)


def _told(axes: Axes, view: View, name: str, place: int) -> None:
    """Money in a line below the bars, where there is no room for columns."""
    if name != view.baseline:
        more, told = _cells(view, name)
        text = view.words("label.money_line", money=more, price=told)
        rowed.below_marks(axes, text, place)


def _columns(axes: Axes, view: View, names: list[str]) -> None:
    ends = [sum(COLUMNS[: number + 1]) for number in range(len(COLUMNS))]
    heads = (view.words("label.money"), view.words("label.bought"))
    look = {"ha": "right", "va": "bottom", "size": SIZE["note"], "color": COLOUR["muted"]}
    for end, head in zip(ends, heads, strict=True):
        parts.put(axes, head, (1, 1), (72 * end, 4), parts.ABOVE, **look)
    for place, name in enumerate(names):
        for end, text in zip(ends, _cells(view, name), strict=True):
            parts.put(axes, text, (1, place), (72 * end, 0), parts.BESIDE, ha="right")
