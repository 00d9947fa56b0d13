"""Where the hours get lost: the staircase from potential on paper to sustained FTE, and what each loss alone costs."""

import numpy as np
import xarray as xr

from . import ensemble
from .outcomes import chance, dates, interval, mean
from .records import Interval, Number, Paper

# By month, origin class and step: mean FTE.
Dated = dict[str, dict[str, dict[str, Number]]]


def staircase(ds: xr.Dataset, level: str) -> dict[str, Dated]:
    """``{scenario: {date: {origin class: {step: mean FTE}}}}`` at one potentials level."""
    return {name: _by_date(ds["staircase"], ds, name, level) for name in ensemble.scenarios(ds)}


def _by_date(data: xr.DataArray, ds: xr.Dataset, scenario: str, level: str) -> Dated:
    chosen = ensemble.member(data, scenario, level)
    told: Dated = {}
    for date in december_dates(ds):
        steps = chosen.sel(year=int(date[:4]))
        told[date] = {
            str(origin): {str(step): _mean(steps.sel(origin_class=origin, step=step)) for step in steps["step"].values}
            for origin in steps["origin_class"].values
        }
    return told


def recoverable(ds: xr.Dataset, level: str) -> dict[str, dict[str, dict[str, Interval]]]:
    """``{scenario: {date: {loss: {"mean", "p05", "p95"}}}}``: sustained FTE won by removing that loss alone."""
    told: dict[str, dict[str, dict[str, Interval]]] = {}
    for scenario in ensemble.scenarios(ds):
        chosen = ensemble.member(ds["recoverable"], scenario, level)
        told[scenario] = {
            date: {str(loss): _spread(chosen.sel(year=int(date[:4]), loss=loss)) for loss in chosen["loss"].values}
            for date in december_dates(ds)
        }
    return told


def paper(ds: xr.Dataset, level: str) -> dict[str, dict[str, Paper]]:
    """``{scenario: {date: {"mean", "p05", "p95", "reaches"}}}``: FTE that the catalogue frees on paper, every host
    using every solution in full, and the share of draws in which that is the target or more."""
    fte = ensemble.target_of(ds)["fte"]
    told: dict[str, dict[str, Paper]] = {}
    for scenario in ensemble.scenarios(ds):
        chosen = ensemble.member(ds["staircase"], scenario, level).sel(origin_class="catalogue", step="potential")
        by_date = {date: _values(chosen.sel(year=int(date[:4]))) for date in december_dates(ds)}
        told[scenario] = {
            date: {**interval(values), "reaches": chance(values, fte)["p"]} for date, values in by_date.items()
        }
    return told


def december_dates(ds: xr.Dataset) -> list[str]:
    """The told dates that a yearly variable holds: those in December."""
    return [date for date in dates(ds) if date.endswith("-12")]


def _values(data: xr.DataArray) -> ensemble.Array:
    return np.asarray(data.transpose("draw", "replicate").values, dtype=np.float64)


def _mean(data: xr.DataArray) -> Number:
    return mean(_values(data))


def _spread(data: xr.DataArray) -> Interval:
    return interval(_values(data))
