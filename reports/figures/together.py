"""Correlated optimism: what is freed when all uncertain numbers lie nearer their favourable ends at once."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from samspil.experiments.records import Optimism

from ..reversed import of_best
from ..style import COLOUR, marker, page, series, styled
from ..view import View, known
from . import parts

HEIGHT = 2.5
# How far the dates stand aside of each other at a shift, as a share of the axis.
ASIDE = 0.012
KEY = 0.18


@styled
def together(view: View) -> Figure:
    """FTE by common shift, a line a date: the middle run and nine runs in ten, for the policy that ranks first."""
    say, records = view.words, of_best(view)
    title = say("fig.together.title", ranges=str(records[0]["ranges"]))
    subtitle = say("fig.together.subtitle", scenario=view.title(records[0]["scenario"]))
    sheet = page(title, subtitle, say("fig.together.note"), HEIGHT + 0.9)
    axes = sheet.axes(0.62, 0.2, bottom=0.5, top=0.4)
    ends = [known(shift["fte"][key]) for record in records for shift in record["shifts"] for key in ("p05", "p95")]
    finite = [end for end in ends if end == end]
    if not finite:
        parts.nothing_to_show(axes, view)
        return sheet.figure
    parts.fte_axis(axes, view, min(finite), 1.3 * max(*finite, float(view.target["fte"])), along="y")
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
    axes.set_xlabel(view.words("axis.shift"), color=COLOUR["muted"])
