"""What drives a forecast: mean FTE where a number is lowest and where it is highest, the widest on top."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments.records import Driver, Drivers
from samspil.experiments.statistics import index_half_width

from ..drivers import title, value
from ..style import COLOUR, LIMIT, SIZE, page, styled
from ..view import View, known
from . import parts

ROW, BAR = 0.42, 0.56
SHARE = 0.75


@styled
def tornado(view: View) -> Figure:
    """A row a number that can be told from noise; a bar from the mean of all draws to that of the fifth where the
    number is lowest, and one to that where it is highest, with the value that it has there."""
    say, found = view.words, _drivers(view)
    told = found["parameters"][: LIMIT["parameters"]]
    labels = [title(each, say) for each in told]
    heading = say("fig.tornado.title", scenario=view.title(found["scenario"]))
    values = {"month": say.numbers.month(found["date"]), "mean": say.numbers.amount(found["mean"])}
    subtitle = say("fig.tornado.subtitle", **values)
    others = {"others": say.numbers.plain(found["others"]), "draws": say.numbers.plain(found["draws"])}
    note = say("fig.tornado.note", dummy=say.numbers.percent(found["dummy"]), **others)
    sheet = page(heading, subtitle, f"{note} {parts.definition(view)}", ROW * len(told) + 0.85)
    room = parts.room_for(labels, 2.8)
    axes = sheet.axes(room, SHARE, bottom=0.28, top=0.4)
    parts.rows(axes, len(told))
    ends = [_bars(axes, each, place, found, view) for place, each in enumerate(told)]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    reach = 0.28 * (high - low)
    axes.set_xlim(low - reach, high + reach)
    axes.axvline(known(found["mean"]), color=COLOUR["ink"], linewidth=0.9)
    parts.plain_axis(axes, view, along="x")
    parts.labels_left(axes, labels, room)
    parts.put(axes, say("fig.tornado.share"), (1, -0.5), (6, 8), parts.BESIDE, color=COLOUR["muted"])
    parts.key(axes, [(say(f"fig.tornado.{end}"), "s", COLOUR[colour]) for end, colour in ENDS], 0.2, sheet.width - room)
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
        axes.barh(place, fte - mean, left=mean, height=BAR, color=COLOUR[colour])
        axes.hlines(place, fte - half, fte + half, color=COLOUR["ink"], linewidth=0.9)
        side = 1 if fte >= mean else -1
        at = fte + side * half
        look = {"ha": "left" if side > 0 else "right", "size": SIZE["note"], "color": COLOUR["muted"]}
        parts.put(axes, value(each, end, view.words), (at, place), (4 * side, 0), **look)
        reached += [fte - half, fte + half, mean]
    parts.put(axes, view.words.numbers.percent(each["share"]), (1, place), (6, 0), parts.BESIDE)
    return min(reached), max(reached)
