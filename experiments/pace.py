"""The pace that the target asks for, beside the best national harvest on record."""

from typing import Any

import xarray as xr

from samspil.model.epoch import MONTHS_A_YEAR

from . import ensemble, settings
from .outcomes import number
from .statistics import quantiles


def pace(ds: xr.Dataset, level: str) -> dict[str, Any]:
    """FTE a year needed from the month in ``settings.csv`` to the target, and the documented harvest.

    ``times_best`` compares with the middle of the harvest's yearly addition, ``times_best_low`` and
    ``times_best_high`` with its ends.
    """
    target = ensemble.target_of(ds)
    months = ensemble.months(ds)
    due = months.index(target["by"])
    now = settings.word("pace_from")
    start = min(max(sum(month <= now for month in months) - 1, 0), due - 1)
    years = (due - start) / MONTHS_A_YEAR
    best = harvest()
    needed = {
        name: _needed(quantiles(ensemble.headline(ds, name, level)[..., start], [0.5])[0], target, years)
        for name in ensemble.scenarios(ds)
    }
    return {
        "from": months[start],
        "by": target["by"],
        "years": years,
        "scenarios": {name: {**told, **_times(told["needed_per_year"], best)} for name, told in needed.items()},
        "harvest": best,
    }


def harvest() -> dict[str, dict[str, Any]]:
    """The rows of ``harvest.csv`` by name, with value, low and high as numbers."""
    numbers = ("value", "low", "high")
    return {row["name"]: {**row, **{name: float(row[name]) for name in numbers}} for row in settings.table("harvest")}


def _needed(now: float, target: dict[str, Any], years: float) -> dict[str, float | None]:
    return {"now": number(now), "needed_per_year": number(max(0.0, float(target["fte"]) - now) / years)}


def _times(needed: float | None, best: dict[str, dict[str, Any]]) -> dict[str, float | None]:
    added = best["added_per_year"]
    ends = {"times_best": "value", "times_best_low": "high", "times_best_high": "low"}
    return {name: None if needed is None else needed / added[end] for name, end in ends.items()}
