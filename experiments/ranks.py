"""Every policy beside current policy under common luck: FTE, money, price, who decides, what is not told from zero."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.fitted import draws_of
from samspil.scenarios import library, load
from samspil.scenarios.documents.compose import beside

from . import settings
from .additional import window
from .asking import Asking
from .comparison import difference
from .judging import additional_of, measured
from .marginal import ENDS
from .money import price
from .parts import labelled, part
from .statistics import by_chance, clustered, holm, holm_of
from .written import identity

ORDERS = ("fte", "later", "price", "money")
GAP = ("mean_difference", "se", "low", "high")


def rank(
    policies: Sequence[Any] | None = None,
    draws: int | xr.Dataset | None = None,
    replicates: int = 1,
    asking: Asking | None = None,
    order: str = "fte",
    baseline: Any = None,
) -> xr.Dataset:
    """Policies by what they free more than current policy, each under the same draws and the same luck.

    Args:
        policies: Scenarios, names or files; every policy of the library if none are given.
        draws: number of draws, or a Dataset of parameters; as many as a forecast has if not given.
        replicates: runs for each draw.
        asking: seed, level, workers.
        order: ``fte`` (at the target's date), ``later`` (the last told date), ``price``, or ``money``, least first.
        baseline: what all are held against; current policy if not given.

    Returns:
        Dims ``policy``, ``date``, ``gap`` (``mean_difference``, ``se``, ``low``, ``high``: the 90 % interval of the
        mean). ``fte`` (policy, date, gap) is FTE more than current policy, ``fte_ends`` (policy, date, end) between
        what nine draws in ten of it lie, ``told`` (policy, date) whether they
        are told from zero, by ``chance`` (policy, date), all that are looked at considered. ``additional_mdkk``
        (policy, gap) is public money more a year in the policy's first four years; ``fte_years`` and
        ``money_mdkk`` (policy, gap) FTE-years and money of all payers more a year from 2027 on, ``years_told``
        (policy) whether those years are told. ``price`` (policy) is DKK for each FTE-year, NaN where the mean
        of the years lies less than twice its error above 0 or the money is not told to be more than none; the
        attribute ``wage_dkk`` a year's wage beside it. ``title_en``, ``title_da``, ``changes`` (JSON: how far
        each lever goes), ``decided_by``, ``decider`` (who can decide all of it; empty: nobody alone),
        ``starts`` and ``budget_mdkk`` (what its file states) are of a policy, ``baseline_fte`` (date) is what
        current policy frees. The order is a part of the answer.

    Raises:
        UserError: a policy is given twice, has another target, or the order is none.

    Example:
        >>> found = rank(["use-what-we-have"], 4, asking=Asking(workers=1))
        >>> gained = found["fte"].sel(policy="use-what-we-have", date="2035-12", gap="mean_difference")
    """
    asked = asking or Asking()
    if order not in ORDERS:
        raise UserError(say("order-unknown", order=order, orders=", ".join(ORDERS)))
    chosen, baseline = chosen_of(policies, baseline)
    drawn = draws_of(settings.count("draws") if draws is None else draws, asked.seed)
    found = measured(asked, [baseline, *chosen], drawn, replicates)
    rows = [_row(found, scenario, baseline) for scenario in chosen]
    parts = [part(each.name, each.title, each, baseline) for each in chosen]
    ranked = _looked_at(xr.concat(rows, "policy")).merge(labelled(parts, "policy"))
    is_told = holm(ranked["years_chance"].values) <= settings.number("told_noise")
    ranked = ranked.drop_vars("years_chance").assign(years_told=("policy", is_told))
    ranked = ranked.assign(baseline_fte=("date", _means(found, baseline.name), {"units": "FTE"}))
    told = {
        "baseline": baseline.name,
        "potentials": asked.level,
        "seed": asked.seed,
        "draws": int(drawn.sizes["draw"]),
        "replicates": replicates,
        "by": baseline.target.record()["by"],
        "order": order,
        "failed": int(np.isnan(found["fte"].values).any(axis=-1).sum()),
        **identity("rank", baseline.target),
    }
    return ranked.assign_attrs(told).isel(policy=_places(ranked, order, told["by"]))


def chosen_of(policies: Sequence[Any] | None, baseline: Any = None) -> tuple[list[Any], Any]:
    """The policies, resolved, and the baseline in their population and under their target.

    Raises:
        UserError: one is given twice, or they have different targets.
    """
    baseline = load(settings.word("baseline")) if baseline is None else baseline
    given = list(library()) if policies is None else list(policies)
    found = [load(each) if not hasattr(each, "digest") else each for each in given]
    if not found:
        raise UserError(say("no-policies"))
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            raise UserError(say("compare-is-given-twice", name=name))
    for each in found[1:]:
        if each.target != found[0].target:
            raise UserError(say("compare-different-targets", name=found[0].name, other=each.name))
    held = replace(beside(found[0], baseline), target=found[0].target, targets=found[0].targets)
    found = [each for each in found if each.name != held.name]
    if not found:
        raise UserError(say("no-policies"))
    return found, held


def expected_runs(policies: int, draws: int, replicates: int) -> int:
    """Runs of a ranking of so many policies, current policy beside them."""
    return (policies + 1) * draws * replicates


def _row(found: xr.Dataset, scenario: Any, baseline: Any) -> xr.Dataset:
    own, base = (found.sel(scenario=each.name) for each in (scenario, baseline))
    dates = [str(date) for date in found["date"].values]
    gained = [own["fte"].sel(date=date).values - base["fte"].sel(date=date).values for date in dates]
    fte = [difference(np.zeros_like(more), more) for more in gained]
    spent = difference(base["money"].values, own["money"].values)
    more = additional_of(own, base, window(scenario, baseline))
    additional = difference(np.zeros_like(more), more)
    years = difference(base["fte_years"].values, own["fte_years"].values)
    each = price(own["money"].values - base["money"].values, own["fte_years"].values - base["fte_years"].values)
    is_price = each is not None and (spent["low"] or 0.0) > 0.0
    return xr.Dataset(
        {
            "fte": (("date", "gap"), [_gap(gap) for gap in fte], {"units": "FTE"}),
            "fte_ends": (("date", "end"), [_ends(gap) for gap in fte], {"units": "FTE"}),
            "additional_mdkk": ("gap", _gap(additional), {"units": "million DKK a year"}),
            "money_mdkk": ("gap", _gap(spent), {"units": "million DKK a year"}),
            "fte_years": ("gap", _gap(years), {"units": "FTE-years a year"}),
            "years_chance": ((), by_chance(own["fte_years"].values - base["fte_years"].values)),
            "price": ((), each if is_price else np.nan, {"units": "DKK for each FTE-year"}),
            "chance": (
                "date",
                [by_chance(more) for more in gained],
                {"long_name": "Probability of such a gain by chance"},
            ),
            "budget_mdkk": ((), np.nan if scenario.budget is None else scenario.budget),
        },
        {"policy": scenario.name, "date": dates, "gap": list(GAP), "end": list(ENDS)},
    )


def _gap(gap: Any) -> list[float]:
    return [np.nan if gap[name] is None else gap[name] for name in GAP]


def _ends(gap: Any) -> list[float]:
    return [np.nan if gap[name] is None else gap[name] for name in ENDS]


def _looked_at(ranked: xr.Dataset) -> xr.Dataset:
    """With ``chance`` corrected for all policies and dates that are looked at, and what is told by it."""
    chance, most = ranked["chance"].copy(data=holm_of(ranked["chance"].values)), settings.number("told_noise")
    return ranked.assign(chance=chance, told=chance <= most)


def _means(found: xr.Dataset, name: str) -> list[float]:
    fte = found["fte"].sel(scenario=name)
    return [clustered(fte.sel(date=date).values)[0] for date in found["date"].values]


def _places(ranked: xr.Dataset, order: str, by: str) -> np.ndarray:
    """Places of the policies, best first; what has no price comes last."""
    fte = ranked["fte"].sel(gap="mean_difference")
    keys = {
        "fte": -fte.sel(date=by),
        "later": -fte.isel(date=-1),
        "price": ranked["price"],
        "money": ranked["additional_mdkk"].sel(gap="mean_difference"),
    }
    return np.argsort(np.nan_to_num(keys[order].values, nan=np.inf), kind="stable")
