"""The pace that the target asks for, beside the best national harvest on record."""

from typing import Any

import xarray as xr

from samspil.model.epoch import MONTHS_A_YEAR

from . import ensemble, settings
from .outcomes import number
from .records import Harvest, Needed, Number, Pace, Target
from .statistics import quantiles


def pace(ds: xr.Dataset, level: str) -> Pace:
    """FTE a year needed from the origin of the forecast to the target, and the documented harvest.

    Results of before forecasts had an origin are counted from the month in ``settings.csv``.

    ``times_best`` compares with the middle of the harvest's yearly addition, ``times_best_low`` and
    ``times_best_high`` with its ends.
    """
    target = ensemble.target_of(ds)
    months = ensemble.months(ds)
    due = months.index(target["by"])
    since = ensemble.evidence_months(ds).get("origin", settings.word("pace_from"))
    start = min(max(sum(month <= since for month in months) - 1, 0), due - 1)
    years = (due - start) / MONTHS_A_YEAR
    best = harvest()
    now = {name: quantiles(ensemble.headline(ds, name, level)[..., start], [0.5])[0] for name in ensemble.scenarios(ds)}
    return {
        "from": months[start],
        "by": target["by"],
        "years": years,
        "scenarios": {name: _needed(fte, target, years, best["added_per_year"]) for name, fte in now.items()},
        "harvest": best,
    }


def harvest() -> dict[str, Harvest]:
    """The rows of ``harvest.csv`` by name, with value, low and high as numbers."""
    return {row["name"]: _harvest(row) for row in settings.table("harvest")}


def _harvest(row: dict[str, str]) -> Harvest:
    told: Any = {name: float(text) if name in ("value", "low", "high") else text for name, text in row.items()}
    return told


def _needed(now: float, target: Target, years: float, best: Harvest) -> Needed:
    needed = number(max(0.0, target["fte"] - now) / years)

    def times(added: float) -> Number:
        return None if needed is None else needed / added

    return {
        "now": number(now),
        "needed_per_year": needed,
        "times_best": times(best["value"]),
        "times_best_low": times(best["high"]),
        "times_best_high": times(best["low"]),
    }
