"""Where the hours get lost: the staircase from potential on paper to sustained FTE, and what each loss alone costs."""

from typing import Any

import numpy as np
import xarray as xr

from . import ensemble
from .outcomes import dates, number
from .statistics import clustered, quantiles


def staircase(ds: xr.Dataset, level: str) -> dict[str, Any]:
    """``{scenario: {date: {origin class: {step: mean FTE}}}}`` at one potentials level."""
    return {name: _by_date(ds["staircase"], ds, name, level) for name in ensemble.scenarios(ds)}


def _by_date(data: xr.DataArray, ds: xr.Dataset, scenario: str, level: str) -> dict[str, Any]:
    chosen = ensemble.member(data, scenario, level)
    told: dict[str, Any] = {}
    for date in december_dates(ds):
        steps = chosen.sel(year=int(date[:4]))
        told[date] = {
            str(origin): {str(step): _mean(steps.sel(origin_class=origin, step=step)) for step in steps["step"].values}
            for origin in steps["origin_class"].values
        }
    return told


def recoverable(ds: xr.Dataset, level: str) -> dict[str, Any]:
    """``{scenario: {date: {loss: {"mean", "p05", "p95"}}}}``: sustained FTE won by removing that loss alone."""
    told: dict[str, Any] = {}
    for scenario in ensemble.scenarios(ds):
        chosen = ensemble.member(ds["recoverable"], scenario, level)
        told[scenario] = {
            date: {str(loss): _spread(chosen.sel(year=int(date[:4]), loss=loss)) for loss in chosen["loss"].values}
            for date in december_dates(ds)
        }
    return told


def december_dates(ds: xr.Dataset) -> list[str]:
    """The told dates that a yearly variable holds: those in December."""
    return [date for date in dates(ds) if date.endswith("-12")]


def _values(data: xr.DataArray) -> ensemble.Array:
    return np.asarray(data.transpose("draw", "replicate").values, dtype=np.float64)


def _mean(data: xr.DataArray) -> float | None:
    return number(clustered(_values(data))[0])


def _spread(data: xr.DataArray) -> dict[str, float | None]:
    values = _values(data)
    low, high = quantiles(values, [0.05, 0.95])
    return {"mean": number(clustered(values)[0]), "p05": number(low), "p95": number(high)}
