"""Denmark as equal cells, one a municipality: the free cells nearest to their centres, together as near as can be."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from samspil.scenarios.population import load_population

HIGH = np.sqrt(3.0) / 2.0
# Kilometres between neighbouring cells: so many that all cells together cover what the country does.
SPACING = 21.0
# Bornholm lies far out in the sea; it is moved near (degrees of longitude).
FAR_EAST, NEARER = 14.0, 1.3
KM_A_DEGREE = 111.2


@cache
def cells() -> NDArray[np.float64]:
    """Place of each municipality's cell, (municipality, 2), in widths of a cell, x to the right and y down."""
    centres = _centres()
    free = _grid(centres)
    away = ((centres[:, None, :] - free[None, :, :]) ** 2).sum(axis=2)
    _, taken = linear_sum_assignment(away)
    placed = free[taken]
    return placed - placed.min(axis=0)


def _centres() -> NDArray[np.float64]:
    """Centres of the municipalities in widths of a cell, x to the east and y to the south."""
    towns = load_population("denmark").municipalities
    east = np.where(towns.lon > FAR_EAST, towns.lon - NEARER, towns.lon)
    middle = np.cos(np.radians(towns.lat.mean()))
    return np.column_stack([east * middle, -towns.lat]) * KM_A_DEGREE / SPACING


def _grid(around: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centres of a grid of hexagons that covers the points."""
    low, high = around.min(axis=0) - 1, around.max(axis=0) + 1
    rows = np.arange(np.floor(low[1] / HIGH), np.ceil(high[1] / HIGH) + 1)
    columns = np.arange(np.floor(low[0]), np.ceil(high[0]) + 1)
    return np.array([(column + 0.5 * (row % 2), row * HIGH) for row in rows for column in columns])
