"""The certificate of a plan: what it gives under luck that had no part in finding it, with all that a rerun needs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from samspil.runs.asked import draws_digest
from samspil.runs.provenance import code, commit

from .. import settings
from ..comparison import difference, normal_half_width
from ..ensemble import Array
from ..money import price
from ..outcomes import number
from ..ranking import first_shares
from ..statistics import draw_means, probability
from .scores import Trial, worst
from .search import Limits

DECIMALS = 6  # of the numbers that the digest covers: bits differ between platforms, these do not


def certificate(trial: Trial, winner: Any, found: xr.Dataset, limits: Limits) -> dict[str, Any]:
    """The numbers of a plan in fresh runs, and what decides them.

    Args:
        trial: fresh draws under a fresh seed, beside current policy.
        winner: the plan.
        found: runs of the plan, and of whatever else was run in those draws.
        limits: the budget, and the measure that it holds.
    """
    own, base = found.sel(scenario=winner.name), trial.base
    money, years = trial.money(own, winner), trial.years(own)
    dates = [str(date) for date in own["date"].values]
    fte = {date: difference(base["fte"].sel(date=date).values, own["fte"].sel(date=date).values) for date in dates}
    return {
        "seed": trial.asking.seed,
        "draws": int(trial.draws.sizes["draw"]),
        "replicates": 1,
        "potentials": trial.asking.level,
        "policy_digest": winner.digest,
        "draws_digest": draws_digest(trial.draws),
        "numbers_digest": numbers_digest(own),
        **code(),
        "commit": commit(),
        "fte": fte,
        "fte_level": {date: _means(own, base, date) for date in dates},
        "fte_years": difference(np.zeros_like(years), years),
        "worst_decile": number(worst(years)),
        "levels": {date: _levels(own, base, date) for date in dates},
        "additional_mdkk": difference(np.zeros_like(money), money),
        "dearest_year": dearest(trial, own),
        "over_budget": over(trial.held(own, winner, limits.money), limits.budget),
        "price": price(own["money"].values - base["money"].values, years),
        "spread": number(trial.spread(own)),
        "structure": by_structure(trial.draws, years),
        "failed": int(np.isnan(own["fte"].values).any(axis=-1).sum()),
    }


def numbers_digest(own: xr.Dataset) -> str:
    """SHA-256 of the FTE of every fresh run at the told dates, rounded."""
    rounded = np.round(own["fte"].values, DECIMALS) + 0.0
    return hashlib.sha256(np.ascontiguousarray(rounded, dtype="<f8").tobytes()).hexdigest()


def by_structure(draws: xr.Dataset, years: Array) -> dict[str, dict[str, Any]]:
    """Gain, FTE-years a year, under each choice of structure, with its error; those of too few draws are left out."""
    told = {}
    for name in (str(name) for name in draws.data_vars if str(name).startswith("structure.")):
        chosen = draws[name].values
        groups = {f"{value:g}": years[chosen == value] for value in np.unique(chosen)}
        few = settings.count("plan_few")
        told[name] = {
            value: difference(np.zeros_like(each), each) for value, each in groups.items() if len(each) >= few
        }
    return {name: groups for name, groups in told.items() if groups}


def regret(trial: Trial, winner: Any, others: Sequence[Any], found: xr.Dataset) -> dict[str, Any]:
    """What the plan gives less than each runner-up in the fresh runs, FTE-years a year, and how often each is first.

    The largest mean is the regret: what would have been won by choosing otherwise, 0 where nothing would. ``best`` is
    that runner-up's gap uncut, its interval wide enough to hold for all of them (Bonferroni): the largest of several
    noisy means looks larger than it is.
    """
    years = {each.name: trial.years(found.sel(scenario=each.name)) for each in (winner, *others)}
    gaps = {each.name: difference(years[winner.name], years[each.name]) for each in others}
    first = first_shares([draw_means(values) for values in years.values()])
    means = [gap["mean_difference"] or 0.0 for gap in gaps.values()]
    return {
        "fte_years": max([0.0, *means]),
        "best": largest(gaps),
        "runners_up": {
            name: {**gap, "additional_mdkk": _money(trial, each, found)}
            for (name, gap), each in zip(gaps.items(), others, strict=True)
        },
        "first": dict(zip(years, map(number, first), strict=True)),
    }


def over(money: Array, budget: float) -> float | None:
    """Share of draws (draw,) whose money is above the budget; failed ones count nowhere."""
    known = money[np.isfinite(money)]
    return number(float((known > budget).mean())) if known.size else None


def largest(gaps: Mapping[str, Any]) -> dict[str, Any] | None:
    """The gap with the largest mean, with an interval that holds for all gaps at once; None where there is none."""
    known = {name: gap for name, gap in gaps.items() if gap["mean_difference"] is not None and gap["se"] is not None}
    if not known:
        return None
    name = max(known, key=lambda each: known[each]["mean_difference"])
    mean = known[name]["mean_difference"]
    half = normal_half_width(len(known)) * known[name]["se"]
    return {"name": name, "mean_difference": mean, "low": mean - half, "high": mean + half}


def waiting(trial: Trial, winner: Any, late: Any, found: xr.Dataset, years: int) -> Any:
    """FTE-years that are lost over so many years when the plan starts later."""
    own, other = (trial.years(found.sel(scenario=each.name)) * years for each in (winner, late))
    return difference(other, own)


def dearest(trial: Trial, own: xr.Dataset) -> dict[str, Any]:
    """The year in which the plan takes most public money beside current policy, and how much, million DKK."""
    each = trial.yearly(own)
    return {"year": int(own["year"].values[int(np.argmax(each))]), "mdkk": number(float(each.max()))}


def _money(trial: Trial, scenario: Any, found: xr.Dataset) -> float | None:
    return number(float(np.nanmean(trial.money(found.sel(scenario=scenario.name), scenario))))


def _means(own: xr.Dataset, base: xr.Dataset, date: str) -> dict[str, float | None]:
    return {
        name: number(float(np.nanmean(each["fte"].sel(date=date).values)))
        for name, each in (("plan", own), ("baseline", base))
    }


def _levels(own: xr.Dataset, base: xr.Dataset, date: str) -> dict[str, dict[str, Any]]:
    """The chance of each told level, with the plan and without it."""
    told = {}
    for level in settings.told_levels():
        with_plan, without = (probability(each["fte"].sel(date=date).values, level) for each in (own, base))
        told[str(level)] = {
            "p": number(with_plan.value),
            "se": number(with_plan.error),
            "upper": number(with_plan.upper),
            "baseline": number(without.value),
            "baseline_upper": number(without.upper),
        }
    return told
