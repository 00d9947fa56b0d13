"""The fan chart: freed FTE over time, as bands of runs around the median one, beside the target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.interpolate import PchipInterpolator

from samspil.experiments.observed import Outcome, outcomes
from samspil.experiments.records import Errors

from ..rows import Numbers
from ..style import COLOUR, LIMIT, SIZE, page, spread, styled
from ..view import HEADLINE, View, known
from ..wording import fte_words
from . import parts

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
MIDDLE = 0.5
RIGHT = 0.18
# inches of the panel on the target's scale, on a wide page and on a narrow one
BESIDE_WIDE, BELOW_NARROW = 1.8, 1.5


@dataclass(frozen=True)
class Bands:
    """Quantiles over runs, (5, T), and the time axis in years, (T,)."""

    years: np.ndarray
    values: np.ndarray

    @property
    def top(self) -> float:
        """The highest point of the fan; 1 when there is nothing above it, so that an axis has a length."""
        return max(1.0, float(self.values.max())) if self.values.size else 1.0

    @property
    def floor(self) -> float:
        """The lowest point, 0 unless time was lost."""
        return min(0.0, float(self.values.min())) if self.values.size else 0.0


def bands(view: View, scenario: str) -> Bands:
    """Quantiles of the headline variable over all finished runs of a scenario: those of each December, joined smoothly.

    What runs jump by from month to month is chance of few runs; at each December the bands are exact.
    """
    runs, years = view.runs(scenario), view.years
    if not len(runs):
        return Bands(years, np.empty((0, 0)))
    ends = _ends(view.months)
    values = np.quantile(runs[:, ends], SHARES, axis=0)
    joined = PchipInterpolator(years[ends], values, axis=1)(years) if len(ends) > 1 else values
    return Bands(years, joined)


def _ends(months: list[str]) -> list[int]:
    """Positions of the first and the last month and of every December."""
    return sorted({0, len(months) - 1} | {place for place, month in enumerate(months) if month.endswith("-12")})


def finding(view: View) -> str:
    """How far the baseline gets by the target's month."""
    say, told = view.words, view.result(view.baseline)["fte"][view.date]
    fte, target = known(told["p50"]), float(view.target["fte"])
    state = "none" if fte != fte else "lost" if fte < 0 else "short" if fte < target else "reached"
    return say(
        f"finding.fan.{state}",
        scenario=view.title(view.baseline),
        fte=fte_words(told, "p50", say),
        month=say.numbers.month(view.date),
        share=parts.share_of_target(view, told),
        target=say.numbers.amount(target),
    )


def note(view: View) -> str:
    """What the bands are, and what was counted."""
    seen = "seen" if observed(view) else "unseen"
    return f"{parts.own_note(view, 'fig.fan.note')} {view.words(f'fig.fan.{seen}')}"


def observed(view: View) -> list[Outcome]:
    """What was counted of the headline itself, by whoever counts it."""
    return [each for each in outcomes() if each.quantity == HEADLINE and each.month in view.months]


def numbers(view: View) -> Numbers:
    """Quantiles of the baseline in December of each year."""
    return december(view, [view.baseline])


def december(view: View, names: list[str]) -> Numbers:
    """Quantiles of scenarios in December of each year."""
    say, months = view.words, [month for month in view.months if month.endswith("-12")]
    heads = [say("head.policy"), say("head.year"), *(say.numbers.percent(share) for share in SHARES)]
    rows: list[list[float | str | None]] = []
    for name in names:
        runs = view.runs(name)
        for month in months if len(runs) else []:
            values = np.quantile(runs[:, view.months.index(month)], SHARES)
            rows.append([view.title(name), month[:4], *(float(value) for value in values)])
    return Numbers(say("numbers.fan"), heads, ["text", "text", *["amount"] * 5], rows)


@styled
def fan(view: View) -> Figure:
    """The baseline's fan; far below the target it gets its own scale and, beside it, the same fan under the target."""
    shown = bands(view, view.baseline)
    far = shown.top < LIMIT["far_share"] * float(view.target["fte"])
    low = BELOW_NARROW + 0.75 if view.narrow and far else 0.0
    text = f"{note(view)} {parts.definition(view)}"
    high = (2.7 if view.narrow else 3.1) + low
    sheet = page(finding(view), view.words("fig.fan.subtitle"), text, high, view.narrow)
    if not shown.values.size:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    fte = float(view.target["fte"])
    left, ends = 0.6, 0.2 if view.narrow else 1.65
    if not far:
        _one_scale(sheet.axes(left, ends, bottom=0.28, top=0.3), view, shown, fte)
        return sheet.figure
    aside = 0.0 if view.narrow else BESIDE_WIDE + 0.45
    main = sheet.axes(left, ends + aside, bottom=0.28 + low, top=0.3)
    draw(main, view, shown, 1.18 * shown.top)
    _marks(main, view, shown)
    start = left if view.narrow else sheet.width - BESIDE_WIDE
    above = sheet.height - 0.28 - BELOW_NARROW if view.narrow else 0.3
    beside = sheet.axes(start, RIGHT, bottom=0.28, top=above)
    draw(beside, view, shown, 1.18 * fte, step=5)
    _target(beside, view, fte, "label.target")
    for axes, key in ((main, "label.own_scale"), (beside, "label.target_scale")):
        axes.set_title(view.words(key), loc="left", size=SIZE["small"], color=COLOUR["muted"], pad=8)
    return sheet.figure


def _one_scale(axes: Axes, view: View, shown: Bands, fte: float) -> None:
    draw(axes, view, shown, 1.12 * max(shown.top, fte))
    _target(axes, view, fte)
    _marks(axes, view, shown)


def draw(axes: Axes, view: View, shown: Bands, top: float, step: int = 2, bins: int = 5) -> None:
    """Bands and median on linear axes, the target's year among the ticks."""
    lowest, low, middle, high, highest = shown.values
    axes.fill_between(shown.years, lowest, highest, color=COLOUR["main_light"], linewidth=0)
    axes.fill_between(shown.years, low, high, color=COLOUR["main_mid"], linewidth=0)
    axes.plot(shown.years, middle, color=COLOUR["main"], linewidth=1.8, solid_capstyle="round")
    axes.set_ylim(1.08 * shown.floor, top)
    axes.grid(axis="y", color=COLOUR["grid"], linewidth=0.6)
    axes.spines["left"].set_visible(False)
    parts.plain_axis(axes, view, bins=bins)
    first, last = (int(view.months[place][:4]) for place in (0, -1))
    parts.year_axis(axes, first, last, step, int(view.date[:4]))


def _marks(axes: Axes, view: View, shown: Bands) -> None:
    """Today, what was counted, the headline at its month, and the names of the bands."""
    _today(axes, view)
    for each in observed(view):
        at = _year(each.month)
        axes.errorbar(at, each.value, each.deviation, color=COLOUR["ink"], marker="s", markersize=4.5, zorder=5)
    _headline(axes, view)
    if not view.narrow:
        _end_labels(axes, view, shown)


def _year(month: str) -> float:
    return int(month[:4]) + int(month[5:7]) / 12


def _today(axes: Axes, view: View) -> None:
    """Where the forecast starts to look ahead."""
    told = view.summary.get("evidence")
    if told is None:
        return
    at = _year(told["origin"])
    axes.axvline(at, color=COLOUR["muted"], linewidth=0.9, linestyle=(0, (1, 2)))
    month = view.words.numbers.month(told["origin"])
    label = view.words("label.today") if view.narrow else view.words("label.today_month", month=month)
    look = {"ha": "right", "va": "top", "color": COLOUR["muted"], "linespacing": 1.1}
    parts.put(axes, label, (at, 1), (-3, -2), parts.OVER, **look)


def _headline(axes: Axes, view: View) -> None:
    """A mark and the numbers of the headline at the target's month."""
    fte = view.result(view.baseline)["fte"][view.date]
    at, middle = _year(view.date), known(fte["p50"])
    axes.plot([at], [middle], marker="o", markersize=6, color=COLOUR["main"], zorder=4)
    axes.vlines([at], known(fte["p05"]), known(fte["p95"]), color=COLOUR["main"], linewidth=0.9, zorder=3)
    label = view.words("label.headline", year=view.date[:4], **parts.spread_of(view, fte))
    high = known(fte["p95"])
    look = {"ha": "right", "va": "bottom", "color": COLOUR["main"], "weight": "bold", "linespacing": 1.1}
    behind = {"facecolor": COLOUR["paper"], "edgecolor": "none", "pad": 0.5}
    parts.put(axes, label, (at, high), (-4, 3), bbox=behind, **look)


def _target(axes: Axes, view: View, fte: float, key: str = "label.target_by") -> None:
    """The target's line, named where the fan is still low, and a mark at its month."""
    at = _year(str(view.target["by"]))
    axes.axhline(fte, color=COLOUR["target"], linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    axes.plot([at], [fte], marker="D", markersize=6, color=COLOUR["target"], zorder=4, clip_on=False)
    label = view.words(key, fte=view.words.numbers.amount(fte), month=view.words.numbers.month(str(view.target["by"])))
    parts.put(axes, label, (axes.get_xlim()[0], fte), (2, 4), va="baseline", color=COLOUR["target"])


def _end_labels(axes: Axes, view: View, shown: Bands) -> None:
    """Name the bands at their right end, pushed apart where they would touch."""
    low, high = axes.get_ylim()
    tall = parts.inches(axes)[1]
    labels = _labels(view, [float(value) for value in shown.values[:, -1]], end_errors(view))
    places = spread([value for value, _, _ in labels], (high - low) * 0.17 / tall, low, high)
    end = shown.years[-1]
    for (value, text, strong), place in zip(labels, places, strict=True):
        colour = COLOUR["main"] if strong else COLOUR["muted"]
        axes.plot([end, end + 0.3], [value, place], color=COLOUR["faint"], linewidth=0.6, clip_on=False)
        parts.put(axes, text, (end + 0.4, place), color=colour, weight="bold" if strong else "normal")


def end_errors(view: View) -> Errors:
    """Simulation errors of the quantiles at the last month, where the summary reports it."""
    last = view.result(view.baseline)["fte"].get(view.months[-1])
    return (last or {}).get("errors") or {}


def _labels(view: View, values: list[float], errors: Errors) -> list[tuple[float, str, bool]]:
    """Place, text and weight of the end labels; one is enough where all runs end alike."""
    number = view.words.numbers
    if number.amount(values[0]) == number.amount(values[-1]):
        return [(values[2], view.words("label.all_runs", fte=number.amount(values[2])), True)]
    told = []
    for share, value in zip(SHARES, values, strict=True):
        key = "label.middle" if share == MIDDLE else "label.quantile"
        fte = number.rounded(value, errors.get(f"p{round(100 * share):02d}"))
        told.append((value, view.words(key, share=number.percent(share), fte=fte), share == MIDDLE))
    return told
