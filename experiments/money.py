"""Money and what it buys: yearly cost of a scenario, DKK per sustained FTE-year beside the baseline."""

import numpy as np
import xarray as xr

from . import ensemble, settings
from .outcomes import mean, number, paired
from .records import Number
from .statistics import clustered

DKK_PER_MDKK = 1e6


def yearly(ds: xr.Dataset, scenario: str, level: str, part: str | None = None) -> ensemble.Array:
    """Mean yearly money of every run from the first policy year on, million DKK, (draw, replicate).

    All four parts (programme, purchase, implementation, running) together, or the one named.
    """
    spent = ensemble.member(ds["cost_mdkk"], scenario, level).sel(year=_policy_years(ds))
    spent = spent.sum("part", skipna=False) if part is None else spent.sel(part=part)
    return np.asarray(spent.mean("year", skipna=False).transpose("draw", "replicate").values, dtype=np.float64)


def _policy_years(ds: xr.Dataset) -> list[int]:
    first = settings.count("policy_year")
    return [year for year in ensemble.years(ds) if year >= first] or ensemble.years(ds)[-1:]


def fte_years(ds: xr.Dataset, scenario: str, level: str) -> ensemble.Array:
    """Mean headline FTE of every run from the first policy year on (FTE-years a year), (draw, replicate)."""
    first = str(_policy_years(ds)[0])
    later = [number for number, month in enumerate(ensemble.months(ds)) if month >= first]
    return ensemble.runs(ds, "freed_fte", scenario, level)[..., later].mean(axis=-1)


def cost_mdkk(ds: xr.Dataset, scenario: str, level: str) -> Number:
    """Mean yearly money of a scenario, all parts, million DKK."""
    return mean(yearly(ds, scenario, level))


def cost_per_fte(ds: xr.Dataset, scenario: str, level: str) -> Number:
    """DKK for each sustained FTE-year more than the baseline gives; None where that is not meaningful.

    It is not where the 5 to 95 % interval of the paired difference, at the target's date or over the policy years,
    contains 0; nor where the scenario frees less than the baseline; nor for the baseline itself.
    """
    baseline = settings.word("baseline")
    if scenario == baseline or baseline not in ensemble.scenarios(ds):
        return None
    month = ensemble.month_number(ds, ensemble.target_of(ds)["by"])
    at_date = ensemble.headline(ds, scenario, level) - ensemble.headline(ds, baseline, level)
    gained = fte_years(ds, scenario, level) - fte_years(ds, baseline, level)
    lows = [paired(difference)["p05"] for difference in (at_date[..., month], gained)]
    if any(low is None or low <= 0.0 for low in lows):
        return None
    spent = yearly(ds, scenario, level) - yearly(ds, baseline, level)
    return number(clustered(spent)[0] * DKK_PER_MDKK / clustered(gained)[0])
