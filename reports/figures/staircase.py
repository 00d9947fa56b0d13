"""The staircase: from what solutions could free on paper down to what stays freed, and what each loss costs."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..formats import rounded
from ..rows import Numbers
from ..style import COLOUR, LIMIT, SIZE, page, styled, text_width, wrap
from ..view import View, known
from . import parts, rowed

ROW, NARROW_ROW, THICK = 0.55, 0.92, 0.23
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


def finding(view: View) -> str:
    """What is left of what could be freed on paper, and which loss costs most: by what removing it wins, if known."""
    say, number, found = view.words, view.words.numbers, ladder(view, view.baseline)
    month = number.month(stair_date(view, view.baseline))
    if found is None or found.totals[0] <= 0:
        return say("finding.staircase.none", month=month)
    first, last = found.totals[0], found.totals[-1]
    losses = [before - after for before, after in zip(found.totals, found.totals[1:], strict=False)]
    worst = found.steps[1 + losses.index(max(losses))]
    values = {"first": number.rounded(first, None), "last": number.rounded(last, None)}
    values["share"] = number.percent(last / first)
    if len(found.won) == len(losses) and max(found.won) > 0:
        most = found.won.index(max(found.won))
        told = {"won": number.rounded(found.won[most], None), "why": say.named("lost_at", found.steps[most + 1])}
        return say("finding.staircase.won", month=month, **values, **told)
    lost = {"lost": number.rounded(max(losses), None), "why": say.named("lost_at", worst)}
    return say("finding.staircase", month=month, **values, **lost)


def note(view: View) -> str:
    """What bars are, and that gains do not add up."""
    return parts.own_note(view, "fig.staircase.note")


def numbers(view: View) -> Numbers:
    """A row a step: FTE left in two parts, lost before it, and won were that loss alone removed."""
    say, found = view.words, ladder(view, view.baseline)
    keys = ("step", "today", "not_yet", "left", "lost", "won_alone")
    heads = [say(f"head.{key}") for key in keys]
    rows: list[list[float | str | None]] = []
    if found is not None:
        lost = [None, *(after - before for before, after in zip(found.totals, found.totals[1:], strict=False))]
        won = [None, *found.won] if len(found.won) == len(found.steps) - 1 else [None] * len(found.steps)
        columns = (found.steps, found.catalogue, found.new, found.totals, lost, won)
        rows = [[say.named("step", step), *rest] for step, *rest in zip(*columns, strict=True)]
    caption = say("numbers.staircase", month=say.numbers.month(stair_date(view, view.baseline)))
    return Numbers(caption, heads, ["text", "amount", "amount", "amount", "signed", "signed"], rows)


@styled
def staircase(view: View) -> Figure:
    """The baseline's staircase: a bar a step, and between two steps what is lost and what its removal alone would win,
    on the same scale."""
    say, found = view.words, ladder(view, view.baseline)
    high = (NARROW_ROW if view.narrow else ROW) * (len(found.steps) if found else 4) + 0.5
    text = f"{note(view)} {parts.definition(view, counted=False)}"
    subtitle = say("fig.staircase.subtitle", scenario=view.title(view.baseline))
    sheet = page(finding(view), subtitle, text, high, view.narrow)
    if found is None:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    labels = [say.named("step", step) for step in found.steps]
    room = 0.04 if view.narrow else parts.room_for(labels, 2.1)
    axes = sheet.axes(room, 0.1, top=0.44 if view.narrow else 0.36, bottom=0.02)
    _bars(axes, view, found)
    if not view.narrow:
        parts.labels_left(axes, labels, room, [True] * len(labels))
    _between(axes, view, found)
    entries = [("label.catalogue", "main"), ("label.not_yet", "new"), ("label.won_back", "gain_light")]
    shown = entries if _has_won(found) else entries[:2]
    _key(axes, [(say(key), COLOUR[colour]) for key, colour in shown], view.narrow)
    return sheet.figure


def _has_won(found: Ladder) -> bool:
    return len(found.won) == len(found.steps) - 1


def _bars(axes: Axes, view: View, found: Ladder) -> None:
    top = max([*found.totals, 1.0])
    axes.set_xlim(min([0.0, *found.totals]), 1.16 * top)
    axes.set_ylim(len(found.steps) - 0.55, -0.45)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    places = range(len(found.steps))
    height = rowed.in_rows(axes, THICK)
    axes.barh(places, found.catalogue, height=height, color=COLOUR["main"])
    axes.barh(places, found.new, left=found.catalogue, height=height, color=COLOUR["new"])
    for place, total in zip(places, found.totals, strict=True):
        text = view.words.numbers.rounded(total, None)
        look = {"weight": "bold", "size": SIZE["base"]}
        if view.narrow:
            told = f"{view.words.named('step', found.steps[place])}: {text}"
            parts.put(axes, told, (0, place - height / 2), (0, 3), va="bottom", **look)
        else:
            parts.put(axes, text, (max(total, 0), place), (4, 0), **look)


def _between(axes: Axes, view: View, found: Ladder) -> None:
    """Between two bars: how many FTE are lost there, to what, and what is won back were that loss alone removed."""
    won = found.won if _has_won(found) else [float("nan")] * (len(found.steps) - 1)
    for place, (before, after) in enumerate(zip(found.totals, found.totals[1:], strict=False)):
        at = place + (rowed.in_rows(axes, 0.22) if view.narrow else 0.5)
        gain = won[place]
        end = 0.0
        if gain == gain and abs(gain) >= LIMIT["moved_fte"]:
            axes.barh(at, gain, height=rowed.in_rows(axes, 0.1), color=COLOUR["gain_light"])
            end = max(gain, 0.0)
        text = _lost(view, found, place, after - before)
        if gain == gain:
            text = f"{text}; {_won(view, gain)}"
        wide = parts.inches(axes)[0] * (1 - end / axes.get_xlim()[1]) - 0.1
        lines = wrap(text, wide, SIZE["note"])
        look = {"size": SIZE["note"], "color": COLOUR["loss"], "linespacing": 1.05}
        if view.narrow:
            told = "\n".join(wrap(text, parts.inches(axes)[0], SIZE["note"]))
            parts.put(axes, told, (0, at), (0, -5), va="top", **look)
        else:
            parts.put(axes, "\n".join(lines), (end, at), (4, 0), **look)


def _lost(view: View, found: Ladder, place: int, change: float) -> str:
    """A loss with its reason; what is below half an FTE has lost nothing."""
    say, step = view.words, found.steps[place + 1]
    if abs(change) < LIMIT["moved_fte"]:
        return say("label.lost_nothing", why=say.named("lost_at", step))
    text = f"{say.numbers.signed(rounded(change, None))} {say.named('lost_at', step)}"
    if step == "hosts":
        text = say(
            "lost_at.hosts_split", loss=text, new=say.numbers.rounded(found.new[place] - found.new[place + 1], None)
        )
    return text


def _won(view: View, gain: float) -> str:
    if abs(gain) < LIMIT["moved_fte"]:
        return view.words("label.won_nothing")
    return view.words("label.won", won=view.words.numbers.signed(rounded(gain, None)))


def _key(axes: Axes, entries: list[tuple[str, str]], narrow: bool) -> None:
    """Names of the bars' colours above the axes; a mark in the colour, the name in ink."""
    parts.key(axes, [(name, "s", colour) for name, colour in entries[:2]], HEAD + 0.18 * narrow, 6.0, plain=True)
    if len(entries) > 2:
        start = (
            0.03 if narrow else 0.03 + sum(text_width(name, SIZE["small"]) + parts.KEY_MARK for name, _ in entries[:2])
        )
        parts.key(axes, [(entries[2][0], "s", entries[2][1])], HEAD - 0.04 * narrow, 4.0, start, plain=True)
