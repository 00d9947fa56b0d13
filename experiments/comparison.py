"""Two policies beside each other: paired differences with intervals, and at equal additional public money."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import xarray as xr
from scipy.stats import t

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import near_hint
from samspil.runs.asked import Asked
from samspil.runs.fitted import draws_of
from samspil.scenarios import load
from samspil.scenarios.documents.known import regions

from . import ensemble, settings
from .asking import Asking, joined
from .breakdown import MUNICIPAL, REGIONAL, SECTORS, values_by
from .budget import SIDES, Budget, at_budget
from .kept import question
from .money import yearly
from .outcomes import dates, number, paired
from .ranking import first_shares
from .records import Gap
from .regions import region_of
from .sizes import Sample
from .statistics import clustered, draw_means

# Of the answer: one of another form, kept in a folder, is of another question.
FORM = "compare/2"


def compare(
    a: Any,
    b: Any,
    draws: int | xr.Dataset,
    replicates: int,
    asking: Asking,
    equal_cost: Budget | None = None,
    baseline: Any = None,
    region: str = "",
) -> dict[str, Any]:
    """How policy ``b`` differs from policy ``a``, run by run under common random numbers.

    Args:
        a: a Scenario, its name, or a file.
        b: another.
        draws: number of draws, or a Dataset of parameters.
        replicates: runs for each draw.
        asking: seed, level, workers.
        equal_cost: million DKK a year that each is to take more than the baseline in public money, mean of its first
            four years; both are scaled to it first. The baseline itself takes nothing more and stays as it is. ``"a"``
            or ``"b"``: what that policy takes as it is written; the other alone is scaled.
        baseline: what the money is additional to; current policy if not given.
        region: one whose part of the headline is told beside the whole, its municipalities and hospitals apart.

    Returns:
        A mapping: ``{"a", "b", "potentials", "seed", "draws", "replicates", "target", "failed", "policies": {name:
        {"fte", "money_mdkk", "first"}}, "differences": {date: {"mean_difference", "se", "low", "high", "p05", "p95",
        "p_better"}}, "money_mdkk": {...}, "region": None or {"name", "fte", "differences", "sectors": {name: {"fte",
        "differences"}}},
        "equal_cost": None or {"budget_mdkk", "tolerance", "baseline",
        "policies": {name: {"policy", "title", "factor", "from", "to", "additional_mdkk", "programme_mdkk", "kept",
        "at_limit"}}}}``; differences are b less a, ``low`` to ``high`` the 90 % interval of the mean, ``p05`` to
        ``p95`` the spread between runs, ``first`` the share of draws in which a policy frees most. A scaled policy has
        a name that says its size, by which ``load`` knows it.

    Raises:
        UserError: the two are one, have different targets, or the budget is not a positive amount or cannot be met.

    Example:
        >>> found = compare("current-policy", "full-portfolio", 4, 1, Asking(workers=1))
        >>> low, high = (found["differences"]["2030-12"][key] for key in ("low", "high"))
    """
    pair, scaling, drawn = two(a, b), None, draws_of(draws, asking.seed)
    for policy in pair:
        region = region_named(policy, region)
    if equal_cost is None:
        ds = asking.runs(pair, drawn, replicates, ["freed_fte", REGIONAL, MUNICIPAL, "cost_mdkk", "failed"])
    else:
        pair, ds, scaling = at_equal_cost(pair, baseline, equal_cost, (drawn, replicates), asking)
    names = [scenario.name for scenario in pair]
    return {
        "a": names[0],
        "b": names[1],
        "potentials": asking.level,
        "seed": asking.seed,
        "draws": int(ds.sizes["draw"]),
        "replicates": int(ds.sizes["replicate"]),
        "target": ensemble.target_of(ds),
        "failed": ensemble.failures(ds),
        "policies": policies(ds, names, asking.level),
        "differences": {date: difference(*at_date(ds, names, asking.level, date)) for date in dates(ds)},
        "money_mdkk": difference(*(yearly(ds, name, asking.level) for name in names)),
        "region": in_region(ds, names, asking.level, region) if region else None,
        "equal_cost": scaling,
    }


def asked_of(
    pair: Sequence[Any],
    size: tuple[xr.Dataset, int],
    asking: Asking,
    equal_cost: Budget | None = None,
    baseline: Any = None,
    region: str = "",
) -> str:
    """The name of a comparison: a digest of all that decides its answer."""
    each = tuple(pair) if baseline is None else (*pair, baseline)
    region = region_named(pair[0], region)
    return question(Asked(asking.level, each, *size, asking.seed), [FORM, str(equal_cost), region])


def two(a: Any, b: Any) -> list[Any]:
    """Both scenarios, resolved; UserError when they are one or have different targets."""
    pair = [load(given) if isinstance(given, str) else given for given in (a, b)]
    if pair[0].name == pair[1].name:
        raise UserError(say("compare-is-given-twice", name=pair[0].name))
    if pair[0].target != pair[1].target:
        raise UserError(say("compare-different-targets", name=pair[0].name, other=pair[1].name))
    return pair


def region_named(policy: Any, region: str) -> str:
    """The region of a policy's population that is meant; nothing where none is asked for.

    Raises:
        UserError: it has none of that name.
    """
    known = regions(policy.population)
    region = region_of(region, known)
    if region and region not in known:
        near = near_hint(region, known)
        raise UserError(
            say("region-not-of-policy", region=region, name=policy.name, regions=", ".join(known), near=near)
        )
    return region


def in_region(ds: xr.Dataset, names: Sequence[str], level: str, region: str) -> dict[str, Any]:
    """A region's part of the headline in told Decembers: mean FTE of each policy, and paired differences; the same of
    its municipalities and of its hospitals."""
    whole, sectors = ([values_by(ds, name, level, by, region) for name in names] for by in ("region", "sector"))
    return {
        "name": region,
        **_in_decembers(ds, names, [values[region] for values in whole]),
        "sectors": {sector: _in_decembers(ds, names, [values[sector] for values in sectors]) for sector in SECTORS},
    }


def _in_decembers(ds: xr.Dataset, names: Sequence[str], parts: Sequence[ensemble.Array]) -> dict[str, Any]:
    """Mean of each policy, and paired differences, in told Decembers; parts (draw, replicate, year)."""
    at = {date: ensemble.years(ds).index(int(date[:4])) for date in dates(ds) if date.endswith("-12")}
    return {
        "fte": {
            name: {date: number(clustered(values[..., year])[0]) for date, year in at.items()}
            for name, values in zip(names, parts, strict=True)
        },
        "differences": {date: difference(*(values[..., year] for values in parts)) for date, year in at.items()},
    }


def at_equal_cost(
    pair: Sequence[Any], baseline: Any, budget: Budget, size: tuple[xr.Dataset, int], asking: Asking
) -> tuple[list[Any], xr.Dataset, dict[str, Any]]:
    """Both policies at the size that takes the budget, their runs, and what is told of how they were scaled."""
    if budget not in SIDES and not (isinstance(budget, (int, float)) and np.isfinite(budget) and budget > 0.0):
        raise UserError(say("budget-not-positive", budget=budget))
    base = load(settings.word("baseline")) if baseline is None else baseline
    base = replace(base, target=pair[0].target, targets=pair[0].targets)
    amount, found = at_budget(pair, base, budget, Sample(base, *size, asking))
    told = {each.scenario.name: each.told() for each in found}
    tolerance = settings.number("equal_cost_tolerance")
    scaling = {"budget_mdkk": amount, "tolerance": tolerance, "baseline": base.name, "policies": told}
    return [each.scenario for each in found], joined([each.runs for each in found], "scenario"), scaling


def policies(ds: xr.Dataset, names: Sequence[str], level: str) -> dict[str, Any]:
    """Mean FTE at the told dates, mean yearly money, and share of draws with most FTE at the target's date, each."""
    due = [headline_at(ds, name, level, ensemble.target_of(ds)["by"]) for name in names]
    first = first_shares([draw_means(values) for values in due])
    return {
        name: {
            "fte": {date: number(clustered(headline_at(ds, name, level, date))[0]) for date in dates(ds)},
            "money_mdkk": number(clustered(yearly(ds, name, level))[0]),
            "programme_mdkk": number(clustered(yearly(ds, name, level, "programme"))[0]),
            "first": number(share),
        }
        for name, share in zip(names, first, strict=True)
    }


def headline_at(ds: xr.Dataset, name: str, level: str, date: str) -> ensemble.Array:
    """Headline FTE at a date, (draw, replicate)."""
    return ensemble.headline(ds, name, level)[..., ensemble.month_number(ds, date)]


def at_date(ds: xr.Dataset, names: Sequence[str], level: str, date: str) -> list[ensemble.Array]:
    """Headline FTE of each at a date."""
    return [headline_at(ds, name, level, date) for name in names]


def difference(a: ensemble.Array, b: ensemble.Array) -> Gap:
    """What ``b`` has more than ``a``, paired: mean, error and 90 % interval, spread, share of pairs with more."""
    mean, error, _ = clustered(b - a)
    half = normal_half_width() * error
    return {**paired(b - a), "se": number(error), "low": number(mean - half), "high": number(mean + half)}


def normal_half_width(of: int = 1) -> float:
    """Half-width, in standard errors, of the interval in ``settings.csv`` (1.64 for 90 %), so that all of so many hold
    their numbers at once (Bonferroni)."""
    return NormalDist().inv_cdf(1.0 - (1.0 - settings.number("interval")) / (2 * of))


def student_half_width(draws: int) -> float:
    """The same where draws are few and their spread is itself uncertain (Student's t); NaN for fewer than two."""
    return float(t.ppf(0.5 + settings.number("interval") / 2, draws - 1)) if draws > 1 else float("nan")
