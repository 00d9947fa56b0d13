"""Additional public money: what a policy costs all public payers more than current policy, in its first four years.

All four parts of the money (programme, purchase, implementation, running), what is paid once as an annuity over its
life, as everywhere; companies are no public payers. The same draws and luck on both sides.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import FIRST_YEAR, LAST, MONTHS_A_YEAR, january, month_text
from samspil.scenarios.documents.sized import extent

from . import ensemble, settings
from .ensemble import Array
from .statistics import clustered

COMPANY = "company"
NEEDED = ("cost_mdkk", "cost_by_payer")


@dataclass(frozen=True)
class Window:
    """The months, first and last, that a policy's additional money is counted in."""

    first: int
    last: int

    @property
    def text(self) -> tuple[str, str]:
        """Both as ``YYYY-MM``."""
        return month_text(self.first), month_text(self.last)

    def mean(self, yearly: xr.DataArray) -> Array:
        """Mean of a year of what a policy pays more, by run; ``yearly`` has a value for each calendar year.

        Nothing more is paid before the first month, so that its year counts whole; the last year by its months.
        """
        weights = np.array([self._weight(int(year)) for year in yearly["year"].values])
        held = yearly.isel(year=np.flatnonzero(weights)).transpose("draw", "replicate", "year").values
        years = (self.last - self.first + 1) / MONTHS_A_YEAR
        return np.asarray(held @ weights[weights > 0.0] / years, dtype=np.float64)

    def _weight(self, year: int) -> float:
        if year < FIRST_YEAR + self.first // MONTHS_A_YEAR:
            return 0.0
        return float(np.clip(self.last - january(year) + 1, 0, MONTHS_A_YEAR)) / MONTHS_A_YEAR


def window(scenario: Any, baseline: Any) -> Window:
    """The first four years of a policy: from its start, or from its first departure from the baseline if that is later.

    What lies after the last month simulated is left out.
    """
    departs = extent(scenario, baseline).first
    first = scenario.start if departs is None else max(scenario.start, departs)
    return Window(first, min(first + settings.count("equal_cost_years") * MONTHS_A_YEAR - 1, LAST))


def public(ds: xr.Dataset, scenario: str, level: str) -> xr.DataArray:
    """What all public payers pay in each year, million DKK, by run."""
    paid = ensemble.member(ds["cost_by_payer"], scenario, level)
    return paid.sel(payer=[payer for payer in paid["payer"].values if payer != COMPANY]).sum("payer", skipna=False)


def programme(ds: xr.Dataset, scenario: str, level: str) -> xr.DataArray:
    """Programme money of each year, whoever pays, million DKK, by run."""
    return ensemble.member(ds["cost_mdkk"], scenario, level).sel(part="programme")


@dataclass(frozen=True)
class Additional:
    """Mean yearly money that a policy takes more than the baseline in its window, million DKK.

    Args:
        public: all four parts, all public payers.
        programme: programme money of it, whoever pays.
    """

    public: float
    programme: float


def additional(own: xr.Dataset, base: xr.Dataset, names: tuple[str, str], level: str, months: Window) -> Additional:
    """What ``names[0]`` in ``own`` takes more than ``names[1]`` in ``base``, under the same draws and luck."""
    gaps = [
        months.mean(found(own, names[0], level) - found(base, names[1], level).values) for found in (public, programme)
    ]
    return Additional(*(clustered(gap)[0] for gap in gaps))
