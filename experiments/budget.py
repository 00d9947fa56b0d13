"""Policies at equal yearly money: every lever's distance from the baseline is scaled until the budget is met."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

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
        money: its mean yearly programme money in the runs it was measured in, million DKK.
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


@dataclass(frozen=True)
class Sample:
    """The runs that money is measured in, those of the comparison itself.

    Args:
        draws: parameters (dim ``draw``, with ``luck``).
        replicates: runs for each draw.
        asking: seed, level, workers.
    """

    draws: xr.Dataset
    replicates: int
    asking: Asking

    def few(self) -> "Sample":
        """A part of the runs, for searching: its money is only near that of the whole."""
        return Sample(self.draws.isel(draw=slice(settings.count("equal_cost_draws"))), 1, self.asking)

    def money(self, scenario: Any) -> float:
        """Mean yearly programme money of a scenario, million DKK."""
        found = self.asking.runs([scenario], self.draws, self.replicates, ["cost_mdkk"])
        return clustered(yearly(found, scenario.name, self.asking.level, "programme"))[0]


def priced(scenario: Any, baseline: Any, budget: float, regions: Sequence[str], sample: Sample) -> Priced:
    """The policy scaled until its mean yearly programme money in the whole sample is ``budget``.

    Each round searches in a few of the runs, measures what it found in all of them, and aims anew by their ratio.
    """
    tolerance, few = settings.number("equal_cost_tolerance"), sample.few()

    def at(factor: float, runs: Sample, aim: float, near: float) -> Priced:
        variant = scaled(scenario, baseline, factor, regions)
        money = runs.money(variant)
        return Priced(variant, factor, money, abs(money - aim) <= near * aim)

    aim, tried = budget, list[Priced]()
    for _ in range(settings.count("equal_cost_rounds")):
        # Half the tolerance leaves the other half to the difference between a few runs and all.
        found = searched(partial(at, runs=few, aim=aim, near=tolerance / 2), aim)
        whole = at(found.factor, sample, budget, tolerance)
        stuck = whole.factor in [each.factor for each in tried]
        tried.append(whole)
        if whole.met or stuck or whole.money <= 0.0:
            break
        aim = found.money * budget / whole.money
    return min(tried, key=lambda each: abs(each.money - budget))


def searched(at: Callable[[float], Priced], aim: float) -> Priced:
    """The policy at the factor whose money is ``aim`` (million DKK), by bisection; the nearer end if out of reach."""
    low, high = at(0.0), at(settings.number("equal_cost_scale"))
    best = min((low, high), key=lambda found: abs(found.money - aim))
    if not min(low.money, high.money) < aim < max(low.money, high.money):
        return best
    for _ in range(settings.count("equal_cost_rounds")):
        if best.met:
            break
        best = at((low.factor + high.factor) / 2)
        low, high = (best, high) if (best.money < aim) == (low.money < high.money) else (low, best)
    return best
