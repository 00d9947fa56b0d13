"""Money and what it buys: yearly cost of a scenario, who pays, DKK per sustained FTE-year beside the baseline.

There is one notion of cost: what is paid by the year as it is paid, what is paid once as an annuity over its life.
"""

import numpy as np
import xarray as xr

from samspil.model.parameters import registry

from . import ensemble, settings
from .outcomes import at_date, mean, number
from .records import Money, Number
from .statistics import clustered

DKK_PER_MDKK = 1e6


def wage() -> float:
    """A year's wage of an FTE, DKK: what stands beside the price of an FTE-year."""
    return registry()["cost.fte_value"].default * DKK_PER_MDKK


def yearly(ds: xr.Dataset, scenario: str, level: str, part: str | None = None) -> ensemble.Array:
    """Mean yearly cost of every run from the first policy year on, million DKK, (draw, replicate).

    All four parts (programme, purchase, implementation, running) together, or the one named.
    """
    spent = ensemble.member(ds["cost_mdkk"], scenario, level)
    return _over_years(spent.sum("part", skipna=False) if part is None else spent.sel(part=part))


def _over_years(values: xr.DataArray) -> ensemble.Array:
    """Mean of the policy years of every run, (draw, replicate)."""
    mean_year = values.sel(year=_policy_years(values)).mean("year", skipna=False)
    return np.asarray(mean_year.transpose("draw", "replicate").values, dtype=np.float64)


def money(ds: xr.Dataset, scenario: str, level: str) -> Money:
    """Mean yearly money of a scenario: cost in all, by part and by payer; what is paid for purchases, by how they come
    about; and the share of adoptions that cost more to run than they free, at the target's date (all million DKK but
    the last)."""
    bought = _by(ds, "purchases_mdkk", "regime", scenario, level)
    bought.pop("start", None)  # what was in use at the start was bought before
    return {
        "total": cost_mdkk(ds, scenario, level),
        "programme": mean(yearly(ds, scenario, level, "programme")),
        "purchase": mean(yearly(ds, scenario, level, "purchase")),
        "implementation": mean(yearly(ds, scenario, level, "implementation")),
        "running": mean(yearly(ds, scenario, level, "running")),
        "by_payer": _by(ds, "cost_by_payer", "payer", scenario, level),
        "bought": bought,
        "costly_share": _costly(ds, scenario, level),
    }


def _by(ds: xr.Dataset, name: str, dim: str, scenario: str, level: str) -> dict[str, Number]:
    """Mean yearly money by the labels of a dim; nothing where the results hold no such variable."""
    if name not in ds:
        return {}
    values = ensemble.member(ds[name], scenario, level)
    return {str(label): mean(_over_years(values.sel({dim: label}))) for label in values[dim].values}


def _costly(ds: xr.Dataset, scenario: str, level: str) -> Number:
    if "costly_share" not in ds:
        return None
    by = f"{ensemble.target_of(ds)['by'][:4]}-12"
    return mean(at_date(ds, "costly_share", scenario, level, by))


def _policy_years(ds: xr.Dataset | xr.DataArray) -> list[int]:
    years = [int(year) for year in ds["year"].values]
    return [year for year in years if year >= settings.count("policy_year")] or years[-1:]


def fte_years(ds: xr.Dataset, scenario: str, level: str) -> ensemble.Array:
    """Mean headline FTE of every run from the first policy year on (FTE-years a year), (draw, replicate)."""
    first = str(_policy_years(ds)[0])
    later = [number for number, month in enumerate(ensemble.months(ds)) if month >= first]
    return ensemble.runs(ds, "freed_fte", scenario, level)[..., later].mean(axis=-1)


def cost_mdkk(ds: xr.Dataset, scenario: str, level: str) -> Number:
    """Mean yearly cost of a scenario, all parts, million DKK."""
    return mean(yearly(ds, scenario, level))


def cost_per_fte(ds: xr.Dataset, scenario: str, level: str) -> Number:
    """DKK for each sustained FTE-year more than the baseline gives; None where that is not meaningful.

    It is not where the mean difference over the policy years, which the money is set against, lies less than twice its
    error above 0; nor for the baseline itself. One date says nothing of it: what is won later than the target's date
    is won all the same. Nor does the spread of single runs: both the money and the years are means.
    """
    baseline = settings.word("baseline")
    if scenario == baseline or baseline not in ensemble.scenarios(ds):
        return None
    gained = fte_years(ds, scenario, level) - fte_years(ds, baseline, level)
    return price(yearly(ds, scenario, level) - yearly(ds, baseline, level), gained)


def price(spent: ensemble.Array, gained: ensemble.Array) -> Number:
    """DKK for each FTE-year of what is spent (million DKK) and gained a year by run (draw, replicate); None where the
    mean gain lies less than twice its error above 0."""
    gain, error, _ = clustered(gained)
    if not gain > settings.number("moved_errors") * error:
        return None
    return number(clustered(spent)[0] * DKK_PER_MDKK / gain)
