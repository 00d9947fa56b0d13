"""Policies at equal yearly money: every lever's distance from the baseline is scaled until the budget is met."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from samspil.model.levers import levers
from samspil.scenarios.documents.changes import Change
from samspil.scenarios.documents.levels import lever_table

from . import settings
from .asking import Asking
from .ensemble import Array
from .money import yearly
from .statistics import clustered


@dataclass(frozen=True)
class Priced:
    """A policy scaled to a budget.

    Args:
        scenario: the scaled scenario, under its own name.
        factor: multiple of the distance of its levers from the baseline.
        money: its mean yearly programme money, million DKK.
        met: whether that is the budget, within the tolerance.
    """

    scenario: Any
    factor: float
    money: float
    met: bool


def scaled(scenario: Any, baseline: Any, factor: float, regions: Sequence[str]) -> Any:
    """``scenario`` with each lever at baseline + ``factor`` x its distance from it, in every month and region.

    Events (programmes and mandates with a date) are kept as they are; a lever stays inside its range.
    """
    changes = dict(baseline.levers)
    for name in dict.fromkeys([*baseline.levers, *scenario.levers]):
        base = lever_table(name, baseline.levers.get(name, ()), regions)
        wanted = base + factor * (lever_table(name, scenario.levers.get(name, ()), regions) - base)
        lever = levers()[name]
        added = differences(name, base, np.clip(wanted, lever.low, lever.high), regions)
        if added:
            changes[name] = (*baseline.levers.get(name, ()), *added)
    return replace(scenario, levers=changes)


def differences(name: str, base: Array, wanted: Array, regions: Sequence[str]) -> list[Change]:
    """Changes that turn a lever's table ``base`` (months, regions) into ``wanted``, one for each steady stretch."""
    found = []
    for place, region in enumerate(regions):
        column = wanted[:, place]
        edges = [0, *(np.flatnonzero(np.diff(column) != 0.0) + 1), len(column)]
        for start, end in pairwise(edges):
            if not np.array_equal(column[start:end], base[start:end, place]):
                last = None if end == len(column) else int(end) - 1
                found.append(Change(name, "set", float(column[start]), int(start), last, regions=(region,)))
    return found


def priced(scenario: Any, baseline: Any, budget: float, regions: Sequence[str], asking: Asking) -> Priced:
    """The policy scaled, by bisection over short runs, until its mean yearly programme money is ``budget``."""

    def at(factor: float) -> Priced:
        variant = scaled(scenario, baseline, factor, regions)
        money = programme_money(variant, asking)
        met = abs(money - budget) <= settings.number("equal_cost_tolerance") * budget
        return Priced(variant, factor, money, met)

    low, high = at(0.0), at(settings.number("equal_cost_scale"))
    best = min((low, high), key=lambda found: abs(found.money - budget))
    if not min(low.money, high.money) < budget < max(low.money, high.money):
        return best
    for _ in range(settings.count("equal_cost_rounds")):
        if best.met:
            break
        best = at((low.factor + high.factor) / 2)
        low, high = (best, high) if (best.money < budget) == (low.money < high.money) else (low, best)
    return best


def programme_money(scenario: Any, asking: Asking) -> float:
    """Mean yearly programme money of a scenario in a few short runs, million DKK."""
    found = asking.runs([scenario], settings.count("equal_cost_draws"), 1, ["cost_mdkk"])
    return clustered(yearly(found, scenario.name, asking.level, "programme"))[0]
