"""Policies at equal money: a policy's size is searched until what it takes more than current policy is the budget.

Purchases follow what hosts take up, so no arithmetic gives the size: it is found by runs, in a few draws first, then in
all of those that are compared. What has no size is refused before anything is run.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import Message, figure, joined, say, written
from samspil.scenarios.documents.compose import beside

from . import settings
from .additional import Additional
from .sizes import Policy, Sample, Sized, kept

Budget = float | str
SIDES = ("a", "b")
FIGURES = 3  # of a size, so that its name is all of it
MARGIN = 0.2  # share by which an amount that is proposed lies inside the ends that a few draws tell


def at_budget(pair: Sequence[Any], baseline: Any, budget: Budget, sample: Sample) -> tuple[float, list[Sized]]:
    """Every policy of the pair at the size that takes the budget, million DKK a year more than the baseline.

    Args:
        pair: two policies.
        baseline: what the money is additional to.
        budget: an amount; or one of `SIDES`: what that policy takes as it is written, at which it then stays.
        sample: runs that money is measured in.

    Returns:
        The amount, and both policies.

    Raises:
        UserError: one has no size, which is told before any run; or none that meets the budget; or the policy that is
            to give the amount takes nothing more than the baseline.
    """
    policies = [Policy(scenario, beside(scenario, baseline)) for scenario in pair]
    side = SIDES.index(budget) if isinstance(budget, str) else None
    _refuse([policy.reason() for place, policy in enumerate(policies) if place != side])
    sample = replace(sample, baseline=policies[0].baseline)
    own = None if side is None else sample.as_written(policies[side])
    amount = float(budget) if own is None else _taken(own)
    few = sample.few
    ends = [
        None if policy.is_baseline or place == side else _ends(policy, few) for place, policy in enumerate(policies)
    ]
    _refuse([_beyond(found, amount, few) for found in ends if found is not None])
    sized = [
        Sized(policy, policy.scenario, None, Additional(0.0, 0.0), sample.base)
        if found is None
        else _met(_searched(found, amount, few), found[0], amount, sample)
        for policy, found in zip(policies, ends, strict=True)
    ]
    if side is not None and own is not None:
        sized[side] = own
    return amount, sized


def _taken(written: Sized) -> float:
    """What a policy takes as it is written.

    Raises:
        UserError: nothing.
    """
    if not written.money.public > 0.0:
        name, baseline = written.policy.scenario.name, written.policy.baseline.name
        raise UserError(say("budget-of-nothing", name=name, baseline=baseline, money=figure(written.money.public)))
    return written.money.public


def _refuse(reasons: Sequence[Message | None]) -> None:
    if any(reasons):
        raise UserError(*filter(None, reasons))


def _ends(policy: Policy, few: Sample) -> tuple[Sized, Sized]:
    """The policy at the least and at the largest size that are tried."""
    return few.at(policy, settings.number("equal_cost_least")), few.at(policy, _largest(policy))


def _largest(policy: Policy) -> float:
    return _rounded(min(policy.extent.most, settings.number("equal_cost_most")))


def _beyond(ends: tuple[Sized, Sized], budget: float, few: Sample) -> Message | None:
    """Why the budget lies outside what a policy can take; None where it lies inside."""
    low, high = sorted(ends, key=lambda each: each.money.public)
    if low.money.public <= budget <= high.money.public:
        return None
    told = _too_much(high, budget, few) if budget > high.money.public else _too_little(low, budget, few)
    inside = _inside(low.money.public, high.money.public, budget)
    return told if inside is None else joined(told, say("size-within-reach", budget=f"{inside:g}"))


def _too_much(end: Sized, budget: float, sample: Sample) -> Message:
    """That a policy cannot take the budget, and whether its levers stand at the end of their ranges by then."""
    name, baseline = end.policy.scenario.name, end.policy.baseline.name
    told = say("size-too-much", name=name, baseline=baseline, budget=figure(budget), takes=_takes(end, sample))
    at_limits = end.size == _rounded(end.policy.extent.most)
    return joined(told, say("size-at-limits")) if at_limits else told


def _too_little(end: Sized, budget: float, sample: Sample) -> Message:
    """That a policy takes more than the budget at the least size, and what of it has no size."""
    name, baseline = end.policy.scenario.name, end.policy.baseline.name
    told = say("size-too-little", name=name, baseline=baseline, budget=figure(budget), takes=_takes(end, sample))
    return joined(told, say("size-and-kept", kept=kept(end.policy.extent))) if end.policy.extent.kept else told


def _takes(found: Sized, sample: Sample) -> Message:
    size, money = figure(found.size or 0.0), figure(found.money.public)
    return say("size-takes", size=size, money=money, draws=sample.draws.sizes["draw"])


def _inside(least: float, most: float, budget: float) -> float | None:
    """The round amount nearest to a budget that a policy can take, well inside both ends: all draws take another than a
    few. None where it can take nothing."""
    end = most * (1.0 - MARGIN) if budget > most else max(least, 0.0) * (1.0 + MARGIN) + 1.0
    if end <= 0.0:
        return None
    unit = 10.0 ** (math.floor(math.log10(end)) - 1)
    rounded = unit * (math.floor(end / unit) if budget > most else math.ceil(end / unit))
    return rounded if max(least, 0.0) < rounded < most else None


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
        UserError: no size that was tried is near enough.
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
        raise UserError(_missed(best, budget, sample))
    return best


def _aimed(one: Sized, other: Sized, budget: float) -> float:
    """Where the straight line through two sizes meets the budget, inside the sizes that are tried."""
    gap = other.money.public - one.money.public
    size = other.size if gap == 0.0 else other.size + (budget - other.money.public) * (other.size - one.size) / gap  # type: ignore[operator]
    return _rounded(float(np.clip(size, settings.number("equal_cost_least"), _largest(other.policy))))  # type: ignore[arg-type]


def _missed(best: Sized, budget: float, sample: Sample) -> Message:
    if best.size == _largest(best.policy) and best.money.public < budget:
        return _too_much(best, budget, sample)
    share = f"{settings.number('equal_cost_tolerance') * 100:g}"
    return say(
        "size-missed",
        name=best.policy.scenario.name,
        baseline=best.policy.baseline.name,
        budget=figure(budget),
        tolerance=written(en=f"{share}%", da=f"{share} pct."),
        takes=_takes(best, sample),
    )


def _is_near(found: Sized, budget: float, part: float = 1.0) -> bool:
    return abs(found.money.public - budget) <= part * settings.number("equal_cost_tolerance") * budget


def _rounded(size: float) -> float:
    return float(f"{size:.{FIGURES}g}")
