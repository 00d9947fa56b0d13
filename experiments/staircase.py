"""Where the hours get lost: the staircase from potential on paper to sustained FTE, and what each loss alone costs."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import xarray as xr

from . import ensemble
from .outcomes import chance, dates, interval, mean
from .records import Interval, Number, Paper

Told = TypeVar("Told")
# By month and step, and by month, origin class and step: mean FTE.
Steps = dict[str, dict[str, Number]]
Dated = dict[str, dict[str, dict[str, Number]]]


def staircase(ds: xr.Dataset, level: str) -> dict[str, Dated]:
    """``{scenario: {date: {origin class: {step: mean FTE}}}}`` at one potentials level."""
    return _by_date(ds, level, "staircase", _by_origin)


def lacking(ds: xr.Dataset, level: str) -> dict[str, Dated]:
    """The loss at hosts without a solution, on paper: ``{scenario: {date: {origin class: {why: mean FTE}}}}``."""
    return _by_date(ds, level, "lacking", _by_origin)


def recoverable(ds: xr.Dataset, level: str) -> dict[str, dict[str, dict[str, Interval]]]:
    """``{scenario: {date: {loss: {"mean", "p05", "p95"}}}}``: sustained FTE won by removing that loss alone."""
    return _by_date(ds, level, "recoverable", lambda data: _by_label(data, _spread))


def recoverable_lacking(ds: xr.Dataset, level: str) -> dict[str, Dated]:
    """Of that, what hosts would win with what they lack: ``{scenario: {date: {origin class: {why: mean FTE}}}}``."""
    return _by_date(ds, level, "recoverable_lacking", _by_origin)


def stock_bridge(ds: xr.Dataset, level: str) -> dict[str, Steps]:
    """From what stood at the baseline to what stands and to what is new: ``{scenario: {date: {step: mean FTE}}}``."""
    return _by_date(ds, level, "stock_bridge", lambda data: _by_label(data, _mean))


def promises(ds: xr.Dataset, level: str) -> dict[str, Steps]:
    """What was promised of what was taken as the best proven, and what came of it, as `stock_bridge`."""
    return _by_date(ds, level, "promises", lambda data: _by_label(data, _mean))


def paper(ds: xr.Dataset, level: str) -> dict[str, dict[str, Paper]]:
    """``{scenario: {date: {"mean", "p05", "p95", "reaches"}}}``: FTE that the catalogue frees on paper, every host
    using every solution in full, and the share of draws in which that is the target or more.

    In the first December, the one date told: later ones hold only what is left to the catalogue beside solutions that
    came after it, of which the best takes a whole segment.
    """
    fte = ensemble.target_of(ds)["fte"]
    year = int(ds["year"].values[0])
    told: dict[str, dict[str, Paper]] = {}
    for scenario in ensemble.scenarios(ds):
        chosen = ensemble.member(ds["staircase"], scenario, level).sel(origin_class="catalogue", step="potential")
        values = _values(chosen.sel(year=year))
        spread, reaches = interval(values, ensemble.clusters(ds)), chance(values, fte, ensemble.clusters(ds))
        errors = {**spread.get("errors", {}), "reaches": reaches["se"]}
        told[scenario] = {f"{year}-12": {**spread, "reaches": reaches["p"], "errors": errors}}
    return told


def december_dates(ds: xr.Dataset) -> list[str]:
    """The told dates that a yearly variable holds: those in December."""
    return [date for date in dates(ds) if date.endswith("-12")]


def _by_date(
    ds: xr.Dataset, level: str, variable: str, read: Callable[[xr.DataArray], Told]
) -> dict[str, dict[str, Told]]:
    told = {}
    for name in ensemble.scenarios(ds):
        chosen = ensemble.member(ds[variable], name, level)
        told[name] = {date: read(chosen.sel(year=int(date[:4]))) for date in december_dates(ds)}
    return told


def _by_origin(data: xr.DataArray) -> dict[str, dict[str, Number]]:
    return {str(each): _by_label(data.sel(origin_class=each), _mean) for each in data["origin_class"].values}


def _by_label(data: xr.DataArray, read: Callable[[xr.DataArray], Told]) -> dict[str, Told]:
    """By the labels of the one dim that a run has left."""
    (dim,) = (dim for dim in data.dims if dim not in ("draw", "replicate"))
    return {str(label): read(data.sel({dim: label})) for label in data[dim].values}


def _values(data: xr.DataArray) -> ensemble.Array:
    return np.asarray(data.transpose("draw", "replicate").values, dtype=np.float64)


def _mean(data: xr.DataArray) -> Number:
    return mean(_values(data))


def _spread(data: xr.DataArray) -> Interval:
    return interval(_values(data))
