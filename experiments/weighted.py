"""What a forecast's own runs say under other weights of its draws: the forced variant, and observations that the fit
does not reproduce. Nothing is run anew.

A draw of the shipped posterior knows what it gives of everything that was seen; weights follow from that.
"""

from math import isfinite
from typing import Any

import numpy as np
import xarray as xr

from samspil.calibration import load_targets
from samspil.calibration.targets import Target
from samspil.runs import fitted
from samspil.runs.precision import upper_bound

from . import ensemble, settings
from .outcomes import SHARES, dates, number
from .records import Forced, ForcedAt, Outside, Replayed

PLACE = "place"
# Uses of observations that a fit is held against; the others have no counterpart.
USES = ("fit", "check", "pattern")


def beside(ds: xr.Dataset, draws: xr.Dataset, level: str) -> dict[str, Any]:
    """The keys ``forced``, ``outside`` and ``compared`` of a summary; none where draws are not the shipped posterior's.

    Args:
        ds: an ensemble.
        draws: what it was drawn from.
        level: the potentials level that is told.
    """
    if PLACE not in draws.coords:
        return {}
    places = draws[PLACE].values
    stale = draws.attrs.get(fitted.DRAWN) == "stale"
    weights = fitted.forced(stale)[places]
    seen = replayed(stale, weights, places)
    told = {name: {**forced(ds, name, level, weights, places), "replayed": seen} for name in ensemble.scenarios(ds)}
    simulated = fitted.simulated(stale)
    missed = outside(ds, simulated, places, level)
    return {"forced": told, "outside": missed, "compared": len(compared(simulated))}


def forced(ds: xr.Dataset, scenario: str, level: str, weights: ensemble.Array, places: ensemble.Array) -> Forced:
    """What a scenario frees where the one realised harvest on record is taken at its word."""
    target, paths = ensemble.target_of(ds), ensemble.headline(ds, scenario, level)
    effective = effective_number(weights, places)
    fte = {
        date: _at(paths[..., ensemble.month_number(ds, date)], target["fte"], weights, effective) for date in dates(ds)
    }
    due = _at(paths[..., ensemble.month_number(ds, target["by"])], target["fte"], weights, effective)
    return {"p_target": due["p"], "p_target_upper": due["upper"], "effective": effective, "fte": fte}


def replayed(stale: bool, weights: ensemble.Array, places: ensemble.Array) -> Replayed:
    """The middle of what the draws give of the harvest itself, as they are and by weight: how far the word is taken."""
    name = fitted.shipped(stale).attrs["forced_by"]
    values = fitted.simulated(stale).sel(target=name).values[places].astype(float)
    usual, forced = (quantiles(values, each)[SHARES.index(0.5)] for each in (np.ones_like(weights), weights))
    return {"usual": number(usual), "forced": number(forced)}


def _at(values: ensemble.Array, goal: float, weights: ensemble.Array, effective: float) -> ForcedAt:
    known = np.isfinite(values)
    share = (weights[:, None] / np.maximum(known.sum(axis=1, keepdims=True), 1) * known)[known]
    runs = values[known]
    p = float(share @ (runs >= goal) / share.sum()) if runs.size else float("nan")
    p05, p25, p50, p75, p95 = (number(each) for each in quantiles(runs, share))
    mean = number(float(share @ runs / share.sum())) if runs.size else None
    # Of effective draws as of draws: none of so many has shown it.
    bound = number(upper_bound(p, max(1, int(effective)))) if isfinite(p) else None
    return {
        **{"p05": p05, "p25": p25, "p50": p50, "p75": p75, "p95": p95, "mean": mean},
        "p": number(p),
        "upper": bound,
    }


def quantiles(values: ensemble.Array, weights: ensemble.Array) -> list[float]:
    """The told quantiles of values (n,) by weight (n,); NaN where there are none."""
    if not values.size or not weights.sum() > 0.0:
        return [float("nan")] * len(SHARES)
    order = np.argsort(values)
    whole = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    return [float(each) for each in np.interp(SHARES, whole, values[order])]


def effective_number(weights: ensemble.Array, places: ensemble.Array) -> float:
    """How many draws of equal weight say as much (Kish 1965); a draw that is taken twice is one."""
    whole = np.bincount(places, weights=weights)
    return float(whole.sum() ** 2 / max((whole**2).sum(), 1e-300))


def outside(ds: xr.Dataset, simulated: xr.DataArray, places: ensemble.Array, level: str) -> list[Outside]:
    """Every observation whose middle simulated value lies outside its deviation (a sign or an ordering: outside its
    range), and what the baseline frees in those draws that do reproduce it."""
    scenario = _baseline(ds)
    date = ensemble.target_of(ds)["by"]
    due = ensemble.headline(ds, scenario, level)[..., ensemble.month_number(ds, date)]
    found = []
    for target in compared(simulated):
        values = simulated.sel(target=target.name).values
        low, high = reproduced(target)
        if not low <= float(np.nanmedian(values)) <= high:
            found.append(_outside(target, values, due, (values[places] >= low) & (values[places] <= high)))
    return found


def compared(simulated: xr.DataArray) -> list[Target]:
    """The observations that a fit gives something of."""
    known = set(simulated["target"].values.astype(str))
    return [each for each in load_targets().values() if each.use in USES and each.name in known]


def _baseline(ds: xr.Dataset) -> str:
    names = ensemble.scenarios(ds)
    return settings.word("baseline") if settings.word("baseline") in names else names[0]


def reproduced(target: Target) -> tuple[float, float]:
    """The ends between which a quantity reproduces an observation."""
    if target.use == "pattern":
        return target.low, target.high
    return target.value - target.deviation, target.value + target.deviation


def _outside(target: Target, values: ensemble.Array, due: ensemble.Array, agrees: ensemble.Array) -> Outside:
    runs = due[agrees]
    runs = runs[np.isfinite(runs)]
    told = agrees.sum() >= settings.count("outside_draws")
    return {
        **{"name": target.name, "title": {"en": target.title["en"], "da": target.title["da"]}, "unit": target.unit},
        "observed": number(target.value),
        "deviation": number(target.deviation if target.use != "pattern" else float("nan")),
        **dict(zip(("low", "high"), map(number, reproduced(target)), strict=True)),
        "simulated": number(float(np.nanmedian(values))),
        "agreeing": int(agrees.sum()),
        "fte": number(float(np.median(due[np.isfinite(due)]))) if np.isfinite(due).any() else None,
        "fte_agreeing": number(float(np.median(runs))) if told and runs.size else None,
    }
