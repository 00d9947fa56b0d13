"""Which figures a forecast gets, under which name: what each draws, finds, shows as numbers, and how it is told to one
who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from matplotlib.figure import Figure

from samspil.experiments.records import Reverse

from .figures import (
    countings,
    exceedance,
    fan,
    fans,
    funnel,
    mechanisms,
    milestones,
    overview,
    pace,
    parts,
    places,
    policies,
    replayed,
    reverse,
    staircase,
    together,
    tornado,
)
from .reversed import of_best
from .rows import Numbers, Table
from .view import View

Draw = Callable[[View], Figure]
# Figures of the report's body, in its order; what else there is stands in the annex.
BODY = ("fan", "milestones", "policies", "staircase", "replayed", "tornado", "places", "funnel")


@dataclass(frozen=True)
class Plan:
    """How a figure is drawn, what it finds, the numbers under it, how it is read, and where it is from."""

    draw: Draw
    finding: Callable[[View], str]
    numbers: Callable[[View], Numbers]
    note: Callable[[View], str]
    source: Callable[[View], str] = parts.definition
    has_narrow: bool = True


@dataclass(frozen=True)
class Exhibit:
    """What a page says around a figure; the page numbers it. `title` is its finding."""

    name: str
    title: str
    caption: str
    note: str
    source: str
    alternative: str


def gallery(view: View, narrow: bool = False) -> dict[str, Draw]:
    """The figures that these results have something for, by file name, in the order of the report.

    `narrow` are those for a phone, drawn by the same functions; what has no narrow form is left out.
    """
    found = plans(view)
    if not narrow:
        return {name: plan.draw for name, plan in found.items()}
    return {name: partial(_narrow, plan.draw) for name, plan in found.items() if plan.has_narrow}


def _narrow(draw: Draw, view: View) -> Figure:
    return draw(replace(view, narrow=True))


def plans(view: View) -> dict[str, Plan]:
    """Every figure that these results have something for, those of the body first."""
    every = {**_body(view), **_annex(view)}
    return {name: every[name] for name in [*(name for name in BODY if name in every), *_annex(view)]}


def _body(view: View) -> dict[str, Plan]:
    found = {
        "fan": Plan(fan.fan, fan.finding, fan.numbers, fan.note),
        "milestones": Plan(milestones.milestones, milestones.finding, milestones.numbers, milestones.note),
        "staircase": Plan(staircase.staircase, staircase.finding, staircase.numbers, staircase.note, _runs),
        "places": Plan(places.places, places.finding, places.numbers, places.note),
        "funnel": Plan(funnel.funnel, funnel.finding, funnel.numbers, funnel.note, _runs),
    }
    if policies.compared(view):
        found["policies"] = Plan(policies.policies, policies.finding, policies.numbers, policies.note)
    if view.summary.get("outside") is not None and replayed.replays(view):
        found["replayed"] = Plan(replayed.replayed, replayed.finding, replayed.numbers, replayed.note, replayed.source)
    drivers = view.summary.get("drivers")
    if drivers and drivers["parameters"]:
        found["tornado"] = Plan(tornado.tornado, tornado.finding, tornado.numbers, tornado.note)
    return found


def _annex(view: View) -> dict[str, Plan]:
    found = {
        "overview": Plan(overview.overview, overview.finding, overview.numbers, _own("overview")),
        "exceedance": Plan(
            exceedance.exceedance, exceedance.finding, exceedance.numbers, _own("exceedance"), has_narrow=False
        ),
    }
    if len(view.scenarios) > 1:
        found["fans"] = Plan(fans.fans, fans.finding, fans.numbers, _own("fans"))
    found["pace"] = Plan(pace.pace, pace.finding, pace.numbers, _own("pace"))
    found["countings"] = Plan(
        countings.countings, countings.finding, countings.numbers, _own("countings"), has_narrow=False
    )
    if view.summary["mechanisms"]:
        found["mechanisms"] = Plan(mechanisms.mechanisms, mechanisms.finding, mechanisms.numbers, mechanisms.note)
    for record in view.summary["reverse_test"]:
        if record["assumptions"]:
            found.setdefault(f"reverse-{record['by']}", _reversed(record))
    if of_best(view):
        found["together"] = Plan(together.together, together.finding, together.numbers, together.note, _nothing)
    return found


def _reversed(record: Reverse) -> Plan:
    return Plan(
        partial(reverse.reverse, record=record),
        partial(reverse.finding, record=record),
        partial(reverse.numbers, record=record),
        partial(reverse.note, record=record),
        partial(reverse.source, record=record),
    )


def _own(name: str) -> Callable[[View], str]:
    return partial(parts.own_note, key=f"fig.{name}.note")


def _runs(view: View) -> str:
    return parts.definition(view, counted=False)


def _nothing(_: View) -> str:
    return ""


def finding(view: View, name: str) -> str:
    """What a figure finds, in a sentence with its number: its title."""
    return plans(view)[name].finding(view)


def numbers(view: View, name: str) -> Table:
    """The numbers under a figure."""
    return plans(view)[name].numbers(view).table(view.words)


def numbers_csv(view: View, name: str) -> str:
    """The same rows as CSV."""
    return plans(view)[name].numbers(view).csv()


def exhibit(view: View, name: str) -> Exhibit:
    """All that a page says around a figure."""
    plan = plans(view)[name]
    caption = view.words(f"caption.{name.split('-')[0]}")
    source = plan.source(view)
    return Exhibit(name, plan.finding(view), caption, plan.note(view), source, alternative(view, name))


def alternative(view: View, name: str) -> str:
    """What a figure shows, and what it finds, for one who cannot see it."""
    say, number = view.words, view.words.numbers
    kind = say(
        f"alt.{name.split('-')[0]}",
        scenario=view.title(view.baseline),
        month=number.month(view.date),
        target=number.amount(float(view.target["fte"])),
        policies=number.plain(len(view.scenarios)),
        by=number.month(name.partition("-")[2]) if name.startswith("reverse-") else "",
    )
    return f"{kind} {finding(view, name)}. {say('alt.numbers')}"
