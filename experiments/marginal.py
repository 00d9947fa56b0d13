"""What parts of a policy give and take: FTE, money, the price of an FTE-year, and what of it is told from zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from . import settings
from .additional import Window
from .comparison import normal_half_width
from .ensemble import Array
from .money import DKK_PER_MDKK
from .statistics import by_chance, clustered, holm_of

SAID = ("mean", "se", "low", "high")
# Nine draws in ten lie between.
ENDS = {"p05": 0.05, "p95": 0.95}
# What is told of a run beside its FTE at the told dates.
BESIDE = ("fte_years", "money_mdkk", "additional_mdkk")
MEANING = {
    "fte": ("FTE", "Freed FTE more"),
    "fte_ends": ("FTE", "Freed FTE more: nine draws in ten lie between"),
    "fte_years": ("FTE-years a year", "FTE-years more a year, from 2027 on"),
    "money_mdkk": ("million DKK a year", "Money of all payers more a year, from 2027 on"),
    "additional_mdkk": ("million DKK a year", "Public money more a year, first four years of the policy"),
    "price": ("DKK for each FTE-year", "Money of all payers for each FTE-year; NaN where that is not told"),
    "chance": ("1", "Probability of such an effect by chance, corrected for all that are looked at (Holm)"),
}


def numbers(found: xr.Dataset, months: Window) -> Array:
    """FTE at the told dates, then what stands in `BESIDE`, of measured runs, (scenario, draw, number)."""
    each = [
        np.concatenate(
            [
                one["fte"].transpose("draw", "replicate", "date").values,
                np.stack([one["fte_years"].values, one["money"].values, months.mean(one["public"])], axis=-1),
            ],
            axis=-1,
        ).mean(axis=1)
        for one in (found.isel(scenario=place) for place in range(found.sizes["scenario"]))
    ]
    return np.stack(each)


def effects(values: Array, dates: Sequence[str], dim: str, names: Sequence[str]) -> xr.Dataset:
    """Means with their 90 % intervals, prices, and what is told from zero.

    Args:
        values: what each part gives and takes more, (part, draw, number), numbers as `numbers` has them.
        dates: the told dates.
        dim: what a part is called.
        names: the parts.

    Returns:
        ``fte`` (part, date, said), ``fte_ends`` (part, date, end),
        ``fte_years``, ``money_mdkk``, ``additional_mdkk`` (part, said), ``price`` (part),
        ``chance`` and ``told`` (part, date), ``years_told`` (part): all parts, dates and years considered (Holm).
    """
    means, many = said_of(values), len(dates)
    chance = chances(values[..., : many + 1])
    told = chance <= settings.number("told_noise")
    found = {"fte": ((dim, "date", "said"), means[:, :many])}
    found["fte_ends"] = ((dim, "date", "end"), ends_of(values, many))
    found |= {name: ((dim, "said"), means[:, many + place]) for place, name in enumerate(BESIDE)}
    found["price"] = (dim, prices(means[:, many], means[:, many + 1], told[:, many]))
    found["chance"] = ((dim, "date"), chance[:, :many])
    shown = xr.Dataset(
        {name: (dims, data, _meaning(name)) for name, (dims, data) in found.items()},
        {dim: list(names), "date": list(dates), "said": list(SAID), "end": list(ENDS)},
    )
    return shown.assign(told=((dim, "date"), told[:, :many]), years_told=(dim, told[:, many]))


def ends_of(values: Array, many: int) -> Array:
    """Between what nine draws in ten lie, (part, number, end), of the first `many` numbers of (part, draw, number)."""
    known: np.ndarray = np.asarray(np.isfinite(values).any(axis=1))[:, None, :many]
    quantiles = np.nanquantile(np.where(known, values[..., :many], 0.0), list(ENDS.values()), axis=1)
    return np.where(known[:, 0, :, None], np.moveaxis(quantiles, 0, -1), np.nan)


def prices(years: Array, money: Array, told: np.ndarray) -> Array:
    """DKK for each FTE-year, (part,), of means with their intervals (part, said); NaN where the years are not told from
    zero, or are lost, or the money is not told to be more than none: a ratio then says nothing."""
    is_price = told & (years[:, 0] > 0.0) & (money[:, SAID.index("low")] > 0.0)
    return np.where(is_price, money[:, 0] * DKK_PER_MDKK / np.where(is_price, years[:, 0], 1.0), np.nan)


def said_of(values: Array, half_width: Callable[[int], float] = lambda _: normal_half_width()) -> Array:
    """Mean over draws, its error and 90 % interval, (part, number, said), of values (part, draw, number)."""
    found = np.full((values.shape[0], values.shape[2], len(SAID)), np.nan)
    for place in np.ndindex(*found.shape[:2]):
        mean, error, draws = clustered(values[place[0], :, [place[1]]].T)
        half = half_width(draws) * error
        found[place] = mean, error, mean - half, mean + half
    return found


def chances(values: Array) -> Array:
    """Probabilities of such means by chance, (part, number), corrected for all of them (Holm)."""
    each = np.array([[by_chance(one[:, [place]]) for place in range(values.shape[-1])] for one in values])
    return holm_of(each)


def _meaning(name: str) -> dict[str, str]:
    unit, meaning = MEANING[name]
    return {"units": unit, "long_name": meaning}
