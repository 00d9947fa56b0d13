"""Whether a policy keeps to the yearly budget that its file states, as runs tell."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from samspil.scenarios.documents.compose import beside

from . import settings
from .additional import COMPANY, public, window
from .ensemble import Array
from .outcomes import number
from .records import Budget
from .statistics import clustered


def budgets_of(ds: xr.Dataset, scenarios: Mapping[str, Any], level: str) -> dict[str, Budget]:
    """The policies of an ensemble that state a budget, each with the additional public money that it takes.

    ``additional_mdkk`` is None where current policy, beside which money is counted, is not among the scenarios.
    """
    stated = {name: each for name, each in scenarios.items() if each.budget is not None}
    baseline = scenarios.get(settings.word("baseline"))
    return {
        name: _kept(each, None if baseline is None else _money(ds, each, baseline, level))
        for name, each in stated.items()
    }


def budget_of_run(own: xr.Dataset, base: xr.Dataset, scenario: Any, baseline: Any) -> Budget:
    """The same of one trajectory beside current policy in the same case."""
    months = window(scenario, baseline)
    pair = (each["cost_by_payer"].expand_dims("replicate").expand_dims("draw") for each in (own, base))
    more, less = (
        paid.sel(payer=[name for name in paid["payer"].values if name != COMPANY]).sum("payer") for paid in pair
    )
    return _kept(scenario, months.mean(more.drop_vars(("draw", "replicate"), errors="ignore") - less.values))


def _money(ds: xr.Dataset, scenario: Any, baseline: Any, level: str) -> Array:
    months = window(scenario, beside(scenario, baseline))
    return months.mean(public(ds, scenario.name, level) - public(ds, baseline.name, level).values)


def _kept(scenario: Any, money: Array | None) -> Budget:
    """The record of a budget; it is exceeded where the mean is above it, by however little."""
    mean = None if money is None else number(clustered(money)[0])
    above = (
        None if money is None else number(clustered(np.where(np.isfinite(money), money > scenario.budget, np.nan))[0])
    )
    return {
        "budget_mdkk": float(scenario.budget),
        "additional_mdkk": mean,
        "above": above,
        "exceeded": None if mean is None else mean > scenario.budget,
    }
