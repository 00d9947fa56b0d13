"""Correlated optimism: what is freed when all uncertain numbers lie nearer their favourable ends at once."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from samspil.experiments.records import Optimism

from ..reversed import of_best
from ..rows import Numbers
from ..style import COLOUR, SIZE, inner_width, marker, page, series, styled
from ..view import View, known
from ..wording import fte_words
from . import parts

HEIGHT = 2.5
# How far the dates stand aside of each other at a shift, as a share of the axis.
ASIDE = 0.012
KEY = 0.18


def finding(view: View) -> str:
    """What the median is by the first date where all numbers err together as far as was tried."""
    say, record = view.words, of_best(view)[0]
    last = record["shifts"][-1]
    fte, target = known(last["fte"]["p50"]), known(record["target"])
    state = "none" if fte != fte else "reached" if fte >= target else "short"
    return say(
        f"finding.together.{state}",
        share=say.numbers.percent(last["share"]),
        fte=fte_words(last["fte"], "p50", say),
        target=say.numbers.amount(target),
        month=say.numbers.month(record["by"]),
        ranges=say.numbers.plain(record["ranges"]),
    )


def note(view: View) -> str:
    """What marks and lines are."""
    return view.words("fig.together.note")


def numbers(view: View) -> Numbers:
    """A row a shift and date: median, nine runs in ten, and the chance of the target."""
    say = view.words
    heads = [say(f"head.{key}") for key in ("by_month", "shift", "median_fte", "sim_low", "sim_high", "chance")]
    rows = [
        [
            say.numbers.month(record["by"]),
            shift["share"],
            *(known(shift["fte"][key]) for key in ("p50", "p05", "p95")),
            known(shift["p"]),
        ]
        for record in of_best(view)
        for shift in record["shifts"]
    ]
    return Numbers(say("numbers.together"), heads, ["text", "share", "amount", "amount", "amount", "share"], rows)


@styled
def together(view: View) -> Figure:
    """FTE by common shift, a line a date: the middle run and nine runs in ten, for the policy that ranks first."""
    say, records = view.words, of_best(view)
    subtitle = say("fig.together.subtitle", scenario=view.title(records[0]["scenario"]))
    sheet = page(finding(view), subtitle, note(view), HEIGHT + 1.05, view.narrow)
    axes = sheet.axes(0.62, 0.2, bottom=0.65, top=0.4)
    ends = [known(shift["fte"][key]) for record in records for shift in record["shifts"] for key in ("p05", "p95")]
    finite = [end for end in ends if end == end]
    if not finite:
        parts.nothing_to_show(axes, view)
        return sheet.figure
    parts.plain_axis(axes, view)
    axes.set_ylim(min(0.0, *finite), 1.1 * max(*finite, float(view.target["fte"])))
    parts.target_mark(axes, view, along="y")
    for place, record in enumerate(records):
        _line(axes, record, place, len(records))
    _shares(axes, view, records)
    key = [
        (say.numbers.month(record["by"]), marker(place), series(place)["color"]) for place, record in enumerate(records)
    ]
    parts.key(axes, key, KEY, sheet.width)
    return sheet.figure


def _line(axes: Axes, record: Optimism, place: int, number: int) -> None:
    aside = ASIDE * (place - (number - 1) / 2)
    at = [shift["share"] + aside for shift in record["shifts"]]
    middle, low, high = ([known(shift["fte"][key]) for shift in record["shifts"]] for key in ("p50", "p05", "p95"))
    axes.vlines(at, low, high, color=series(place)["color"], linewidth=1.6)
    axes.plot(at, middle, marker=marker(place), markersize=4.5, **series(place))


def _shares(axes: Axes, view: View, records: list[Optimism]) -> None:
    shares = sorted({shift["share"] for record in records for shift in record["shifts"]})
    axes.set_xlim(min(shares) - 0.05, max(shares) + 0.05)
    axes.xaxis.set_major_locator(FixedLocator(shares))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: view.words.numbers.percent(value)))
    room = inner_width(view.narrow) - 0.7
    axes.set_xlabel(parts.in_lines(view.words("axis.shift"), room, size=SIZE["base"]), color=COLOUR["muted"])
