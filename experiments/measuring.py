"""What should be measured next: which numbers, were they known, would change the choice of policy or narrow the answer.

A decision is a choice among those policies of a forecast that somebody can decide, by one benefit: FTE by the target's
date, or what FTE-years are worth less what the policy costs all payers. Thought experiments and strains are no choices.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import registry
from samspil.runs.progress import Report, silent

from . import ensemble, settings
from .designs import Array
from .driving import numbers
from .money import fte_years, yearly
from .sensitivities import group_of
from .statistics import clustered, draw_means
from .summary import headline_level
from .tell import Step, nothing, steps
from .worth import corrected, dummies, evpi, evppi, expected, terms_of, worth_error, worth_range

BY = ("number", "topic")
DECISIONS = {"fte": "FTE", "money": "million DKK a year"}
MEANINGS = {
    "worth": "What knowing the numbers first is worth to the choice (EVPPI)",
    "worth_se": "Its standard error",
    "worth_low": "What it is worth at least, by twice that error",
    "worth_high": "What it is worth at most, were policies as close to each other as the draws allow",
    "worth_told": "Whether it can be told from zero",
    "worth_dummy": "Worth that numbers which do nothing stay below, 19 times in 20",
    "share": "Share of the variance of the chosen policy's benefit that goes when they are known",
    "share_told": "Whether it can be told from zero",
    "share_dummy": "Share that numbers which do nothing stay below, 19 times in 20",
    "benefit": "Mean benefit of a policy",
    "benefit_se": "Its standard error",
    "best": "Share of draws in which the policy is best",
    "perfect": "What knowing everything first, luck included, would be worth",
    "sd": "Standard deviation of the chosen policy's benefit between draws",
}


def value_of_evidence(
    ds: xr.Dataset, fte_value: float | None = None, by: str = "number", report: Report = silent
) -> xr.Dataset:
    """What knowing each number, or group of numbers, is worth to the choice among an ensemble's policies.

    Nothing is run. Vectors of numbers (``potential.*``) are one group; by ``topic`` all numbers of one part of the
    model are.

    Args:
        ds: an ensemble of two policies at least, or one opened from its folder.
        fte_value: what an FTE-year is worth, DKK; a year's wage (``cost.fte_value``) unless told.
        by: ``number`` or ``topic``.
        report: told how far the reckoning is.

    Returns:
        Dims ``decision`` (``fte``: FTE by the target's date; ``money``: FTE-years at that value less all cost, million
        DKK a year), ``group`` and ``policy``; see ``long_name``. ``chosen`` is the policy with the largest mean; the
        attribute ``left_out`` names policies that nobody decides.

    Raises:
        UserError: fewer than two policies that somebody can decide, too few draws, or another ``by``.

    Example:
        >>> ds = run_ensemble(["current-policy", "full-portfolio"], draws=40, replicates=1)
        >>> value_of_evidence(ds, by="topic")["worth"].dims
        ('decision', 'group')
    """
    held = ensemble.scenarios(ds)
    policies = [name for name in held if is_decided(name)]
    if len(policies) < 2:
        raise UserError(say("one-policy-is-no-choice"))
    if by not in BY:
        raise UserError(say("evidence-by-unknown", by=by, allowed=", ".join(BY)))
    level = headline_level(ensemble.levels(ds))
    price = registry()["cost.fte_value"].default if fte_value is None else fte_value / 1e6
    benefits = benefits_of(ds, policies, level, price)
    whole = np.all([np.isfinite(each).all(axis=1) for each in benefits.values()], axis=0)
    values, names = numbers(ds)
    groups = grouped(values[whole], names, by)
    errors = min(settings.count("worth_errors"), len(groups))
    step = steps(report, len(benefits) * (settings.count("dummy_orders") + errors))
    told = [_decision(each[whole], groups, int(ds.attrs["seed"]), step) for each in benefits.values()]
    found = _labelled(told, list(benefits), list(groups), policies)
    date = ensemble.target_of(ds)["by"]
    attrs = {"fte_value": 1e6 * price, "potentials": level, "date": date, "draws": int(whole.sum()), "by": by}
    attrs["left_out"] = " ".join(name for name in held if name not in policies)
    return found.assign_attrs(attrs)


def is_decided(policy: str) -> bool:
    """Whether anybody can decide a policy, or all parts of a composition; one that is not the library's is."""
    undecided = {row["policy"] for row in settings.table("undecided")}
    return undecided.isdisjoint(part.split(":")[0] for part in policy.split("+"))


def benefits_of(ds: xr.Dataset, policies: list[str], level: str, price: float) -> dict[str, Array]:
    """Benefit of every draw under every policy, (draw, policy), by decision; ``price`` in million DKK an FTE-year."""
    month = ensemble.month_number(ds, ensemble.target_of(ds)["by"])
    fte = [draw_means(ensemble.headline(ds, name, level)[..., month]) for name in policies]
    net = [draw_means(price * fte_years(ds, name, level) - yearly(ds, name, level)) for name in policies]
    return {"fte": np.stack(fte, axis=1), "money": np.stack(net, axis=1)}


def grouped(values: Array, names: list[str], by: str) -> dict[str, Array]:
    """Columns of numbers by what one would measure together."""
    label = group_of if by == "number" else lambda name: registry()[name].group
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(label(name), []).append(place)
    return {group: values[:, columns] for group, columns in places.items()}


def _decision(benefits: Array, groups: Mapping[str, Array], seed: int, step: Step = nothing) -> dict[str, Any]:
    """One decision: what its options give, and what knowing each group is worth to it."""
    chosen = int(np.argmax(benefits.mean(axis=0)))
    mine = benefits[:, chosen]
    terms = [terms_of(values) for values in groups.values()]
    plain = np.array([evppi(each, benefits) for each in terms])
    worth = np.array([corrected(each, benefits) for each in terms])
    share = np.array([expected(each, mine[:, None])[1][0] for each in terms])
    floor, narrow = dummies(terms, benefits, mine, seed, step)
    error, low, high = np.full((3, worth.size), np.nan)
    for place in np.argsort(-plain)[: settings.count("worth_errors")]:
        error[place] = worth_error(list(groups.values())[place], benefits, seed)
        low[place], high[place] = worth_range(terms[place], benefits, error[place])
        step()
    against = benefits - benefits[:, [chosen]]
    return {
        "worth": worth,
        "worth_se": error,
        "worth_low": low,
        "worth_high": high,
        # What does nothing is told by what shuffled draws give, which has no bias to be taken.
        "worth_told": (plain > floor) & (worth > settings.number("moved_errors") * error),
        "worth_dummy": floor,
        "share": share,
        "share_told": share > narrow,
        "share_dummy": narrow,
        "benefit": benefits.mean(axis=0),
        "benefit_se": np.array([clustered(column[:, None])[1] for column in benefits.T]),
        "best": (against == against.max(axis=1, keepdims=True)).mean(axis=0),
        "perfect": evpi(benefits),
        "sd": float(mine.std(ddof=1)),
        "chosen": chosen,
    }


def _labelled(told: list[dict[str, Any]], decisions: list[str], groups: list[str], policies: list[str]) -> xr.Dataset:
    dims = {"benefit": "policy", "benefit_se": "policy", "best": "policy"}
    dims |= dict.fromkeys(
        ("worth", "worth_se", "worth_low", "worth_high", "worth_told", "share", "share_told"), "group"
    )
    data = {}
    for name, meaning in MEANINGS.items():
        stacked = np.array([each[name] for each in told], dtype=np.float64)
        where = ("decision", dims[name]) if name in dims else ("decision",)
        data[name] = (where, stacked, {"long_name": meaning})
    data["chosen"] = ("decision", [policies[each["chosen"]] for each in told], {"long_name": "Policy with the most"})
    data["unit"] = ("decision", [DECISIONS[name] for name in decisions], {"long_name": "Unit of worth and benefit"})
    return xr.Dataset(data, {"decision": decisions, "group": groups, "policy": policies})
