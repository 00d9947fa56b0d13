"""How sharp a finished forecast is: the simulation error of what is told, and how many draws more would halve it.

Errors of means, quantiles and differences fall with the square root of the draws, so that four times as many halve
them; a bound on a probability that no draw shows falls with their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from . import ensemble, settings
from .comparison import normal_half_width
from .errors import errors_of
from .outcomes import dates
from .statistics import Array, clustered, probability, quantiles
from .summary import headline_level


@dataclass(frozen=True)
class Sharp:
    """What is told of one policy at one date, each number with the half-width of its 90 % interval (NaN: not known).

    ``p`` is the probability of the target, ``p_upper`` what the draws cannot rule out; ``more`` is beside the baseline,
    run by run, and None of the baseline itself; ``is_told`` says whether its mean is told from zero, ``against`` in
    what share of single runs it has the other sign.
    """

    scenario: str
    date: str
    mean: float
    mean_half: float
    median: float
    median_half: float
    p: float
    p_half: float
    p_upper: float
    more: float | None
    more_half: float | None
    is_told: bool | None
    against: float | None = None


def sharpness(ds: xr.Dataset) -> list[Sharp]:
    """What is told of each policy of a forecast at each told date, with its simulation error, at the level that
    headlines are told at.

    Args:
        ds: results of a forecast.

    Raises:
        UserError: the results have not that level.
    """
    level, goal = headline_level(ensemble.levels(ds)), float(ensemble.target_of(ds)["fte"])
    names, usual = ensemble.scenarios(ds), settings.word("baseline")
    found = []
    for date in dates(ds):
        month = ensemble.month_number(ds, date)
        values = {name: ensemble.headline(ds, name, level)[..., month] for name in names}
        base = values.get(usual)
        found += [_of(name, date, own, None if name == usual else base, goal) for name, own in values.items()]
    return found


def halving(draws: int) -> int:
    """How many draws more halve the errors of means, quantiles and differences."""
    return 3 * draws


def _of(name: str, date: str, values: Array, base: Array | None, goal: float) -> Sharp:
    z = normal_half_width()
    mean, error, _ = clustered(values)
    (median,) = quantiles(values, [0.5])
    its_error = errors_of(values, ("p50",), lambda rows: quantiles(rows, [0.5]))["p50"]
    p = probability(values, goal)
    more, more_error, _ = (np.nan, np.nan, 0) if base is None else clustered(values - base)
    beside = (None, None, None, None)
    if base is not None:
        gaps = values - base
        against = float(np.mean((gaps[np.isfinite(gaps)] * more) < 0.0))
        beside = (more, z * more_error, bool(abs(more) > z * more_error), against)
    wide = float("nan") if its_error is None else z * its_error
    return Sharp(name, date, mean, z * error, median, wide, p.value, z * p.error, p.upper, *beside)
