"""What portfolios are judged by: FTE at both dates and a year, the worst tenth of draws, money, spread of regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from samspil.scenarios.population import load_population

from .. import settings
from ..additional import window
from ..asking import Asking
from ..ensemble import Array
from ..judging import additional_of, measured
from ..statistics import clustered

MEASURES = ("due", "last", "fte_years", "worst", "additional_mdkk", "dearest_mdkk", "spread")
UNITS = ("FTE", "FTE", "FTE-years a year", "FTE-years a year", "million DKK a year", "million DKK", "1")
VALUE = MEASURES.index("fte_years")
# What a budget may hold: the mean of the first four years, or the dearest of all.
COST, DEAREST = MEASURES.index("additional_mdkk"), MEASURES.index("dearest_mdkk")


@dataclass(frozen=True)
class Trial:
    """Draws in which portfolios are tried, beside current policy under the same luck."""

    baseline: Any
    draws: xr.Dataset
    asking: Asking

    @cached_property
    def base(self) -> xr.Dataset:
        """The runs of current policy."""
        return measured(self.asking, [self.baseline], self.draws).isel(scenario=0)

    def runs(self, portfolios: Sequence[Any]) -> xr.Dataset:
        """The runs of portfolios, each once however often it is named."""
        each = {one.name: one for one in portfolios}
        return measured(self.asking, list(each.values()), self.draws)

    def scores(self, portfolios: Sequence[Any]) -> Array:
        """What each portfolio gives and takes beside current policy, (portfolio, measure)."""
        found = self.runs(portfolios)
        return np.array([self.score(found.sel(scenario=one.name), one) for one in portfolios])

    def score(self, own: xr.Dataset, scenario: Any) -> list[float]:
        """The measures of one portfolio."""
        by = self.baseline.target.record()["by"]
        fte = own["fte"] - self.base["fte"].values
        return [
            clustered(fte.sel(date=by).values)[0],
            clustered(fte.isel(date=-1).values)[0],
            clustered(self.years(own))[0],
            worst(self.years(own)),
            clustered(self.money(own, scenario))[0],
            float(self.yearly(own).max()),
            self.spread(own),
        ]

    def years(self, own: xr.Dataset) -> Array:
        """FTE-years a year more than current policy, (draw, replicate)."""
        return np.asarray(own["fte_years"].values - self.base["fte_years"].values)

    def money(self, own: xr.Dataset, scenario: Any) -> Array:
        """Additional public money, million DKK a year, (draw, replicate)."""
        if scenario.name == self.baseline.name:
            return np.zeros_like(own["fte_years"].values)
        return additional_of(own, self.base, window(scenario, self.baseline))

    def yearly(self, own: xr.Dataset) -> Array:
        """Mean additional public money of each calendar year, million DKK, (year,)."""
        return np.asarray(self.by_year(own).mean(("draw", "replicate")).values)

    def by_year(self, own: xr.Dataset) -> xr.DataArray:
        """Additional public money of each calendar year in each run, million DKK, (draw, replicate, year)."""
        return own["public"] - self.base["public"].values

    def held(self, own: xr.Dataset, scenario: Any, money: int) -> Array:
        """The money in each draw (draw,) that a budget of that measure holds: of the first years, or the dearest."""
        if money == DEAREST:
            return np.asarray(self.by_year(own).mean("replicate").max("year", skipna=False).values)
        return np.asarray(self.money(own, scenario).mean(axis=1))

    def spread(self, own: xr.Dataset) -> float:
        """How unevenly the gain of the last told year falls on regions: the standard deviation over its mean, FTE for
        each inhabitant; 0 where hardly anything is gained."""
        gain = (own["region_fte"] - self.base["region_fte"].values).mean(("draw", "replicate")).values
        each = gain / _inhabitants(self.baseline.population)
        mean = float(each.mean())
        is_little = abs(float(gain.sum())) < settings.number("plan_little")
        return 0.0 if is_little or mean == 0.0 else float(each.std() / abs(mean))


def worst(years: Array) -> float:
    """The tenth of draws that gain least: the upper end of it."""
    return float(np.nanquantile(years.mean(axis=1), settings.number("plan_worst")))


def _inhabitants(population: str) -> Array:
    """Inhabitants of each region, in the order of the results."""
    known = load_population(population)
    return np.bincount(known.municipalities.region, known.municipalities.population, len(known.regions.label))
