"""Which numbers the answer hangs on: indices with their intervals, a panel an outcome; and year by year."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments import reading
from samspil.experiments.reading import Indices

from .. import ranking
from ..flags import note
from ..style import COLOUR, LIMIT, SIZE, marker, page, series, spread, styled
from ..view import View
from . import parts, rowed

ROW, GAP = 0.34, 0.3
LINES = 6
HIGH = 2.9
# Room in inches for the names at the ends of lines.
NAMES = 2.5


@styled
def sensitivity(found: xr.Dataset, view: View) -> Figure:
    """A row a number that can be told from noise, the most important on top, chance last; a panel an outcome."""
    say, shown = view.words, reading.indices_of(found)
    names = rows_of(found)
    labels = [ranking.named(name, say) for name in names]
    title = say("fig.sensitivity.title", scenario=view.title(str(found.attrs["scenario"])))
    subtitle = say(_subtitle(shown))
    sheet = page(title, subtitle, " ".join(_notes(found, view, labels)), ROW * max(len(labels), 1) + 0.85)
    outcomes = [str(each) for each in found["outcome"].values]
    room = parts.room_for(labels, 2.6)
    wide = (sheet.width - room - GAP * (len(outcomes) - 1) - 0.15) / len(outcomes)
    for number, outcome in enumerate(outcomes):
        left = room + number * (wide + GAP)
        axes = sheet.axes(left, sheet.width - left - wide, bottom=0.28, top=0.46)
        _panel(axes, found, outcome, names, shown, view)
        parts.labels_left(axes, labels if number == 0 else [" "] * len(labels), room)
    return sheet.figure


def rows_of(found: xr.Dataset) -> list[str]:
    """The numbers worth a row at any outcome that is FTE, by the first; then chance, where it is a factor."""
    told = [name for date in reading.dates_of(found) for name in reading.ranked(found, date)]
    names = list(dict.fromkeys(told))[: LIMIT["parameters"]]
    return [*names, *([reading.CHANCE] if reading.CHANCE in found[reading.indices_of(found).dim].values else [])]


def _subtitle(shown: Indices) -> str:
    return f"fig.sensitivity.subtitle.{'draws' if shown.method == 'given' else shown.method}"


def _panel(axes: Axes, found: xr.Dataset, outcome: str, names: list[str], shown: Indices, view: View) -> None:
    rowed.rows(axes, max(len(names), 1))
    top = max(_bars(axes, found, outcome, names, index, index == shown.beside) for index in (shown.main, shown.beside))
    axes.set_xlim(0, 1.05 * max(top, 1e-3))
    if top <= 0.0:
        parts.put(axes, view.words("sens.untold"), (0.5, 0.5), frame=parts.ABOVE, ha="center", color=COLOUR["muted"])
        axes.set_xticks([])
    elif shown.method == "morris" and not ranking.is_passing(outcome):
        parts.plain_axis(axes, view, along="x", bins=3)
    else:
        parts.share_axis(axes, view)
    of = ranking.outcome_words(outcome, view.words)
    wide, _ = parts.inches(axes)
    axes.set_title(parts.in_lines(of, wide, "bold"), loc="left", size=SIZE["base"], weight="bold", pad=6)


def _bars(axes: Axes, found: xr.Dataset, outcome: str, names: list[str], index: str | None, inner: bool) -> float:
    """Bars of one index, the dark ones narrow where there are two; a number that is noise here has none."""
    if index is None:
        return 0.0
    top, alone = 0.0, reading.indices_of(found).beside is None
    for place, name in enumerate(names):
        if name != reading.CHANCE and not reading.is_told(found, outcome, name):
            continue
        at = reading.index_at(found, outcome, name, index)
        colour = "unsure" if name == reading.CHANCE else "main" if inner or alone else "main_mid"
        axes.barh(place, max(at.value, 0.0), height=0.3 if inner else 0.62, color=COLOUR[colour])
        half = 0.0 if at.half != at.half else at.half
        lift = 0.0 if inner or alone else -0.22
        axes.hlines(place + lift, max(at.value - half, 0.0), at.value + half, color=COLOUR["ink"], linewidth=0.9)
        top = max(top, at.value + half)
    return top


def _notes(found: xr.Dataset, view: View, labels: list[str]) -> list[str]:
    say = view.words
    told = [say("fig.sensitivity.note"), *ranking.caveats(found, say), note(labels, say)]
    level = say.named("level", found.attrs["potentials"])
    told.append(say("fig.sensitivity.runs", level=level, seed=str(found.attrs.get("seed", ""))))
    return [text for text in told if text]


@styled
def years(found: xr.Dataset, view: View) -> Figure:
    """The index that ranks by year, a line a number: those that count most by the target's date."""
    say, shown = view.words, reading.indices_of(found)
    first = str(found["outcome"].values[0])
    names = reading.ranked(found, first)[:LINES]
    title = say("fig.sensitivity.years", scenario=view.title(str(found.attrs["scenario"])))
    said = " ".join([say("fig.sensitivity.years.note", month=say.numbers.month(first)), ranking.verdict(found, say)])
    subtitle = say(_subtitle(shown))
    sheet = page(title, subtitle, said, HIGH + 0.4)
    axes = sheet.axes(0.5, NAMES, bottom=0.3, top=0.1)
    values = found[f"{shown.main}_by_year"]
    at = values["year"].values.astype(float) + 1.0
    lines = [np.maximum(values.sel({shown.dim: name}).values, 0.0) for name in names]
    for place, line in enumerate(lines):
        axes.plot(at, line, marker=marker(place), markersize=3.5, **series(place))
    top = 1.08 * max(1e-3, *(float(line.max()) for line in lines))
    axes.set_ylim(0, top)
    parts.year_axis(axes, int(at[0]) - 1, int(at[-1]) - 1, 2)
    if shown.method == "morris":
        parts.plain_axis(axes, view)
    else:
        parts.share_axis(axes, view, along="y")
    ends = spread([float(line[-1]) for line in lines], 0.085 * top, 0.02 * top, 0.98 * top)
    for place, (name, end) in enumerate(zip(names, ends, strict=True)):
        told = parts.in_lines(ranking.named(name, say), NAMES - 0.2, size=SIZE["small"])
        parts.put(axes, told, (at[-1], end), (8, 0), color=series(place)["color"], linespacing=1.0)
    return sheet.figure
