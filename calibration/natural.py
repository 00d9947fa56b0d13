"""What a fit does to a parameter, in the parameter's own unit."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from samspil.model.parameters import registry

from .intervals import quantiles

# Evenly spaced probabilities that stand for a prior.
_GRID = (np.arange(4096) + 0.5) / 4096


def moved(name: str, values: np.ndarray, weights: np.ndarray | None = None) -> dict[str, Any]:
    """Values (n,) of a parameter after the fit, with weights (n,), beside its prior.

    Returns:
        `unit`; `before` and `after`, low end, median and high end; `shift`, how far the mean has moved; all in that
        unit; `shrinkage`, the share of the prior variance that is taken away.
    """
    before = _prior(name)
    mean = float(np.average(values, weights=weights))
    spread = float(np.average((values - mean) ** 2, weights=weights))
    return {
        "name": name,
        "unit": registry()[name].unit,
        "before": list(quantiles(before)),
        "after": list(quantiles(values, weights)),
        "shift": mean - float(before.mean()),
        "shrinkage": 1.0 - spread / float(before.var()),
    }


@cache
def _prior(name: str) -> np.ndarray:
    return registry()[name].quantile(_GRID)
