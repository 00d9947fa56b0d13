"""What each policy changes against the baseline, under the same luck, and what it costs."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, SIZE, page, styled
from ..view import View, known
from . import parts

ROW = 0.34
COLUMNS = (0.75, 0.8, 0.85)


def compared(view: View) -> list[str]:
    """Scenarios that have a comparison with the baseline, the largest gain first."""
    names = [
        name
        for name in view.scenarios
        if difference(view, name, "mean_difference") == difference(view, name, "mean_difference")
    ]
    return sorted(names, key=lambda name: -difference(view, name, "mean_difference"))


def difference(view: View, name: str, key: str) -> float:
    """A number of the comparison with the baseline; NaN where there is none."""
    return known((view.result(name).get("vs_baseline") or {}).get(key))


def money(view: View, name: str) -> float:
    """Yearly money beyond the baseline's, million DKK."""
    own, base = (view.summary["scenarios"][each].get("cost_mdkk") for each in (name, view.baseline))
    return known(own) - known(base)


@styled
def policies(view: View) -> Figure:
    """A row a policy: the mean difference, its 5 to 95 % interval, how often it is better, money beside it."""
    say, names = view.words, compared(view)
    title = say("fig.policies.title", month=say.numbers.month(view.date))
    subtitle = say("fig.policies.subtitle", baseline=view.title(view.baseline))
    sheet = page(title, subtitle, parts.note(view, "fig.policies.note"), ROW * max(len(names), 4) + 0.75)
    if not names:
        parts.nothing_to_show(sheet.axes(), view)
        return sheet.figure
    titles = [view.title(name) for name in names]
    room = parts.room_for(titles, 2.4)
    axes = sheet.axes(room, sum(COLUMNS) + 0.15, bottom=0.28, top=0.42)
    parts.rows(axes, len(names))
    _limits(axes, view, names)
    parts.labels_left(axes, titles, room)
    for place, name in enumerate(names):
        _row(axes, view, name, place)
    _heads(axes, view)
    return sheet.figure


def _limits(axes: Axes, view: View, names: list[str]) -> None:
    ends = [difference(view, name, key) for name in names for key in ("p05", "p95", "mean_difference")]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    span = max(high - low, 1.0)
    axes.set_xlim(low - 0.04 * span, high + 0.04 * span)
    axes.axvline(0, color=COLOUR["faint"], linewidth=1.0, zorder=1)
    parts.plain_axis(axes, view, along="x")


def _row(axes: Axes, view: View, name: str, place: int) -> None:
    number = view.words.numbers
    low, middle, high = (difference(view, name, key) for key in ("p05", "mean_difference", "p95"))
    sure = low > 0 or high < 0
    colour = COLOUR["unsure"] if not sure else COLOUR["gain"] if middle > 0 else COLOUR["loss"]
    axes.plot([low, high], [place, place], color=colour, linewidth=2.0, solid_capstyle="butt")
    look = {"marker": "o", "markersize": 6, "markerfacecolor": colour if sure else COLOUR["paper"]}
    axes.plot([middle], [place], color=colour, markeredgewidth=1.4, **look)
    told = (number.signed(middle), number.percent(difference(view, name, "p_better")), number.signed(money(view, name)))
    for start, text in zip(_starts(), told, strict=True):
        parts.put(axes, text, (1, place), (72 * start, 0), parts.BESIDE, ha="right")


def _heads(axes: Axes, view: View) -> None:
    look = {"ha": "right", "va": "bottom", "size": SIZE["note"], "color": COLOUR["muted"]}
    for start, key in zip(_starts(), ("label.mean", "label.better", "label.money"), strict=True):
        parts.put(axes, view.words(key), (1, 1), (72 * start, 5), parts.ABOVE, **look)


def _starts() -> list[float]:
    """Right edges of the columns, inches from the axes."""
    return [sum(COLUMNS[: number + 1]) + 0.1 for number in range(len(COLUMNS))]
