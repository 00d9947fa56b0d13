"""Where FTE are freed: by sector, region and type of municipality. A single municipality's part is an allocation of
hours and is never shown."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.experiments import ensemble
from samspil.experiments.breakdown import values_by
from samspil.experiments.outcomes import distribution
from samspil.experiments.records import Spread

from ..rows import Numbers
from ..style import COLOUR, LIMIT, SIZE, page, styled
from ..view import View, known
from ..wording import fte_words
from . import parts

WHOLE = {"mean": "mean", "median": "p50"}
ROW = 0.225
BY = ("sector", "region", "group")
LABEL = 1.7


@dataclass(frozen=True)
class Place:
    """A part with its name in the language; of which kind, and whether it is the first of it."""

    by: str
    title: str
    fte: Spread
    first: bool


def told(view: View) -> list[Place]:
    """Parts of the baseline in the target's year, by sector, region and, where results know them, group."""
    return view.kept("places", lambda: [each for by in BY for each in _parts(view, by)])


def _parts(view: View, by: str) -> list[Place]:
    if by == "group" and "municipality_group" not in view.ds.coords:
        return []
    year = ensemble.years(view.ds).index(int(view.date[:4]))
    named = values_by(view.ds, view.baseline, view.level, by, "")
    return [
        Place(by, _title(view, by, name), distribution(values[..., year]), not place)
        for place, (name, values) in enumerate(named.items())
    ]


def _title(view: View, by: str, name: str) -> str:
    if by == "region":
        return name
    return view.words.named("sector", name) if by == "sector" else view.words.named("group", name)


def finding(view: View) -> str:
    """Which sector frees more, and how much of the whole."""
    say, number = view.words, view.words.numbers
    sectors = [each for each in told(view) if each.by == "sector"]
    values = [known(each.fte["mean"]) for each in sectors]
    whole = sum(values)
    if not whole >= LIMIT["moved_fte"]:
        return say("finding.places.none", month=number.month(view.date))
    first = max(range(len(values)), key=values.__getitem__)
    return say(
        "finding.places",
        sector=sectors[first].title.capitalize(),
        share=number.percent(values[first] / whole),
        month=number.month(view.date),
    )


def note(view: View) -> str:
    """What bars and lines are, beside what is told of the whole; that types are of the municipal part."""
    whole = view.result(view.baseline)["fte"][view.date]
    return view.words("fig.places.note", **{key: fte_words(whole, name, view.words) for key, name in WHOLE.items()})


def numbers(view: View) -> Numbers:
    """A row a part: the mean, which adds up, with nine runs in ten."""
    say = view.words
    heads = [say(f"head.{key}") for key in ("place", "kind", "mean", "sim_low", "sim_high")]
    rows = [
        [each.title, say(f"by.{each.by}"), known(each.fte["mean"]), known(each.fte["p05"]), known(each.fte["p95"])]
        for each in told(view)
    ]
    caption = say("numbers.places", month=say.numbers.month(view.date), scenario=view.title(view.baseline))
    return Numbers(caption, heads, ["text", "text", "amount", "amount", "amount"], rows)


@styled
def places(view: View) -> Figure:
    """A row a part, in three groups; bars are means, lines nine runs in ten."""
    say, rows = view.words, told(view)
    subtitle = say("fig.places.subtitle", scenario=view.title(view.baseline))
    texts = (finding(view), subtitle, f"{note(view)} {parts.definition(view)}")
    names = [each.title.capitalize() for each in rows]
    heads = [place + 0.9 * sum(each.first for each in rows[: place + 1]) for place, _ in enumerate(rows)]
    high = ROW * (heads[-1] + 1 if heads else 2)
    sheet = page(*texts, high + 0.45, view.narrow)
    room = parts.room_for(names, 1.55 if view.narrow else 2.4)
    axes = sheet.axes(room, 0.1, bottom=0.3)
    axes.set_ylim((heads[-1] if heads else 1) + 0.5, -0.3)
    axes.spines["left"].set_visible(False)
    ends = [end for each in rows for end in (known(each.fte["p05"]), known(each.fte["p95"])) if end == end]
    low, high = min([0.0, *ends]), max([1.0, *ends])
    parts.room_beyond(axes, low, high, [_label(view, each) for each in rows])
    parts.plain_axis(axes, view, along="x", bins=5)
    parts.ticks_within(axes, low, high)
    axes.set_yticks(heads, [parts.in_lines(name, room - parts.GAP) for name in names])
    axes.tick_params(axis="y", length=0, pad=72 * parts.GAP, labelsize=SIZE["base"], labelcolor=COLOUR["ink"])
    for at, each in zip(heads, rows, strict=True):
        _row(axes, view, each, at, room)
    return sheet.figure


def _label(view: View, each: Place) -> str:
    """The mean and nine runs in ten."""
    keys = (("middle", "mean"), ("low", "p05"), ("high", "p95"))
    rounded = view.words.numbers.rounded
    return view.words("cell.spread", **{name: rounded(known(each.fte[key]), None) for name, key in keys})


def _row(axes: Axes, view: View, each: Place, at: float, room: float) -> None:
    low, mean, high = (known(value) for value in (each.fte["p05"], each.fte["mean"], each.fte["p95"]))
    axes.barh(at, mean, height=0.56, color=COLOUR["main_mid" if each.by != "group" else "main_light"])
    axes.hlines(at, low, high, color=COLOUR["ink"], linewidth=1.0)
    end = max([0.0, *(value for value in (mean, high) if value == value)])
    parts.put(axes, _label(view, each), (end, at), (5, 0))
    if each.first:
        look = {"weight": "bold", "size": SIZE["small"], "color": COLOUR["muted"]}
        parts.put(axes, view.words(f"by.{each.by}"), (0, at - 0.85), (-72 * room, 0), parts.BESIDE, **look)
