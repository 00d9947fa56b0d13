"""What a forecast says about one scenario at one potentials level: the record R of the contract."""

from typing import Any

import numpy as np
import xarray as xr

from . import ensemble, settings
from .statistics import clustered, first_reached, ordered_quantile, probability, quantiles, variance_shares

SHARES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def outcome(ds: xr.Dataset, scenario: str, level: str) -> dict[str, Any]:
    """The record of one scenario at one level.

    Args:
        ds: an ensemble.
        scenario: one of its scenarios.
        level: one of its potentials levels.
    """
    target = ensemble.target_of(ds)
    paths = ensemble.headline(ds, scenario, level)
    due = paths[..., ensemble.month_number(ds, target["by"])]
    chance = probability(due, target["fte"], ensemble.clusters(ds))
    return {
        "p_target": number(chance.value),
        "p_target_se": number(chance.error),
        "p_target_upper": number(chance.upper),
        "fte": {date: distribution(paths[..., ensemble.month_number(ds, date)]) for date in dates(ds)},
        "shortfall": number(clustered(shortfall(due, target["fte"]))[0]),
        "new_solution_share": new_solution_share(ds, scenario, level),
        "reached": {str(fte): reached(ds, paths, fte) for fte in settings.told_levels()},
        "vs_baseline": versus(ds, due, scenario, level),
        "uncertainty": variance_shares(due, ensemble.structure(ds)),
    }


def number(value: float) -> float | None:
    """A float for JSON; None for what is not known (NaN) or never (inf)."""
    return float(value) if np.isfinite(value) else None


def dates(ds: xr.Dataset) -> list[str]:
    """The months whose distribution is told: the fixed two and the target's own, inside the horizon."""
    return [date for date in asked_dates(ensemble.target_of(ds)["by"]) if date in ensemble.months(ds)]


def asked_dates(by: str) -> list[str]:
    """The fixed dates and the target's own."""
    return sorted({*settings.told_dates(), by})


def distribution(values: ensemble.Array) -> dict[str, float | None]:
    """Quantiles and mean over draws and replicates; values (draw, replicate) in FTE."""
    points = dict(zip(SHARES, quantiles(values, list(SHARES.values())), strict=True))
    return {name: number(value) for name, value in {**points, "mean": clustered(values)[0]}.items()}


def shortfall(due: ensemble.Array, target: float) -> ensemble.Array:
    """What is missing to the target in each run, 0 where it is met; a failed run stays NaN."""
    return np.where(np.isfinite(due), np.maximum(0.0, target - due), np.nan)


def reached(ds: xr.Dataset, paths: ensemble.Array, fte: float) -> dict[str, Any]:
    """Months of first reaching ``fte``: quantiles among all runs, null where that share never does by the horizon."""
    first = first_reached(paths, fte)
    months = ensemble.months(ds)
    named: dict[str, Any] = {}
    for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        month = ordered_quantile(first, share)
        named[name] = months[int(month)] if np.isfinite(month) else None
    never = np.where(np.isnan(first), np.nan, np.isinf(first))
    return {**named, "not_by_horizon": number(clustered(never)[0])}


def new_solution_share(ds: xr.Dataset, scenario: str, level: str) -> float | None:
    """Share of mean headline FTE from solutions outside the catalogue, in December of the target's year; None if all
    is 0."""
    year = int(ensemble.target_of(ds)["by"][:4])
    parts = ensemble.member(ds["freed_fte_by_origin"].sel(year=year), scenario, level)
    means = {str(origin): clustered(_by_draw(parts.sel(origin=origin)))[0] for origin in parts["origin"].values}
    total = sum(means.values())
    if not np.isfinite(total) or total <= 0.0:
        return None
    return float((total - means["catalogue"]) / total)


def _by_draw(data: xr.DataArray) -> ensemble.Array:
    return np.asarray(data.transpose("draw", "replicate").values, dtype=np.float64)


def versus(ds: xr.Dataset, due: ensemble.Array, scenario: str, level: str) -> dict[str, float | None] | None:
    """Difference to the baseline, paired by (draw, replicate); None for the baseline itself."""
    baseline = settings.word("baseline")
    if scenario == baseline or baseline not in ensemble.scenarios(ds):
        return None
    month = ensemble.month_number(ds, ensemble.target_of(ds)["by"])
    return paired(due - ensemble.headline(ds, baseline, level)[..., month])


def paired(difference: ensemble.Array) -> dict[str, float | None]:
    """Mean, 5th and 95th percentile of paired differences (draw, replicate), and the share of pairs that is better."""
    low, high = quantiles(difference, [0.05, 0.95])
    better = np.where(np.isfinite(difference), difference > 0.0, np.nan)
    told = {
        "mean_difference": clustered(difference)[0],
        "p05": low,
        "p95": high,
        "p_better": clustered(better)[0],
    }
    return {name: number(value) for name, value in told.items()}


def milestones(ds: xr.Dataset, scenario: str, level: str) -> dict[str, dict[str, dict[str, float | None]]]:
    """P(FTE in December of a year >= 1,000, 2,500, 5,000, 10,000), by year, each with error and upper bound."""
    paths = ensemble.headline(ds, scenario, level)
    december = {year: ensemble.month_number(ds, f"{year}-12") for year in ensemble.years(ds)}
    shared = ensemble.clusters(ds)
    told: dict[str, dict[str, dict[str, float | None]]] = {}
    for fte in settings.told_levels():
        told[str(fte)] = {}
        for year, month in december.items():
            chance = probability(paths[..., month], fte, shared)
            told[str(fte)][str(year)] = {
                "p": number(chance.value),
                "se": number(chance.error),
                "upper": number(chance.upper),
            }
    return told
