"""What the decisions of a plan that matter most for the money give together: what each gives beside the rest does not
add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from .. import settings
from ..choosing import decisions
from ..comparison import difference
from ..money import price
from .moves import Move, portfolio
from .scores import Trial


def together(found: xr.Dataset, adds: Mapping[str, float], possible: Sequence[Move], fresh: Trial) -> dict[str, Any]:
    """The few decisions of a plan run alone, beside current policy, in the plan's fresh runs.

    Args:
        found: the plan, its levers with what each gives.
        adds: what the plan adds to current policy, by lever.
        possible: the levers that it chose among.
        fresh: the fresh draws.

    Returns:
        The levers; FTE more by date, FTE-years and money of all payers (million DKK) more a year, each as a paired
        difference, and the price of an FTE-year; nothing where the plan has no decision.
    """
    levers = [each.id for each in decisions(plan=found, most=settings.count("decisions_told"))]
    if not levers:
        return {}
    scenario = portfolio({lever: adds[lever] for lever in levers}, possible, fresh.baseline)
    own, base = fresh.runs([scenario]).isel(scenario=0), fresh.base
    years, money = fresh.years(own), own["money"].values - base["money"].values
    dates = [str(date) for date in own["date"].values]
    gains = {date: own["fte"].sel(date=date).values - base["fte"].sel(date=date).values for date in dates}
    return {
        "levers": levers,
        "fte": {date: _more(gain) for date, gain in gains.items()},
        "fte_years": _more(years),
        "money_mdkk": _more(money),
        "price": price(money, years),
    }


def _more(values: np.ndarray) -> Any:
    return difference(np.zeros_like(values), values)
