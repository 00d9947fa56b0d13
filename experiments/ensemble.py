"""Reading an ensemble: the labelled results become plain arrays (draw, replicate, ...), one piece at a time.

Only the variable, scenario and level asked for are read from disk, so that memory stays flat however many runs there
are.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from samspil.model.epoch import MONTHS_A_YEAR, month_text
from samspil.model.errors import UserError
from samspil.model.messages import say

from .records import Target

Array = NDArray[np.float64]


def runs(ds: xr.Dataset, variable: str, scenario: str, level: str) -> Array:
    """One variable of one scenario at one potentials level, (draw, replicate, ...), time or year last.

    Raises:
        KeyError: the ensemble holds no such variable, scenario or level.
    """
    chosen = member(ds[variable], scenario, level)
    rest = [str(dim) for dim in chosen.dims if dim not in ("draw", "replicate")]
    return np.asarray(chosen.transpose("draw", "replicate", *rest).values, dtype=np.float64)


def headline(ds: xr.Dataset, scenario: str, level: str) -> Array:
    """The headline FTE of every run as the target counts it, (draw, replicate, time): months added up if it says so."""
    values = runs(ds, "freed_fte", scenario, level)
    target = target_of(ds)
    return added_up(values, first_month(ds, target)) if target["basis"] == "cumulative" else values


def added_up(values: Array, first: int) -> Array:
    """FTE-years added up from the month after ``first``; values (..., time) in FTE, one month is a twelfth."""
    later = np.arange(values.shape[-1]) > first
    return np.cumsum(np.where(later, values, 0.0), axis=-1) / MONTHS_A_YEAR


def first_month(ds: xr.Dataset, target: Target) -> int:
    """Position of the target's baseline month; -1 (all months count) for a standing level."""
    return month_number(ds, target["since"]) if target["since"] else -1


def member(data: xr.DataArray, scenario: str, level: str) -> xr.DataArray:
    """The part of ``data`` that belongs to one scenario and one potentials level; a missing dim is taken as given."""
    where = {"scenario": scenario, "potentials": level}
    return data.sel({dim: label for dim, label in where.items() if dim in data.dims})


def evidence_months(ds: xr.Dataset) -> dict[str, Any]:
    """Months of the evidence and of the origin by name; nothing where the results do not say them."""
    return json.loads(ds.attrs.get("evidence_months", "{}"))


def scenarios(ds: xr.Dataset) -> list[str]:
    """Scenario names, in the order of the ensemble."""
    return _labels(ds, "scenario")


def levels(ds: xr.Dataset) -> list[str]:
    """Potentials levels, in the order of the ensemble."""
    return _labels(ds, "potentials")


def _labels(ds: xr.Dataset, dim: str) -> list[str]:
    if dim not in ds.coords:
        return [str(ds.attrs.get(dim, dim))]
    return [str(label) for label in np.atleast_1d(ds[dim].values)]


def months(ds: xr.Dataset) -> list[str]:
    """Every reported month as ``YYYY-MM``."""
    return [str(month) for month in ds["time"].values.astype("datetime64[M]")]


def years(ds: xr.Dataset) -> list[int]:
    """Every reported year."""
    return [int(year) for year in ds["year"].values]


def month_number(ds: xr.Dataset, month: str) -> int:
    """Position of ``month`` (``YYYY-MM``) on the time axis; ValueError when it is not reported."""
    return months(ds).index(month)


def target_of(ds: xr.Dataset) -> Target:
    """The target record that the runs were counted under, months as ``YYYY-MM``, ``since`` None for a standing level.

    Raises:
        ValueError: the scenarios were counted under different targets.
    """
    target = ds.attrs["target"]
    given = json.loads(target) if isinstance(target, str) else dict(target)
    if "fte" not in given:
        raise ValueError("the scenarios have different targets and cannot be told together")
    return cast(Target, plain_target(given))


def plain_target(given: Mapping[str, Any]) -> dict[str, Any]:
    """A target record with its months as ``YYYY-MM``; they may be given as numbers (0 is January 2022)."""
    told = dict(given)
    for name in ("by", "since"):
        if isinstance(told.get(name), int):
            told[name] = month_text(told[name])
    if told.get("since") == "none":
        told["since"] = None
    return told


def clusters(ds: xr.Dataset) -> NDArray[np.int64] | None:
    """The luck of each draw, where draws share luck; None where each draw has its own."""
    if "luck" not in ds.variables or ds["luck"].dims != ("draw",):
        return None
    luck = np.asarray(ds["luck"].values, dtype=np.int64)
    return None if np.unique(luck).size == luck.size else luck


def structure(ds: xr.Dataset) -> NDArray[np.float64] | None:
    """The structural choices of each draw, (draw, factor); None where none is recorded."""
    if "parameters" not in ds:
        return None
    names = [name for name in ds["parameter"].values if str(name).startswith("structure.")]
    if not names:
        return None
    chosen = ds["parameters"].sel(parameter=names).transpose("draw", "parameter")
    return np.asarray(chosen.values, dtype=np.float64)


def failures(ds: xr.Dataset) -> int:
    """Number of runs that failed.

    Raises:
        UserError: a run lacks numbers and is not among them; what is left out must be told.
    """
    failed = np.asarray(ds["failed"].values, dtype=bool)
    lacking = _lacking(ds["freed_fte"].transpose(*ds["failed"].dims, ...))
    if (lacking & ~failed).any():
        raise UserError(say("runs-lack-numbers", count=(lacking & ~failed).sum()))
    return int(failed.sum())


def _lacking(headline: xr.DataArray) -> NDArray[np.bool_]:
    """Whether a number is missing in each run; one slice of the first dim at a time, so that memory stays flat."""
    return np.array([~np.isfinite(part.values).all(axis=-1) for part in headline])
