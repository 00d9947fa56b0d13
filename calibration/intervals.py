"""What was seen beside the interval that was said to hold it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .settings import OWN

LEVEL = OWN.number("level")
# Low end, middle and high end of an interval.
RANGE = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)


@dataclass(frozen=True)
class Interval:
    """An observation, and the low end, median and high end of a 90 % interval for it."""

    observed: float
    low: float
    median: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether what was seen lies in the interval."""
        return self.low <= self.observed <= self.high


def quantiles(values: np.ndarray, weights: np.ndarray | None = None) -> tuple[float, float, float]:
    """Low end, median and high end of values, by weight where there are weights; what is missing is left out.

    All three are not a number where everything is missing.
    """
    if not np.isfinite(values).any():
        return float("nan"), float("nan"), float("nan")
    if weights is None:
        low, median, high = np.nanquantile(values, RANGE)
        return float(low), float(median), float(high)
    order = np.argsort(values)
    whole = np.cumsum(weights[order])
    places = np.searchsorted(whole / whole[-1], RANGE)
    low, median, high = values[order][np.minimum(places, values.size - 1)]
    return float(low), float(median), float(high)
