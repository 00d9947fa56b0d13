"""Which mechanisms moved the headline, and which did not: the effect of each with its simulation error."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments import settings
from samspil.experiments.records import Mechanism

from ..rows import Numbers
from ..style import COLOUR, styled
from ..view import View, in_language, known
from . import parts, rowed

ROW = 0.27


def mechanism_title(view: View, entry: Mechanism) -> str:
    """The title of a mechanism in the view's language."""
    return in_language(entry.get("title"), view.words.lang) or str(entry["name"]).replace("_", " ")


def finding(view: View) -> str:
    """How many mechanisms move the answer, and which moves it most."""
    say, entries = view.words, view.summary["mechanisms"]
    moved = [entry for entry in entries if entry["moved"]]
    whole = {"all": say.numbers.plain(len(entries)), "moved": say.numbers.plain(len(moved))}
    if not moved:
        return say("finding.mechanisms.none", **whole)
    first = max(moved, key=lambda entry: abs(known(entry["effect"])))
    told = {"title": mechanism_title(view, first), "effect": say.numbers.signed(first["effect"])}
    return say("finding.mechanisms.some", **whole, **told)


def note(view: View) -> str:
    """What lines and marks are."""
    return view.words("fig.mechanisms.note", errors=view.words.numbers.amount(settings.number("moved_errors")))


def numbers(view: View) -> Numbers:
    """A row a mechanism: its effect, its simulation error, and whether it moved the answer."""
    say = view.words
    heads = [say(f"head.{key}") for key in ("mechanism", "fte", "error", "moved")]
    rows = [
        [
            mechanism_title(view, entry),
            known(entry["effect"]),
            known(entry["se"]),
            say("cell.yes" if entry["moved"] else "cell.no"),
        ]
        for entry in view.summary["mechanisms"]
    ]
    return Numbers(say("numbers.mechanisms"), heads, ["text", "signed", "figures", "text"], rows)


@styled
def mechanisms(view: View) -> Figure:
    """A row a mechanism, the largest effect on top."""
    say, entries = view.words, view.summary["mechanisms"]
    name = (view.summary.get("mechanisms_of") or {}).get("scenario", view.baseline)
    errors = settings.number("moved_errors")
    subtitle = say("fig.mechanisms.subtitle", month=say.numbers.month(view.date), scenario=view.title(name))
    texts = (finding(view), subtitle, f"{note(view)} {parts.definition(view)}")
    titles = [mechanism_title(view, entry) for entry in entries]
    sheet, axes = rowed.row_page(view, texts, titles, ROW, (0.05, 0.9, 0.28), 3.4)
    axes.axvline(0, color=COLOUR["faint"], linewidth=1.0, zorder=1)
    for place, entry in enumerate(entries):
        _row(axes, entry, place, errors)
        parts.put(axes, say.numbers.signed(entry["effect"]), (1, place), (50, 0), parts.BESIDE, ha="right")
    low, high = axes.get_xlim()
    if not high - low > 1:
        axes.set_xlim(-1, 1)
    parts.plain_axis(axes, view, along="x")
    return sheet.figure


def _row(axes: Axes, entry: Mechanism, place: int, errors: float) -> None:
    effect, half = known(entry["effect"]), errors * known(entry["se"])
    colour = COLOUR["unsure"] if not entry["moved"] else COLOUR["gain"] if effect > 0 else COLOUR["loss"]
    fill = colour if entry["moved"] else COLOUR["paper"]
    axes.plot([effect - half, effect + half], [place, place], color=colour, linewidth=1.6)
    look = {"marker": "o", "markersize": 5.5, "markerfacecolor": fill, "markeredgewidth": 1.3}
    axes.plot([effect], [place], color=colour, **look)
