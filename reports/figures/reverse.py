"""What would have to be true: every assumption that was moved, beside its range of evidence."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments.records import Assumption, Reverse

from ..flags import flagged, note
from ..style import COLOUR, LIMIT, SIZE, page, styled
from ..view import View, in_language, known
from ..wording import unit_words, value_words
from . import parts

ROW = 0.36
# The axis runs from the low end (0) to the high end (1) of each range, with a little room beside it.
EDGES = (-0.05, 1.05)


@styled
def reverse(view: View, record: Reverse) -> Figure:
    """One record of the reverse test: a row an assumption, that which is moved furthest on top."""
    say = view.words
    entries = record["assumptions"][: LIMIT["assumptions"]]
    title = say(
        "fig.reverse.title", fte=say.numbers.amount(known(record["target"])), month=say.numbers.month(record["by"])
    )
    state = "within" if record["reached"] else "never"
    subtitle = say(
        f"fig.reverse.subtitle.{state}",
        scenario=view.title(record["scenario"]),
        number=str(len(record["assumptions"])),
        length=say.numbers.figures(record["length"], 2),
    )
    titles = [flagged(entry["name"], in_language(entry["title"], say.lang)) for entry in entries]
    sheet = page(title, subtitle, _note(view, record, titles), ROW * max(len(entries), 4) + 0.1)
    if not entries:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    room = parts.room_for(titles, 2.9)
    axes = sheet.axes(room, 2.55)
    parts.rows(axes, len(entries))
    parts.labels_left(axes, titles, room)
    axes.set_xlim(*EDGES)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for place, entry in enumerate(entries):
        _row(axes, view, entry, place)
    return sheet.figure


def _note(view: View, record: Reverse, titles: list[str]) -> str:
    say = view.words
    rest = len(record["assumptions"]) - len(titles)
    others = say("fig.reverse.others", number=say.numbers.plain(rest)) if rest else ""
    runs = say("fig.reverse.runs", level=say.named("level", record["potentials"]))
    return " ".join(text for text in (say("fig.reverse.note"), note(titles, say), others, runs) if text)


def _row(axes: Axes, view: View, entry: Assumption, place: int) -> None:
    low, high, central, needed = (known(entry[key]) for key in ("low", "high", "central", "needed"))
    span = (high - low) or 1.0
    middle, at = (central - low) / span, (needed - low) / span
    axes.barh([place], [1.0], height=0.3, color=COLOUR["main_light"])
    axes.plot([middle, middle], [place - 0.2, place + 0.2], color=COLOUR["main"], linewidth=1.6)
    colour = COLOUR["main"]
    axes.plot([middle, at], [place, place], color=colour, linewidth=1.0)
    axes.plot([at], [place], marker="D", markersize=5, color=colour, clip_on=False)
    say, number = view.words, view.words.numbers
    told = value_words(entry, needed, say)
    if not entry["choices"]:
        told = say("label.range", needed=told, low=number.figures(low), high=number.figures(high))
    parts.put(axes, told, (1, place), (10, 1), parts.BESIDE, va="bottom", color=colour)
    unit = f"{unit_words(entry['unit'], say)}; {say.named('grade', entry['grade'])}"
    parts.put(axes, unit, (1, place), (10, -1), parts.BESIDE, va="top", size=SIZE["note"], color=COLOUR["muted"])
