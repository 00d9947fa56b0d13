"""Replayed against seen: every observation of the fit beside what the fitted model gives of it, the misses first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from samspil.calibration.targets import Target
from samspil.experiments.records import Outside
from samspil.experiments.weighted import compared, reproduced
from samspil.model.errors import UserError
from samspil.runs import fitted

from ..rows import Numbers
from ..style import COLOUR, LIMIT, styled
from ..view import View, in_language, known
from ..wording import unit_words
from . import parts, rowed

ROW = 0.47
# The axis ends at so many deviations; what lies further has an arrow.
END = 4.0
BESIDE = 1.8


@dataclass(frozen=True)
class Replay:
    """An observation with the ends that reproduce it, and the median and nine in ten of what the fit gives of it."""

    target: Target
    low: float
    high: float
    simulated: tuple[float, float, float]
    missed: bool

    def scaled(self, value: float) -> float:
        """A value in deviations from what was seen; NaN for a sign or an ordering, which has none."""
        return (value - self.target.value) / self.target.deviation if self.target.use != "pattern" else math.nan

    @property
    def off(self) -> float:
        """How far the median lies from what was seen."""
        return abs(self.scaled(self.simulated[1]))


def replays(view: View) -> list[Replay]:
    """Every observation that the fit gives something of: those it misses, as the summary says, the furthest first."""
    missed = {each["name"]: each for each in view.summary.get("outside") or []}
    found = [_replay(*each, missed) for each in _simulated()]
    return sorted(found, key=lambda each: (not each.missed, -each.off if each.off == each.off else 0.0))


@cache
def _simulated() -> list[tuple[Target, tuple[float, float, float]]]:
    """Observations with 5 %, median and 95 % of the shipped fit's draws; none where no fit can be read."""
    try:
        held = fitted.simulated(stale=True)
    except UserError:
        return []
    return [(each, _quantiles(held.sel(target=each.name).values)) for each in compared(held)]


def _quantiles(values: np.ndarray) -> tuple[float, float, float]:
    low, middle, high = np.nanquantile(values.astype(float), (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)


def _replay(target: Target, simulated: tuple[float, float, float], missed: dict[str, Outside]) -> Replay:
    low, high = reproduced(target)
    told = missed.get(target.name)
    middle = simulated[1] if told is None else known(told["simulated"])
    return Replay(target, low, high, (simulated[0], middle, simulated[2]), told is not None)


def finding(view: View) -> str:
    """How many observations of how many the model does not give again."""
    say, told = view.words, replays(view)
    missed = sum(each.missed for each in told)
    numbers = {"missed": say.numbers.plain(missed), "all": say.numbers.plain(len(told))}
    return say("finding.replayed.some" if missed else "finding.replayed.none", **numbers)


def most(view: View) -> int:
    """How many observations are drawn."""
    return LIMIT["observations_narrow" if view.narrow else "observations"]


def note(view: View) -> str:
    """What marks are, and how many are left out."""
    rest = len(replays(view)) - most(view)
    more = view.words("fig.replayed.more", number=view.words.numbers.plain(rest)) if rest > 0 else ""
    return " ".join(filter(None, (view.words("fig.replayed.note", end=view.words.numbers.plain(END)), more)))


def numbers(view: View) -> Numbers:
    """A row an observation: seen, its deviation or ends, simulated, and whether it is reproduced."""
    say = view.words
    keys = ("observation", "seen", "deviation", "from", "to", "simulated", "sim_low", "sim_high", "unit", "reproduced")
    forms = ["text", *["figures"] * 7, "text", "text"]
    rows = [_numbers(each, view) for each in replays(view)]
    return Numbers(say("numbers.replayed"), [say(f"head.{key}") for key in keys], forms, rows)


def _numbers(each: Replay, view: View) -> list[float | str | None]:
    say, target = view.words, each.target
    pattern = target.use == "pattern"
    seen = [None, None] if pattern else [target.value, target.deviation]
    ends = [end if math.isfinite(end) else None for end in (each.low, each.high)]
    low, middle, high = each.simulated
    state = say("cell.no" if each.missed else "cell.yes")
    return [in_language(target.title, say.lang), *seen, *ends, middle, low, high, unit_words(target.unit, say), state]


@styled
def replayed(view: View) -> Figure:
    """A row an observation, its deviation shaded, the median simulated with nine in ten of the draws."""
    say, told = view.words, replays(view)[: most(view)]
    titles = [in_language(each.target.title, say.lang) for each in told]
    texts = (finding(view), say("fig.replayed.subtitle"), f"{note(view)} {source(view)}")
    right = 0.15 if view.narrow else BESIDE
    row = 0.2 if view.narrow else ROW
    _, axes = rowed.row_page(view, texts, titles, row, (0.1, right, 0.3), 4.0, told=1, lines=3)
    axes.axvspan(-1.0, 1.0, color=COLOUR["grid"], zorder=0)
    axes.axvline(0.0, color=COLOUR["muted"], linewidth=0.8, zorder=1)
    axes.set_xlim(-END, END)
    axes.xaxis.set_major_locator(FixedLocator([-4, -3, -2, -1, 0, 1, 2, 3, 4]))
    axes.xaxis.set_major_formatter(lambda value, _: say.numbers.plain(value))
    for place, each in enumerate(told):
        _row(axes, view, each, place)
    return axes.get_figure(root=True)  # type: ignore[return-value]


def source(view: View) -> str:
    """Which draws it is from."""
    return view.words("note.fit", draws=view.words.numbers.plain(fitted.simulated(stale=True).sizes["draw"]))


def _row(axes: Axes, view: View, each: Replay, place: int) -> None:
    colour = COLOUR["target" if each.missed else "main"]
    if each.off == each.off:
        low, middle, high = (float(np.clip(each.scaled(value), -END, END)) for value in each.simulated)
        axes.hlines(place, low, high, color=colour, linewidth=1.2)
        for end, shape in ((low, "<"), (high, ">")):
            if abs(end) >= END:
                axes.plot([end], [place], marker=shape, markersize=4, color=colour, clip_on=False)
        shape = ">" if each.scaled(each.simulated[1]) > END else "<" if each.scaled(each.simulated[1]) < -END else "o"
        axes.plot([middle], [place], marker=shape, markersize=6, color=colour, clip_on=False)
    told = _words(view, each)
    if view.narrow:
        rowed.below_marks(axes, told, place, color=colour)
    else:
        parts.put(axes, told.replace("; ", "\n"), (1, place), (8, 0), parts.BESIDE, color=colour, linespacing=1.05)


def _words(view: View, each: Replay) -> str:
    """What was seen and what is simulated, with the unit where there is room."""
    say, number = view.words, view.words.numbers
    if each.target.use != "pattern":
        seen = say(
            "cell.deviation",
            value=number.figures(each.target.value, 2),
            deviation=number.figures(each.target.deviation, 2),
        )
    elif math.isfinite(each.low) and math.isfinite(each.high):
        seen = say("cell.range", low=number.figures(each.low, 2), high=number.figures(each.high, 2))
    else:
        seen = f"≥ {number.figures(each.low, 2)}" if math.isfinite(each.low) else f"≤ {number.figures(each.high, 2)}"
    return say("label.replayed", seen=seen, simulated=number.figures(each.simulated[1], 2))
