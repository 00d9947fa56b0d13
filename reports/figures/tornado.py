"""What drives a forecast: mean FTE where a number is lowest and where it is highest, the widest on top."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments.records import Driver, Drivers
from samspil.experiments.statistics import index_half_width

from ..drivers import title, value
from ..rows import Numbers
from ..style import COLOUR, LIMIT, SIZE, styled
from ..view import View, in_language, known
from ..wording import unit_words
from . import parts, rowed

ROW, BAR = 0.42, 0.23
SHARE = 0.75


def finding(view: View) -> str:
    """The number that moves the answer most, and between which means."""
    say, found = view.words, _drivers(view)
    first = found["parameters"][0]
    ends = sorted([(known(first["low"]), first["low_se"]), (known(first["high"]), first["high_se"])])
    return say(
        "finding.tornado",
        title=in_language(first["title"], say.lang),
        low=say.numbers.rounded(*ends[0]),
        high=say.numbers.rounded(*ends[1]),
        share=say.numbers.percent(first["share"]),
    )


def note(view: View) -> str:
    """What figures and lines are, and how many numbers cannot be told from noise."""
    say, found = view.words, _drivers(view)
    others = {"others": say.numbers.plain(found["others"]), "draws": say.numbers.plain(found["draws"])}
    return say("fig.tornado.note", dummy=say.numbers.percent(found["dummy"]), **others)


def numbers(view: View) -> Numbers:
    """A row a number that can be told: its share of the variance, and both ends with the value it has there."""
    say, found = view.words, _drivers(view)
    keys = ("number", "driver_share", "at_low", "fte_low", "at_high", "fte_high", "unit")
    forms = ["text", "share", "text", "amount", "text", "amount", "text"]
    rows = [
        [
            in_language(each["title"], say.lang),
            each["share"],
            *(cell for end in ("low", "high") for cell in (value(each, end, say), known(each[end]))),
            unit_words(each["unit"], say),
        ]
        for each in found["parameters"]
    ]
    return Numbers(say("numbers.tornado"), [say(f"head.{key}") for key in keys], forms, rows)


@styled
def tornado(view: View) -> Figure:
    """A row a number that can be told from noise; a bar from the mean of all draws to that of the fifth where the
    number is lowest, and one to that where it is highest, with the value that it has there."""
    say, found = view.words, _drivers(view)
    told = found["parameters"][: LIMIT["parameters"]]
    labels = [title(each, say) for each in told]
    values = {"month": say.numbers.month(found["date"]), "mean": say.numbers.amount(found["mean"])}
    texts = (finding(view), say("fig.tornado.subtitle", **values), f"{note(view)} {parts.definition(view)}")
    sheet, axes = rowed.row_page(view, texts, labels, ROW, (0.62, SHARE, 0.28), 2.8)
    ends = [_bars(axes, each, place, found, view) for place, each in enumerate(told)]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    reach = 0.28 * (high - low)
    axes.set_xlim(low - reach, high + reach)
    axes.axvline(known(found["mean"]), color=COLOUR["ink"], linewidth=0.9)
    parts.plain_axis(axes, view, along="x")
    look = {"ha": "right", "va": "bottom", "color": COLOUR["muted"]}
    parts.put(axes, say("fig.tornado.share"), (1, 1), (72 * SHARE, 3), parts.ABOVE, **look)
    entries = [(say(f"fig.tornado.{end}"), "s", COLOUR[colour]) for end, colour in ENDS]
    parts.key(axes, entries, 0.45, sheet.width, plain=True)
    return sheet.figure


ENDS = (("low", "main_mid"), ("high", "main"))


def _drivers(view: View) -> Drivers:
    found = view.summary.get("drivers")
    assert found is not None
    return found


def _bars(axes: Axes, each: Driver, place: int, found: Drivers, view: View) -> tuple[float, float]:
    """The bars of one row; the lowest and highest FTE in it, errors included."""
    mean, reached = known(found["mean"]), []
    for end, colour in ENDS:
        fte, half = known(each[end]), index_half_width() * known(each[f"{end}_se"])
        axes.barh(place, fte - mean, left=mean, height=rowed.in_rows(axes, BAR), color=COLOUR[colour])
        axes.hlines(place, fte - half, fte + half, color=COLOUR["ink"], linewidth=0.9)
        side = 1 if fte >= mean else -1
        at = fte + side * half
        look = {"ha": "left" if side > 0 else "right", "size": SIZE["note"], "color": COLOUR["muted"]}
        parts.put(axes, value(each, end, view.words), (at, place), (4 * side, 0), **look)
        reached += [fte - half, fte + half, mean]
    parts.put(axes, view.words.numbers.percent(each["share"]), (1, place), (6, 0), parts.BESIDE)
    return min(reached), max(reached)
