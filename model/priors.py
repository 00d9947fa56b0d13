"""Priors of parameters: the value at a probability, by the name of the distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .parameters import Parameter


def _point(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    return np.full(u.shape, parameter.default)


def _uniform(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    return parameter.low + (parameter.high - parameter.low) * u


def _loguniform(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    return parameter.low * (parameter.high / parameter.low) ** u


def _triangular(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    low, mode, high = parameter.low, parameter.default, parameter.high
    if high <= low:
        return _point(parameter, u)
    split = (mode - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < split, left, right)


def _pert(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    from scipy.stats import beta

    low, mode, high = parameter.low, parameter.default, parameter.high
    if high <= low:
        return _point(parameter, u)
    first = 1.0 + 4.0 * (mode - low) / (high - low)
    return low + (high - low) * beta.ppf(u, first, 6.0 - first)


def _choice(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    weights = np.array(list(parameter.choices.values()))
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, u, side="right"), weights.size - 1).astype(float)


QUANTILES = {
    "point": _point,
    "uniform": _uniform,
    "loguniform": _loguniform,
    "triangular": _triangular,
    "beta_pert": _pert,
    "choice": _choice,
}
