"""What drives a forecast, for its summary: the numbers that can be told from noise, from the draws that were run."""

import numpy as np
import xarray as xr

from samspil.model.parameters import registry

from . import ensemble, settings
from .driving import drivers
from .outcomes import mean, number
from .records import Driver, Drivers
from .statistics import index_half_width


def tornado(ds: xr.Dataset, level: str) -> Drivers | None:
    """What drives the baseline, or the first scenario, by the target's date; None where draws are too few.

    Args:
        ds: an ensemble.
        level: one of its potentials levels.
    """
    if ds.sizes["draw"] < settings.count("given_least") or "parameters" not in ds:
        return None
    found = drivers(ds, level=level)
    date, scenario = str(found["outcome"].values[0]), found.attrs["scenario"]
    due = found.isel(outcome=0)
    order = np.argsort(-due["share"].values)
    told = [place for place in order if due["told"].values[place]]
    paths = ensemble.headline(ds, scenario, level)
    return {
        "scenario": scenario,
        "potentials": level,
        "date": date,
        "mean": mean(paths[..., ensemble.month_number(ds, date)]),
        "draws": int(found.attrs["draws"]),
        "parameters": [driver(due.isel(parameter=int(place))) for place in told],
        "others": len(order) - len(told),
        "dummy": float(due["dummy"].values[0]),
    }


def driver(one: xr.Dataset) -> Driver:
    """The record of one number, from what drives one outcome."""
    known = registry()[str(one["parameter"].values)]
    ends = {name: number(float(one[name])) for name in ("low", "low_se", "high", "high_se", "at_low", "at_high")}
    return Driver(
        name=known.name,
        title={"en": known.title_en, "da": known.title_da},
        unit=known.unit,
        choices=list(known.choices),
        share=float(one["share"]),
        share_se=number(float(one["share_conf"]) / index_half_width()),
        **ends,
    )
