"""Pieces that several figures share: axes in FTE, the target's mark, the definition line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from samspil.experiments.records import Spread

from ..formats import rounded
from ..style import COLOUR, LIMIT, SIZE, shorten, text_width, wrap
from ..view import View, known
from ..wording import counting_words, fte_words, share_words

Point = tuple[float, float]
# Room in inches between a label and what it names.
GAP = 0.08
# An axis that is shorter, in inches, has no room for all of its ticks.
CROWDED = 2.4
# Inches of a marker of the key and the space after its name.
KEY_MARK = 0.32
DATA = ("data", "data")
# x as a share of the axes' width, y in data: text in a column beside the rows.
BESIDE = ("axes fraction", "data")
ABOVE = ("axes fraction", "axes fraction")
OVER = ("data", "axes fraction")


def put(
    axes: Axes, text: str, at: Point, shift: Point = (0.0, 0.0), frame: tuple[str, str] = DATA, **look: Any
) -> None:
    """Write a text at `at` in `frame`, moved by `shift` points; small and centred on its height unless told."""
    usual = {"va": "center", "size": SIZE["small"]}
    axes.annotate(text, at, shift, frame, "offset points", **{**usual, **look})


def inches(axes: Axes) -> tuple[float, float]:
    """Width and height of axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    wide, high = figure.get_size_inches()
    box = axes.get_position()
    return float(wide * box.width), float(high * box.height)


def key(
    axes: Axes,
    entries: Sequence[tuple[str, str, str]],
    lift: float,
    room: float,
    start: float = 0.03,
    plain: bool = False,
) -> None:
    """A line of markers with their names, (name, marker, colour), above the axes from `start` on.

    Inches throughout; a name is cut only where all of them together do not fit in `room`. `plain` names are in ink:
    the colours of areas are too light for text.
    """
    wide, high = inches(axes)
    most = room / max(len(entries), 1) - KEY_MARK
    for name, shape, colour in entries:
        at, told = (start / wide, 1 + lift / high), shorten(name, most, SIZE["small"])
        axes.plot(*at, marker=shape, markersize=4.5, color=colour, transform=axes.transAxes, clip_on=False)
        put(axes, told, at, (6, 0), ABOVE, color=COLOUR["ink"] if plain else colour)
        start += text_width(told, SIZE["small"]) + KEY_MARK


def definition(view: View, counted: bool = True, level: str | None = None) -> str:
    """What is counted, from which evidence, over how many runs: the line below every figure."""
    say = view.words
    runs = say(
        "note.runs",
        level=level or say.named("level", view.level),
        draws=say.numbers.plain(view.summary["draws"]),
        replicates=say.numbers.plain(view.summary["replicates"]),
        seed=str(view.summary["seed"]),
    )
    return f"{say('note.counting', counting=counting_words(view.target, say))} {runs}" if counted else runs


def note(view: View, key: str, **options: Any) -> str:
    """A figure's own line on what it shows, and the definition line (`options` are those of `definition`)."""
    return f"{own_note(view, key)} {definition(view, **options)}"


def own_note(view: View, key: str) -> str:
    """A figure's own line on what it shows."""
    return view.words(key, none=none_words(view))


def spread_of(view: View, fte: Spread) -> dict[str, str]:
    """The median and nine runs in ten, each rounded to what its simulation error allows."""
    keys = (("middle", "p50"), ("low", "p05"), ("high", "p95"))
    return {name: fte_words(fte, key, view.words) for name, key in keys}


def share_of_target(view: View, fte: Spread) -> str:
    """The median as a share of the target, rounded as the median is."""
    told = rounded(fte["p50"], (fte.get("errors") or {}).get("p50"))
    return view.words.numbers.percent(known(told) / float(view.target["fte"]))


def ends_of(view: View, told: Sequence[Mapping[str, Any]], key: str = "p50") -> tuple[str, str]:
    """The lowest and the highest of a number in several records, each rounded to what its error allows."""
    finite = sorted((each for each in told if known(each[key]) == known(each[key])), key=lambda each: each[key])
    ends = (finite[0], finite[-1]) if finite else ({}, {})
    return fte_words(ends[0], key, view.words), fte_words(ends[1], key, view.words)


def none_words(view: View) -> str:
    """What stands where no draw is there: not 0, but none of so many draws."""
    say, draws = view.words, view.summary["draws"]
    return say("note.none", none=share_words(0.0, draws, say, "cell.none_short"), draws=say.numbers.plain(draws))


def fte_axis(axes: Axes, view: View, low: float, high: float, along: str = "x") -> None:
    """Make an axis in FTE that is linear near zero and logarithmic beyond, with round ticks in the language.

    It starts at zero, or below where time was lost; where all is far above zero, at the power of ten below it all,
    the target included.
    """
    linear = LIMIT["linear_fte"]
    low = min(low, float(view.target["fte"]) / 2)
    getattr(axes, f"set_{along}scale")("asinh", linear_width=linear)
    high = max(high, 10 * linear)
    start = 10.0 ** math.floor(math.log10(low)) if low >= linear else min(0.0, low)
    getattr(axes, f"set_{along}lim")(start, high)
    ticks = [0.0] + [10.0**n for n in range(1, math.ceil(math.log10(high)) + 1) if 10.0**n <= high]
    if inches(axes)[0] < CROWDED:
        ticks.remove(linear)
    ticks = [-tick for tick in reversed(ticks[1:]) if -tick >= low] + ticks
    axis = getattr(axes, f"{along}axis")
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: view.words.numbers.amount(value)))


def plain_axis(axes: Axes, view: View, along: str = "y", bins: int = 5) -> None:
    """A linear axis with few round ticks in the language."""
    axis = getattr(axes, f"{along}axis")
    axis.set_major_locator(MaxNLocator(bins, min_n_ticks=2, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: view.words.numbers.amount(value)))


def percent_axis(axes: Axes, view: View, along: str = "y") -> None:
    """A linear axis of shares, 0 to 100 percent."""
    axis = getattr(axes, f"{along}axis")
    crowded = along == "x" and inches(axes)[0] < CROWDED
    axis.set_major_locator(FixedLocator([0, 0.5, 1] if crowded else [0, 0.25, 0.5, 0.75, 1]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: view.words.numbers.percent(value)))


def share_axis(axes: Axes, view: View, along: str = "x") -> None:
    """A linear axis of shares with few round ticks, in percent."""
    axis = getattr(axes, f"{along}axis")
    axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: view.words.numbers.percent(value)))


def year_axis(axes: Axes, first: int, last: int, step: int, through: int | None = None) -> None:
    """Years along x, every `step`, `through` (the last) among them; a mark stands at the turn of the year, its label
    names the year that ends there."""
    ends, fixed = np.arange(first, last + 1), last if through is None else through
    axes.set_xlim(first, last + 1)
    axes.xaxis.set_major_locator(FixedLocator([float(year + 1) for year in ends if (fixed - year) % step == 0]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: str(round(value) - 1)))


def labels_left(axes: Axes, names: Sequence[str], room: float, bold: Sequence[bool] = (), lines: int = 2) -> None:
    """Write the names of rows 0, 1, ... left of the axes, in at most so many lines of `room` inches."""
    weights = ["bold" if strong else "normal" for strong in bold] or ["normal"] * len(names)
    told = [in_lines(name, room - GAP, weight, lines=lines) for name, weight in zip(names, weights, strict=True)]
    axes.yaxis.set_major_locator(FixedLocator(list(range(len(names)))))
    axes.set_yticklabels(told, linespacing=1.05)
    axes.tick_params(axis="y", length=0, pad=72 * GAP, labelsize=SIZE["base"], labelcolor=COLOUR["ink"])
    for text, weight in zip(axes.get_yticklabels(), weights, strict=True):
        text.set_fontweight(weight)


def in_lines(text: str, room: float, weight: str = "normal", size: float = SIZE["base"], lines: int = 2) -> str:
    """A text broken into at most so many lines, the last cut if it must be."""
    found = wrap(text, room, size, weight)
    rest = " ".join(found[lines - 1 :])
    return "\n".join([*found[: lines - 1], *([shorten(rest, room, size, weight)] if rest else [])])


def room_for(names: Sequence[str], most: float) -> float:
    """Inches that the longest of these row names needs, bold or not, at most `most`."""
    return min(most, max((text_width(name, SIZE["base"], "bold") for name in names), default=0.0) + 2 * GAP)


def room_beyond(axes: Axes, low: float, high: float, labels: Sequence[str]) -> None:
    """Limits along x from `low` on in which a label fits behind a mark at `high`; no tick stands beyond it."""
    wide = inches(axes)[0]
    told = max((text_width(label, SIZE["small"]) for label in labels), default=0.0) + 2 * GAP
    axes.set_xlim(low, low + (high - low) * wide / max(wide - told, 0.2 * wide))


def ticks_within(axes: Axes, low: float, high: float) -> None:
    """Keep only the ticks along x that stand where there are marks."""
    axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high])


def target_mark(axes: Axes, view: View, along: str = "x", label: bool = True) -> None:
    """A dashed line at the target, named."""
    fte = float(view.target["fte"])
    line = axes.axvline if along == "x" else axes.axhline
    line(fte, color=COLOUR["target"], linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)
    if label and along == "x":
        name = view.words("label.target", fte=view.words.numbers.amount(fte))
        # the label lies on the side where there is room
        side = "left" if axes.transAxes.inverted().transform(axes.transData.transform((fte, 0)))[0] < 0.5 else "right"
        put(axes, name, (fte, 1), (3 if side == "left" else -3, 3), OVER, ha=side, va="bottom", color=COLOUR["target"])


def nothing_to_show(axes: Axes, view: View) -> None:
    """Say in the middle of empty axes that no run gave a number."""
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, view.words("label.nothing"), transform=axes.transAxes, ha="center", va="center", color=COLOUR["muted"]
    )
