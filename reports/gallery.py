"""Which figures a forecast gets, under which name, and how each is told to one who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from matplotlib.figure import Figure

from .figures.countings import countings
from .figures.exceedance import exceedance
from .figures.fan import fan, fans
from .figures.mechanisms import mechanisms
from .figures.milestones import best, milestones
from .figures.overview import overview
from .figures.pace import pace
from .figures.policies import compared, policies
from .figures.reverse import reverse
from .figures.staircase import ladder, staircase
from .figures.together import together
from .figures.tornado import tornado
from .reversed import of_best
from .view import View
from .wording import fte_words

Draw = Callable[[View], Figure]


def gallery(view: View) -> dict[str, Draw]:
    """The figures that these results have something for, by file name, in the order of the report."""
    found: dict[str, Draw] = {"overview": overview, "fan": fan, "exceedance": exceedance}
    if len(view.scenarios) > 1:
        found["fans"] = fans
    found |= {"milestones": milestones, "pace": pace, "staircase": staircase}
    if compared(view):
        found["policies"] = policies
    found["countings"] = countings
    drivers = view.summary.get("drivers")
    if drivers and drivers["parameters"]:
        found["tornado"] = tornado
    if view.summary["mechanisms"]:
        found["mechanisms"] = mechanisms
    for record in view.summary["reverse_test"]:
        if record["assumptions"]:
            found.setdefault(f"reverse-{record['by']}", partial(reverse, record=record))
    if of_best(view):
        found["together"] = together
    return found


def alternative(view: View, name: str) -> str:
    """What a figure shows, in a sentence with its main numbers."""
    say, number = view.words, view.words.numbers
    fte = view.result(view.baseline)["fte"][view.date]
    stairs = ladder(view, view.baseline)
    top = best(view)
    return say(
        f"alt.{name.split('-')[0]}",
        scenario=view.title(view.baseline),
        best=view.title(top),
        month=number.month(view.date),
        middle=fte_words(fte, "p50", say),
        low=fte_words(fte, "p05", say),
        high=fte_words(fte, "p95", say),
        target=number.amount(float(view.target["fte"])),
        policies=str(len(view.scenarios)),
        first=number.amount(stairs.totals[0] if stairs else None),
        last=number.amount(stairs.totals[-1] if stairs else None),
        needed=number.amount(view.summary["pace"]["scenarios"][view.baseline]["needed_per_year"]),
        gain=number.signed((view.result(top).get("vs_baseline") or {}).get("mean_difference")),
        countings=str(len(view.summary["definitions"])),
        moved=str(sum(bool(entry["moved"]) for entry in view.summary["mechanisms"])),
        mechanisms=str(len(view.summary["mechanisms"])),
        top=view.title(view.summary["ranking"][0]["name"]),
        by=number.month(name.partition("-")[2]) if name.startswith("reverse-") else "",
    )
