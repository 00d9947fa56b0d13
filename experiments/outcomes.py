"""What a forecast says about one scenario at one potentials level: the record R of the contract."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from . import ensemble, settings
from .columns import variables_told
from .errors import errors_of, errors_of_quantiles
from .records import Chance, Difference, Errors, Interval, Milestone, Number, Outcome, Reached, Spread
from .splitting import Nested, split
from .statistics import clustered, first_reached, ordered_quantile, probability, quantiles

INDEPENDENT = "independent"
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def outcome(ds: xr.Dataset, scenario: str, level: str) -> Outcome:
    """The record of one scenario at one level.

    Args:
        ds: an ensemble.
        scenario: one of its scenarios.
        level: one of its potentials levels.
    """
    target = ensemble.target_of(ds)
    paths = ensemble.headline(ds, scenario, level)
    due = paths[..., ensemble.month_number(ds, target["by"])]
    shared = ensemble.clusters(ds)
    chance = probability(due, target["fte"], shared)
    missing = shortfall(due, target["fte"])
    shares, known = split(Nested(due, ensemble.structure(ds)))
    told: Outcome = {
        "p_target": number(chance.value),
        "p_target_se": number(chance.error),
        "p_target_upper": number(chance.upper),
        "fte": {date: distribution(paths[..., ensemble.month_number(ds, date)], shared) for date in dates(ds)},
        "shortfall": mean(missing),
        "new_solution_share": new_solution_share(ds, scenario, level),
        "reached": {str(fte): reached(ds, paths, fte) for fte in settings.told_levels()},
        "vs_baseline": versus(ds, due, scenario, level),
        "uncertainty": shares,
        "errors": {"shortfall": number(clustered(missing, shared)[1])},
        "variants": variants(ds, paths, target["fte"]),
    }
    if known is not None:
        told["split"] = known
    asked = variables(ds, scenario, level)
    return {**told, "variables": asked} if asked else told


def variants(ds: xr.Dataset, paths: ensemble.Array, fte: float) -> dict[str, dict[str, Chance]]:
    """P(FTE >= target) by month; the draws as they are, every number by itself."""
    shared = ensemble.clusters(ds)
    return {date: {INDEPENDENT: chance(paths[..., ensemble.month_number(ds, date)], fte, shared)} for date in dates(ds)}


def chance(values: ensemble.Array, fte: float, clusters: NDArray[np.int64] | None = None) -> Chance:
    """P(x >= fte) as a record; values (draw, replicate), a failed run (NaN) counts nowhere."""
    found = probability(values, fte, clusters)
    return {"p": number(found.value), "se": number(found.error), "upper": number(found.upper), "draws": found.n}


def variables(ds: xr.Dataset, scenario: str, level: str) -> dict[str, dict[str, Spread]]:
    """The distributions, by month, of the variables that ``columns.csv`` asks for; older results may lack some."""
    return {
        name: {date: distribution(at_date(ds, name, scenario, level, date)) for date in dates(ds)}
        for name in variables_told()
        if name in ds
    }


def at_date(ds: xr.Dataset, name: str, scenario: str, level: str, date: str) -> ensemble.Array:
    """A variable by month, or by year, at a date, (draw, replicate)."""
    values = ensemble.runs(ds, name, scenario, level)
    if "year" in ds[name].dims:
        return values[..., ensemble.years(ds).index(int(date[:4]))]
    return values[..., ensemble.month_number(ds, date)]


def number(value: float) -> Number:
    """A float for JSON; None for what is not known (NaN) or never (inf)."""
    return float(value) if np.isfinite(value) else None


def dates(ds: xr.Dataset) -> list[str]:
    """The months whose distribution is told: the fixed two and the target's own, inside the horizon."""
    return [date for date in asked_dates(ensemble.target_of(ds)["by"]) if date in ensemble.months(ds)]


def asked_dates(by: str) -> list[str]:
    """The fixed dates and the target's own."""
    return sorted({*settings.told_dates(), by})


def distribution(values: ensemble.Array, clusters: NDArray[np.int64] | None = None) -> Spread:
    """Quantiles and mean over draws and replicates with their errors; values (draw, replicate) in FTE.

    ``clusters`` (draw,) joins draws that share their luck.
    """
    p05, p25, p50, p75, p95 = map(number, quantiles(values, list(SHARES)))
    errors = quantile_errors(values, SHARES, clusters)
    return {"p05": p05, "p25": p25, "p50": p50, "p75": p75, "p95": p95, "mean": mean(values), "errors": errors}


def interval(values: ensemble.Array, clusters: NDArray[np.int64] | None = None) -> Interval:
    """Mean, 5th and 95th percentile with their errors, likewise."""
    low, high = map(number, quantiles(values, [0.05, 0.95]))
    return {"mean": mean(values), "p05": low, "p95": high, "errors": quantile_errors(values, (0.05, 0.95), clusters)}


def quantile_errors(
    values: ensemble.Array, shares: tuple[float, ...], clusters: NDArray[np.int64] | None = None
) -> Errors:
    """Standard errors of quantiles, ``p05`` and so on, and of the ``mean``."""
    return {**errors_of_quantiles(values, shares, clusters), "mean": number(clustered(values, clusters)[1])}


def mean(values: ensemble.Array) -> Number:
    """Mean over draws of the mean of their replicates; values (draw, replicate)."""
    return number(clustered(values)[0])


def shortfall(due: ensemble.Array, target: float) -> ensemble.Array:
    """What is missing to the target in each run, 0 where it is met; a failed run stays NaN."""
    return np.where(np.isfinite(due), np.maximum(0.0, target - due), np.nan)


def reached(ds: xr.Dataset, paths: ensemble.Array, fte: float) -> Reached:
    """Months of first reaching ``fte``: quantiles among all runs, null where that share never does by the horizon."""
    first = first_reached(paths, fte)
    months = ensemble.months(ds)
    found = _when(first)
    p10, p50, p90 = (months[int(month)] if np.isfinite(month) else None for month in found)
    never = np.where(np.isnan(first), np.nan, np.isinf(first))
    mean_never, error, _ = clustered(never, ensemble.clusters(ds))
    errors = errors_of(first, ("p10", "p50", "p90"), _when, ensemble.clusters(ds))
    told = {"p10": p10, "p50": p50, "p90": p90, "not_by_horizon": number(mean_never)}
    return {**told, "errors": {**errors, "not_by_horizon": number(error)}}


def _when(first: ensemble.Array) -> list[float]:
    return [ordered_quantile(first, share) for share in (0.1, 0.5, 0.9)]


def new_solution_share(ds: xr.Dataset, scenario: str, level: str) -> Number:
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


def versus(ds: xr.Dataset, due: ensemble.Array, scenario: str, level: str) -> Difference | None:
    """Difference to the baseline, paired by (draw, replicate); None for the baseline itself."""
    baseline = settings.word("baseline")
    if scenario == baseline or baseline not in ensemble.scenarios(ds):
        return None
    month = ensemble.month_number(ds, ensemble.target_of(ds)["by"])
    return paired(due - ensemble.headline(ds, baseline, level)[..., month], ensemble.clusters(ds))


def paired(difference: ensemble.Array, clusters: NDArray[np.int64] | None = None) -> Difference:
    """Mean, 5th and 95th percentile of paired differences (draw, replicate), the share of pairs that is better, and the
    error of each."""
    told = compared(difference)
    _, error, _ = clustered(_better(difference), clusters)
    errors = quantile_errors(difference, (0.05, 0.95), clusters)
    errors |= {"mean_difference": errors.pop("mean", None), "p_better": number(error)}
    return {**told, "errors": errors}


def compared(difference: ensemble.Array) -> Difference:
    """The same without their errors."""
    low, high = map(number, quantiles(difference, [0.05, 0.95]))
    better = number(clustered(_better(difference))[0])
    return {"mean_difference": mean(difference), "p05": low, "p95": high, "p_better": better}


def _better(difference: ensemble.Array) -> ensemble.Array:
    return np.where(np.isfinite(difference), difference > 0.0, np.nan)


def milestones(ds: xr.Dataset, scenario: str, level: str) -> dict[str, dict[str, Milestone]]:
    """P(FTE in December of a year >= 1,000, 2,500, 5,000, 10,000), by year, each with error and upper bound."""
    paths = ensemble.headline(ds, scenario, level)
    december = {year: ensemble.month_number(ds, f"{year}-12") for year in ensemble.years(ds)}
    shared = ensemble.clusters(ds)
    told: dict[str, dict[str, Milestone]] = {}
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
