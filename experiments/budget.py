"""Policies at equal money: a policy's size is searched until what it takes more than current policy is the budget.

Purchases follow what hosts take up, so no arithmetic gives the size: it is found by runs, in a few draws first, then in
all of those that are compared. What has no size is refused before anything is run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from samspil.runs.progress import silent
from samspil.scenarios.documents.compose import beside
from samspil.scenarios.documents.sized import Extent, at_their_limits, extent, scaled, unsized

from . import settings
from .additional import NEEDED, Additional, Window, additional, window
from .asking import Asking
from .refusals import LANGUAGES, Refused

FIGURES = 3  # of a size, so that its name is all of it


@dataclass(frozen=True)
class Policy:
    """A policy that has a size, beside the baseline in the same population."""

    scenario: Any
    baseline: Any

    @cached_property
    def extent(self) -> Extent:
        """What of it has a size."""
        return extent(self.scenario, self.baseline)

    @cached_property
    def window(self) -> Window:
        """The months that its money is counted in."""
        return window(self.scenario, self.baseline)

    @property
    def is_baseline(self) -> bool:
        """Whether it is current policy itself, which takes nothing more and is compared as it is."""
        return self.scenario == self.baseline

    def reason(self) -> tuple[str, dict[str, Any]] | None:
        """Why no size of it could meet a budget, from what it changes alone; None if one may."""
        found, places = self.extent, {"name": self.scenario.name, "baseline": self.baseline.name}
        if self.is_baseline or found.above:
            return None
        if found.below:
            return "saves", {**places, "levers": ", ".join(found.below)}
        if found.sized:
            return "unpriced", {**places, "levers": ", ".join(found.sized)}
        return ("fixed", {**places, "kept": kept(found)}) if found.kept else ("nothing", places)


def kept(found: Extent) -> dict[str, str]:
    """What of a policy has no size, with why, by language."""
    return {
        language: ", ".join(
            f"{' '.join(filter(None, (name, about)))} ({unsized()[name][language]})" for name, about in found.kept
        )
        for language in LANGUAGES
    }


@dataclass(frozen=True)
class Sized:
    """A policy at a size (None: the baseline, which has none), what it takes more, and the runs that say so."""

    policy: Policy
    scenario: Any
    size: float | None
    money: Additional
    runs: xr.Dataset

    def told(self) -> dict[str, Any]:
        """The record of it."""
        first, last = self.policy.window.text
        is_baseline = self.size is None
        limits = () if is_baseline else at_their_limits(self.policy.scenario, self.policy.baseline, self.size or 1.0)
        return {
            "policy": self.policy.scenario.name,
            "title": self.scenario.title,
            "factor": self.size,
            "from": None if is_baseline else first,
            "to": None if is_baseline else last,
            "additional_mdkk": self.money.public,
            "programme_mdkk": self.money.programme,
            "kept": [" ".join(filter(None, each)) for each in self.policy.extent.kept],
            "at_limit": list(limits),
        }


@dataclass(frozen=True)
class Sample:
    """Runs that money is measured in.

    Args:
        baseline: current policy, in the population of the policies.
        draws: parameters (dim ``draw``, with ``luck``).
        replicates: runs for each draw.
        asking: seed, level, workers.
    """

    baseline: Any
    draws: xr.Dataset
    replicates: int
    asking: Asking

    @property
    def few(self) -> "Sample":
        """A part of the runs, for searching: its money is only near that of the whole."""
        draws = self.draws.isel(draw=slice(settings.count("equal_cost_draws")))
        # So many small ensembles are no news; what is told is how far the runs in all draws are.
        return replace(self, draws=draws, replicates=1, asking=replace(self.asking, report=silent))

    @cached_property
    def base(self) -> xr.Dataset:
        """The runs of the baseline."""
        return self.runs(self.baseline)

    def runs(self, scenario: Any) -> xr.Dataset:
        """The runs of a scenario, with what a comparison needs of them."""
        return self.asking.runs([scenario], self.draws, self.replicates, ["freed_fte", "failed", *NEEDED])

    def at(self, policy: Policy, size: float) -> Sized:
        """A policy at a size."""
        variant = scaled(policy.scenario, policy.baseline, size)
        found, names = self.runs(variant), (variant.name, self.baseline.name)
        money = additional(found, self.base, names, self.asking.level, policy.window)
        return Sized(policy, variant, size, money, found)


def at_budget(pair: Sequence[Any], baseline: Any, budget: float, sample: Sample) -> list[Sized]:
    """Every policy of the pair at the size that takes the budget, million DKK a year more than the baseline.

    Raises:
        Refused: one has no size, which is told before any run; or none that meets the budget.
    """
    policies = [Policy(scenario, beside(scenario, baseline)) for scenario in pair]
    _refuse([policy.reason() for policy in policies])
    sample = replace(sample, baseline=policies[0].baseline)
    few = sample.few
    ends = [None if policy.is_baseline else _ends(policy, few) for policy in policies]
    _refuse([_beyond(found, budget, few) for found in ends if found is not None])
    return [
        Sized(policy, policy.scenario, None, Additional(0.0, 0.0), sample.base)
        if found is None
        else _met(_searched(found, budget, few), found[0], budget, sample)
        for policy, found in zip(policies, ends, strict=True)
    ]


def _refuse(reasons: Sequence[tuple[str, dict[str, Any]] | None]) -> None:
    if any(reasons):
        raise Refused(*[reason for reason in reasons if reason is not None])


def _ends(policy: Policy, few: Sample) -> tuple[Sized, Sized]:
    """The policy at the least and at the largest size that are tried."""
    return few.at(policy, settings.number("equal_cost_least")), few.at(policy, _largest(policy))


def _largest(policy: Policy) -> float:
    return _rounded(min(policy.extent.most, settings.number("equal_cost_most")))


def _beyond(ends: tuple[Sized, Sized], budget: float, few: Sample) -> tuple[str, dict[str, Any]] | None:
    """Why the budget lies outside what a policy can take; None where it lies inside."""
    low, high = sorted(ends, key=lambda each: each.money.public)
    if low.money.public <= budget <= high.money.public:
        return None
    policy, (smallest, largest) = ends[0].policy, (each.size for each in ends)
    limits = "limits" if largest == _rounded(policy.extent.most) else ""
    sizes = {"smallest": smallest, "largest": largest, "least": low.money.public, "most": high.money.public}
    places = {"name": policy.scenario.name, "baseline": policy.baseline.name, "budget": budget}
    return "reach", {**places, **sizes, "draws": few.draws.sizes["draw"], "limits": limits}


def _searched(ends: tuple[Sized, Sized], budget: float, few: Sample) -> Sized:
    """The policy at the size whose money in a few draws is the budget, between two sizes that enclose it."""
    low, high = ends
    best = min(ends, key=lambda each: abs(each.money.public - budget))
    for _ in range(settings.count("equal_cost_rounds")):
        size = _between(low, high, budget)
        # Half the tolerance leaves the other half to the difference between a few runs and all.
        if _is_near(best, budget, 0.5) or size in (low.size, high.size):
            break
        best = few.at(low.policy, size)
        rises = low.money.public < high.money.public
        low, high = (best, high) if (best.money.public < budget) == rises else (low, best)
    return best


def _between(low: Sized, high: Sized, budget: float) -> float:
    """Where a straight line between two sizes meets the budget; well inside, so that the bracket always shrinks."""
    share = (budget - low.money.public) / (high.money.public - low.money.public)
    return _rounded(low.size + np.clip(share, 0.1, 0.9) * (high.size - low.size))  # type: ignore[operator]


def _met(found: Sized, least: Sized, budget: float, sample: Sample) -> Sized:
    """The policy at the size whose money in all draws is the budget, from the size found in a few.

    Raises:
        Refused: no size that was tried is near enough.
    """
    tried = [sample.at(found.policy, found.size or 1.0)]
    before = least
    while not _is_near(tried[-1], budget) and len(tried) < settings.count("equal_cost_whole"):
        size = _aimed(before, tried[-1], budget)
        if size in [each.size for each in tried]:
            break
        before = tried[-1]
        tried.append(sample.at(found.policy, size))
    best = min(tried, key=lambda each: abs(each.money.public - budget))
    if not _is_near(best, budget):
        raise Refused(_missed(best, budget, sample))
    return best


def _aimed(one: Sized, other: Sized, budget: float) -> float:
    """Where the straight line through two sizes meets the budget, inside the sizes that are tried."""
    gap = other.money.public - one.money.public
    size = other.size if gap == 0.0 else other.size + (budget - other.money.public) * (other.size - one.size) / gap  # type: ignore[operator]
    return _rounded(float(np.clip(size, settings.number("equal_cost_least"), _largest(other.policy))))  # type: ignore[arg-type]


def _missed(best: Sized, budget: float, sample: Sample) -> tuple[str, dict[str, Any]]:
    tolerance = {language: percent for language, percent in zip(LANGUAGES, _percents(), strict=True)}
    places = {"name": best.policy.scenario.name, "baseline": best.policy.baseline.name, "budget": budget}
    found = {"money": best.money.public, "size": best.size, "tolerance": tolerance}
    return "missed", {**places, **found, "draws": sample.draws.sizes["draw"]}


def _percents() -> tuple[str, str]:
    share = f"{settings.number('equal_cost_tolerance') * 100:g}"
    return f"{share}%", f"{share} %"


def _is_near(found: Sized, budget: float, part: float = 1.0) -> bool:
    return abs(found.money.public - budget) <= part * settings.number("equal_cost_tolerance") * budget


def _rounded(size: float) -> float:
    return float(f"{size:.{FIGURES}g}")
