"""When levels are reached: the probability of standing at or above each in December of each year."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from samspil.experiments.records import Milestone

from ..style import COLOUR, SIZE, STYLE, page, styled
from ..view import View, known
from ..wording import share_words
from . import parts

ROW = 0.3
DARK = 0.62


def best(view: View) -> str:
    """The scenario that frees most on average; the baseline where none does."""
    ranked = view.summary.get("ranking") or []
    return ranked[0]["name"] if ranked and ranked[0]["mean"] is not None else view.baseline


@styled
def milestones(view: View) -> Figure:
    """A table of probabilities for the baseline, and one for the policy that frees most; darker is likelier."""
    say = view.words
    names = list(dict.fromkeys([view.baseline, best(view)]))
    levels = list(view.summary["milestones"][names[0]][view.level])
    cells = ROW * len(levels)
    block = cells + 0.42
    sheet = page(
        say("fig.milestones.title"),
        say("fig.milestones.subtitle"),
        parts.note(view, "fig.milestones.note"),
        block * len(names) + 0.2,
    )
    for number, name in enumerate(names):
        low = 0.25 + block * (len(names) - 1 - number)
        axes = sheet.axes(0.85, 0.1, low, sheet.height - low - cells)
        _table(axes, view, view.summary["milestones"][name][view.level])
        axes.set_title(
            view.title(name), loc="left", size=SIZE["base"], weight="bold", pad=5, x=-0.85 / (sheet.width - 0.95)
        )
        axes.tick_params(axis="x", labelbottom=number == len(names) - 1)
    return sheet.figure


def _table(axes: Axes, view: View, told: dict[str, dict[str, Milestone]]) -> None:
    colours = LinearSegmentedColormap.from_list("heat", STYLE["heat"])
    since = str(view.target.get("since") or view.months[0])[:4]
    years = [year for year in next(iter(told.values())) if year > since]
    for row, fte in enumerate(told):
        for column, year in enumerate(years):
            p = known(told[fte][year]["p"])
            fill = COLOUR["paper"] if p != p else colours(p)
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=fill, edgecolor=COLOUR["paper"], linewidth=1.5))
            ink = COLOUR["paper"] if p > DARK else COLOUR["faint"] if p == 0 else COLOUR["ink"]
            axes.text(
                column + 0.5,
                row + 0.5,
                share_words(p, view.summary["draws"], view.words, "cell.none_short"),
                ha="center",
                va="center",
                size=SIZE["note"],
                color=ink,
            )
    axes.set_xlim(0, len(years))
    axes.set_ylim(len(told), 0)
    axes.set_xticks([column + 0.5 for column in range(len(years))], years)
    axes.set_yticks(
        [row + 0.5 for row in range(len(told))],
        [view.words("label.fte", fte=view.words.numbers.plain(float(fte))) for fte in told],
    )
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
