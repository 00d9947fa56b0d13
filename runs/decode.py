"""Event tables as people read them: codes as categories, months as periods, ids as names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.epoch import month_text
from samspil.model.tables.identity import partnership_text, solution_text
from samspil.scenarios.tables import load_pools

if TYPE_CHECKING:
    import xarray as xr

    from .events import Column

KEYS = {"partnership_key": partnership_text, "solution_key": solution_text}
Reader = Callable[["Column", np.ndarray], Any]


def reader(ds: xr.Dataset) -> Reader:
    """What turns the values of a column into labels, given the trajectory that they come from."""
    names = _names(ds)

    def read(column: Column, values: np.ndarray) -> Any:
        if column.refers_to in KEYS:
            return np.array([KEYS[column.refers_to](int(key)) for key in values], dtype=object)
        if column.refers_to.endswith("_name"):
            return names[column.refers_to.removesuffix("_name")]
        if column.codes == "false true":
            return values.astype(bool)
        if column.codes:
            return _categories(values, names.get(column.refers_to) or column.codes.split())
        return _periods(values, ds.sizes["time"]) if column.units == "month" else values

    return read


def _names(ds: xr.Dataset) -> dict[str, list[str]]:
    """Names by what a column may refer to. Solutions that came later are called by origin, month and row."""
    actors = ds["actor_name"].values.astype(str)
    hosts = np.isin(ds["actor_kind"].values, [_code(ds, "municipality"), _code(ds, "hospital")])
    return {
        "region": [str(name) for name in ds["region"].values],
        "need": [str(name) for name in ds["need"].values],
        "actor": _apart(actors),
        "host": _apart(actors[hosts]),
        "solution": [_solution(ds, row) for row in range(ds.sizes["solution"])],
        "partnership": [partnership_text(int(key)) for key in ds["partnership_key"].values],
        "pool": [pool.name for pool in load_pools()],
    }


def _code(ds: xr.Dataset, kind: str) -> int:
    return ds["actor_kind"].attrs["flag_meanings"].split().index(kind)


def _apart(names: np.ndarray) -> list[str]:
    """Names that no two share: a hospital may be called as its town is."""
    known, told = set(), []
    for row, name in enumerate(names):
        told.append(f"{name} ({row})" if name in known else str(name))
        known.add(name)
    return told


def _solution(ds: xr.Dataset, row: int) -> str:
    origins = ds["solution_origin"].attrs["flag_meanings"].split()
    name = str(ds["solution_name"].values[row])
    made = origins[int(ds["solution_origin"].values[row])], month_text(int(ds["solution_available"].values[row]))
    return name or f"{made[0]} {made[1]} ({row})"


def _categories(values: np.ndarray, names: list[str]) -> Any:
    import pandas as pd

    return pd.Categorical.from_codes(np.where(values < 0, -1, values).astype(np.int64), names)


def _periods(values: np.ndarray, months: int) -> Any:
    """Months as periods; none where it is -1 or beyond the horizon."""
    import pandas as pd

    inside = (values >= 0) & (values < months)
    dates = np.datetime64(month_text(0), "M") + np.where(inside, values, 0).astype(np.int64)
    return pd.DatetimeIndex(np.where(inside, dates, np.datetime64("NaT", "M"))).to_period("M")
