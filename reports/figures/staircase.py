"""The staircase: from what solutions could free on paper down to what stays freed, and what each loss costs."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, SIZE, page, styled, text_width
from ..view import View, known
from . import parts

ROW = 0.58
BAR = 0.46
BACK = 1.75
HEAD = 0.16


@dataclass(frozen=True)
class Ladder:
    """Mean FTE at each step, in two parts; the losses beside them, with what removing one alone would win."""

    steps: list[str]
    catalogue: list[float]
    new: list[float]
    losses: list[str]
    won: list[float]

    @property
    def totals(self) -> list[float]:
        """FTE at each step."""
        return [old + new for old, new in zip(self.catalogue, self.new, strict=True)]


def ladder(view: View, scenario: str) -> Ladder | None:
    """The steps of a scenario in December of the target's year; None where the summary has none."""
    date = stair_date(view, scenario)
    told = view.summary["staircase"].get(scenario, {}).get(date)
    if not told:
        return None
    origins = list(told)
    steps = list(told[origins[0]])
    first, *others = ([known(told[origin][step]) for step in steps] for origin in origins)
    rest = [float(sum(other[place] for other in others)) for place in range(len(steps))]
    won = view.summary["recoverable"].get(scenario, {}).get(date) or {}
    if any(value != value for value in [*first, *rest]):
        return None
    return Ladder(steps, first, rest, list(won), [known(each["mean"]) for each in won.values()])


def stair_date(view: View, scenario: str) -> str:
    """The December the staircase is told for: the target's where it is told, else the first."""
    dates = list(view.summary["staircase"].get(scenario, {}))
    return view.date if view.date in dates or not dates else dates[0]


@styled
def staircase(view: View) -> Figure:
    """The baseline's staircase: a bar a step, the loss between two steps, and beside it what removing it would win."""
    say = view.words
    name = view.baseline
    title = say("fig.staircase.title", scenario=view.title(name), month=say.numbers.month(stair_date(view, name)))
    found = ladder(view, name)
    high = ROW * (len(found.steps) if found else 4) + 0.4
    sheet = page(title, say("fig.staircase.subtitle"), parts.note(view, "fig.staircase.note", counted=False), high)
    if found is None:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    labels = [say.named("step", step) for step in found.steps]
    room = parts.room_for(labels, 2.1)
    main = sheet.axes(room, BACK + 0.25, top=0.35, bottom=0.02)
    _bars(main, view, found)
    parts.labels_left(main, labels, room, [True] * len(labels))
    _losses(main, view, found)
    _key(main, view)
    if len(found.losses) == len(found.steps) - 1:
        _won(sheet.axes(sheet.width - BACK, 0.1, top=0.35, bottom=0.02), view, found)
    return sheet.figure


def _bars(axes: Axes, view: View, found: Ladder) -> None:
    top = max([*found.totals, 1.0])
    axes.set_xlim(min([0.0, *found.totals]), 1.16 * top)
    axes.set_ylim(len(found.steps) - 0.55, -0.45)
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    places = range(len(found.steps))
    axes.barh(places, found.catalogue, height=BAR, color=COLOUR["main"])
    axes.barh(places, found.new, left=found.catalogue, height=BAR, color=COLOUR["new"])
    for place, total in zip(places, found.totals, strict=True):
        text = view.words.numbers.amount(total)
        parts.put(axes, text, (max(total, 0), place), (4, 0), weight="bold", size=SIZE["base"])


def _losses(axes: Axes, view: View, found: Ladder) -> None:
    """Between two bars: how many FTE are lost there, and to what."""
    say = view.words
    edge = axes.get_xlim()[1]
    for place, (before, after) in enumerate(zip(found.totals, found.totals[1:], strict=False)):
        lost = say.numbers.signed(after - before)
        text = f"{lost}  {say.named('lost_at', found.steps[place + 1])}"
        if found.steps[place + 1] == "hosts":
            new = say.numbers.amount(found.new[place] - found.new[place + 1])
            text = say("lost_at.hosts_split", loss=text, new=new)
        axes.plot([after, before], [place + 0.5] * 2, color=COLOUR["loss"], linewidth=1.0, solid_capstyle="butt")
        # a long bar leaves its room to the left of the text
        late = after > 0.4 * edge
        at, shift = ((edge, place + 0.5), (0, 1)) if late else ((after, place + 0.5), (3, 1))
        look = {"ha": "right" if late else "left", "va": "bottom", "size": SIZE["note"], "color": COLOUR["loss"]}
        parts.put(axes, text, at, shift, **look)


def _key(axes: Axes, view: View) -> None:
    wide, high = parts.inches(axes)
    place = 0.0
    for key, colour in (("label.catalogue", "main"), ("label.not_yet", "new")):
        text = "■ " + view.words(key)
        parts.put(axes, text, (place / wide, 1 + HEAD / high), frame=parts.ABOVE, color=COLOUR[colour])
        place += text_width(text, SIZE["small"]) + 0.2


def _won(axes: Axes, view: View, found: Ladder) -> None:
    """What removing each loss alone would win, level with the loss."""
    top = max([*(value for value in found.won if value == value), 1.0])
    axes.set_xlim(0, 1.7 * top)
    axes.set_ylim(len(found.steps) - 0.55, -0.45)
    axes.set_axis_off()
    places = [place + 0.5 for place in range(len(found.won))]
    axes.barh(places, found.won, height=BAR * 0.5, color=COLOUR["main_mid"])
    for place, value in zip(places, found.won, strict=True):
        end = max(value, 0.0) if value == value else 0.0
        parts.put(axes, view.words.numbers.signed(value), (end, place), (4, 0))
    high = parts.inches(axes)[1]
    parts.put(axes, view.words("label.won_back"), (0, 1 + HEAD / high), frame=parts.ABOVE, color=COLOUR["muted"])
