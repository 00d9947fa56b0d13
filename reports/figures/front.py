"""What money buys: every portfolio that was tried, the front of the search, and what the winner gives in fresh runs."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import COLOUR, SIZE, page, styled
from ..view import View
from . import parts

HEIGHT = 3.6


@styled
def front(found: xr.Dataset, view: View) -> Figure:
    """Additional public money across, FTE-years a year more than current policy up."""
    say, attrs = view.words, found.attrs
    record = json.loads(attrs["plan"])
    level = say.named("level", attrs["potentials"])
    told = {name: str(attrs[f"draws_{name}"]) for name in ("search", "fresh")}
    budget = say.numbers.amount(float(attrs["budget_mdkk"]))
    key = "fig.plan.title" if attrs["worth"] else "fig.plan.nothing"
    sheet = page(
        say(key, budget=budget),
        say("fig.plan.subtitle", baseline=view.title(str(attrs["baseline"])), **told),
        say("fig.plan.note", level=level, seed=str(attrs["seed"]), tried=str(found.sizes["portfolio"]), **told),
        HEIGHT,
    )
    axes = sheet.axes(0.65, 0.35, bottom=0.5, top=0.1)
    cost, gain = (found["score"].sel(measure=name).values for name in ("additional_mdkk", "fte_years"))
    _tried(axes, cost, gain, float(attrs["budget_mdkk"]), view)
    if record["winner"]:
        _told(axes, record, view)
    axes.set_xlabel(say("fig.plan.money"), size=SIZE["small"])
    axes.set_ylabel(say("fig.plan.gain"), size=SIZE["small"])
    parts.plain_axis(axes, view, along="x")
    parts.plain_axis(axes, view, along="y")
    axes.legend(loc="best", frameon=False, fontsize=SIZE["small"])
    return sheet.figure


def _tried(axes: Axes, cost: np.ndarray, gain: np.ndarray, budget: float, view: View) -> None:
    """Every portfolio as a dot, and the most that was found for each amount of money as steps."""
    say, known = view.words, np.isfinite(cost) & np.isfinite(gain)
    cost, gain = cost[known], gain[known]
    shown = cost <= 1.6 * budget
    axes.plot(cost[shown], gain[shown], ".", color=COLOUR["unsure"], markersize=4, label=say("fig.plan.tried"))
    order = np.argsort(cost, kind="stable")
    inside = order[cost[order] <= budget]
    best = np.maximum.accumulate(gain[inside])
    look = {"color": COLOUR["main"], "linewidth": 1.6, "drawstyle": "steps-post", "label": say("fig.plan.front")}
    axes.plot(cost[inside], best, **look)
    axes.axvline(budget, color=COLOUR["faint"], linewidth=1.0)
    parts.put(axes, say("fig.plan.budget"), (budget, 1), (4, -8), parts.OVER, color=COLOUR["muted"])


def _told(axes: Axes, record: Any, view: View) -> None:
    """The winner where fresh runs put it, with intervals of both, and the runners-up in the same runs."""
    say, own = view.words, record["certificate"]
    money, years = own["additional_mdkk"], own["fte_years"]
    look = {"color": COLOUR["gain"], "linewidth": 1.8}
    axes.plot([money["mean_difference"]] * 2, [years["low"], years["high"]], **look)
    axes.plot([money["low"], money["high"]], [years["mean_difference"]] * 2, **look)
    at = ([money["mean_difference"]], [years["mean_difference"]])
    axes.plot(*at, marker="o", markersize=7, linestyle="none", color=COLOUR["gain"], label=say("fig.plan.winner"))
    others = [
        (each["additional_mdkk"], years["mean_difference"] + each["mean_difference"])
        for each in record["regret"]["runners_up"].values()
    ]
    if others:
        axes.plot(
            *zip(*others, strict=True),
            "o",
            markerfacecolor=COLOUR["paper"],
            color=COLOUR["gain"],
            markersize=5,
            label=say("fig.plan.runners"),
        )
