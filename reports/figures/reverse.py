"""What would have to be true: every assumption that was moved, beside its range of evidence."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments.records import Assumption, Reverse

from ..flags import flagged
from ..flags import note as flag_note
from ..rows import Numbers
from ..style import COLOUR, LIMIT, SIZE, styled
from ..view import View, in_language, known
from ..wording import unit_words, value_words
from . import parts, rowed

ROW = 0.36
# The axis runs from the low end (0) to the high end (1) of each range, with a little room beside it.
EDGES = (-0.05, 1.05)


@styled
def reverse(view: View, record: Reverse) -> Figure:
    """One record of the reverse test: a row an assumption, that which is moved furthest on top."""
    say = view.words
    entries = record["assumptions"][: LIMIT["assumptions"]]
    state = "within" if record["reached"] else "never"
    subtitle = say(
        f"fig.reverse.subtitle.{state}",
        scenario=view.title(record["scenario"]),
        number=str(len(record["assumptions"])),
        length=say.numbers.figures(record["length"], 2),
    )
    titles = [flagged(entry["name"], in_language(entry["title"], say.lang)) for entry in entries]
    texts = (finding(view, record), subtitle, f"{note(view, record)} {source(view, record)}")
    sheet, axes = rowed.row_page(
        view, texts, titles, 0.2 if view.narrow else ROW, (0.05, _room(view), 0.05), 2.6, told=2
    )
    axes.set_xlim(*EDGES)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for place, entry in enumerate(entries):
        _row(axes, view, entry, place)
    return sheet.figure


def _room(view: View) -> float:
    """Inches right of the bars; on a page for a phone the values stand below them."""
    return 0.15 if view.narrow else 2.9


def finding(view: View, record: Reverse) -> str:
    """How far how many numbers must move at once, or that it is not reached even at their favourable ends."""
    say = view.words
    values = {"fte": say.numbers.amount(known(record["target"])), "month": say.numbers.month(record["by"])}
    state = "within" if record["reached"] else "never"
    return say(f"finding.reverse.{state}", number=say.numbers.plain(len(record["assumptions"])), **values)


def numbers(view: View, record: Reverse) -> Numbers:
    """A row a number that moves: the value needed, the middle of the draws, and the range of the evidence."""
    say = view.words
    keys = ("number", "needed", "central", "range_low", "range_high", "unit", "grade")
    rows = [
        [
            in_language(entry["title"], say.lang),
            value_words(entry, known(entry["needed"]), say),
            value_words(entry, known(entry["central"]), say),
            known(entry["low"]),
            known(entry["high"]),
            unit_words(entry["unit"], say),
            say.named("grade", entry["grade"]),
        ]
        for entry in record["assumptions"]
    ]
    caption = say("numbers.reverse", month=say.numbers.month(record["by"]))
    forms = ["text", "text", "text", "figures", "figures", "text", "text"]
    return Numbers(caption, [say(f"head.{key}") for key in keys], forms, rows)


def source(view: View, record: Reverse) -> str:
    """Which runs it is from."""
    return view.words("fig.reverse.runs", level=view.words.named("level", record["potentials"]))


def note(view: View, record: Reverse) -> str:
    """What marks are, and how many numbers are left out."""
    say = view.words
    entries = record["assumptions"][: LIMIT["assumptions"]]
    titles = [flagged(entry["name"], in_language(entry["title"], say.lang)) for entry in entries]
    rest = len(record["assumptions"]) - len(titles)
    others = say("fig.reverse.others", number=say.numbers.plain(rest)) if rest else ""
    return " ".join(text for text in (say("fig.reverse.note"), flag_note(titles, say), others) if text)


def _row(axes: Axes, view: View, entry: Assumption, place: int) -> None:
    low, high, central, needed = (known(entry[key]) for key in ("low", "high", "central", "needed"))
    span = (high - low) or 1.0
    half = rowed.in_rows(axes, 0.075)
    middle, at = (central - low) / span, (needed - low) / span
    axes.barh([place], [1.0], height=rowed.in_rows(axes, 0.11), color=COLOUR["main_light"])
    axes.plot([middle, middle], [place - half, place + half], color=COLOUR["main"], linewidth=1.6)
    colour = COLOUR["main"]
    axes.plot([middle, at], [place, place], color=colour, linewidth=1.0)
    axes.plot([at], [place], marker="D", markersize=5, color=colour, clip_on=False)
    say, number = view.words, view.words.numbers
    told = value_words(entry, needed, say)
    if not entry["choices"]:
        told = say("label.range", needed=told, low=number.figures(low), high=number.figures(high))
    unit = f"{unit_words(entry['unit'], say)}; {say.named('grade', entry['grade'])}"
    if view.narrow:
        text = f"{told} {unit}"
        rowed.below_marks(axes, parts.in_lines(text, parts.inches(axes)[0], size=SIZE["note"]), place)
        return
    parts.put(axes, told, (1, place), (10, 1), parts.BESIDE, va="bottom", color=colour)
    parts.put(axes, unit, (1, place), (10, -1), parts.BESIDE, va="top", size=SIZE["note"], color=COLOUR["muted"])
