"""From a bank of runs and observed values to a posterior: regression ABC.

Each run's quantities get noise of the targets' own deviations, so that being exactly like the observation would be
inference under the stated error model (Wilkinson 2013). The posterior means of the parameters, regressed on the
quantities, are the summaries that runs are compared by (Fearnhead and Prangle 2012); the nearest runs are accepted, and
their parameters moved along a local regression to where the observation lies (Beaumont, Zhang and Balding 2002).
Parameters are scores whose prior is N(0, 1), so nothing leaves its range. Nothing is run anew for another set of
observed values: one bank serves the fit and every check of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from .settings import OWN

# Of the variance of a parameter's score, on runs that were not used to find it, that quantities must explain.
EXPLAINED = OWN.number("explained")
RIDGE = 1e-3
FURTHEST = 4.0  # standard deviations: what a quantity far outside is taken for


@dataclass(frozen=True, eq=False)
class Learned:
    """What a bank teaches before any observation is known.

    Attributes:
        noisy: quantities with the targets' noise (N, T).
        centre: mean of each (T,), and `scale` its standard deviation.
        weights: coefficients (F, P) of the posterior means.
        explained: share of the variance of each score (P,) that the quantities explain on runs not used to find it.
        fitted: which parameters (P,) that is anything for.
        discrete: which of them (P,) are choices: they are weighed, never moved.
        summaries: posterior means of those (N, D).
    """

    noisy: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    explained: np.ndarray
    fitted: np.ndarray
    discrete: np.ndarray
    summaries: np.ndarray

    def summary(self, values: np.ndarray) -> np.ndarray:
        """The posterior means (..., D) that quantities (..., T) point to."""
        return features(values, self.centre, self.scale) @ self.weights[:, self.fitted]


@dataclass(frozen=True, eq=False)
class Accepted:
    """The runs nearest to an observation.

    Attributes:
        rows: their numbers in the bank (K,), and `weights` (K,), which sum to 1.
        z: their scores (K, P), moved to where the observation lies.
        own: the extra columns that were asked for (K, E), moved likewise.
    """

    rows: np.ndarray
    weights: np.ndarray
    z: np.ndarray
    own: np.ndarray

    def sample(self, number: int, seed: int) -> np.ndarray:
        """Places (number,) among the accepted, drawn by weight without replacement (Efraimidis and Spirakis 2006)."""
        u = np.random.default_rng(seed).random(self.weights.size)
        with np.errstate(divide="ignore"):
            order = np.log(u) / np.maximum(self.weights, 1e-300)
        return np.sort(np.argsort(-order)[:number])


def learn(z: np.ndarray, values: np.ndarray, deviations: np.ndarray, discrete: np.ndarray, seed: int = 1) -> Learned:
    """Find the summaries of a bank.

    Args:
        z: scores (N, P).
        values: simulated quantities (N, T).
        deviations: standard deviations of the targets (T,).
        discrete: which scores (P,) stand for a choice.
        seed: of the noise.
    """
    noise = np.random.default_rng(seed).standard_normal(values.shape)
    noisy = values + deviations * noise
    centre, scale = noisy.mean(axis=0), np.maximum(noisy.std(axis=0), 1e-12)
    table = features(noisy, centre, scale)
    held_out = np.arange(len(z)) % 5 == 0
    weights = _ridge(table[~held_out], z[~held_out])
    left = z[held_out] - table[held_out] @ weights
    explained = 1.0 - (left**2).mean(axis=0) / z[held_out].var(axis=0)
    fitted = explained > EXPLAINED
    weights = _ridge(table, z)
    return Learned(noisy, centre, scale, weights, explained, fitted, discrete, table @ weights[:, fitted])


def accept(
    learned: Learned, z: np.ndarray, observed: np.ndarray, number: int, own: np.ndarray | None = None
) -> Accepted:
    """The posterior of the parameters (and of `own` columns, (N, E)) given observed quantities (T,)."""
    extra = np.empty((len(z), 0)) if own is None else own
    at = learned.summary(observed)
    # In units of the prior: what the quantities say little of has means close together, and counts for little.
    away = learned.summaries - at
    distance = np.sqrt((away**2).sum(axis=1))
    rows = np.argpartition(distance, number - 1)[:number]
    # Where quantities tell nothing of any parameter, all runs are equally near.
    reach = max(distance[rows].max() * (1.0 + 1e-9), 1e-12)
    kernel = 1.0 - (distance[rows] / reach) ** 2  # Epanechnikov
    moved = np.hstack([z[rows], extra[rows]])
    adjusted = np.hstack([learned.fitted & ~learned.discrete, np.ones(extra.shape[1], dtype=bool)])
    moved[:, adjusted] = _moved(moved[:, adjusted], away[rows], kernel)
    parameters = z.shape[1]
    return Accepted(rows, kernel / kernel.sum(), moved[:, :parameters], moved[:, parameters:])


def features(values: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """A constant, each quantity and each product of two (..., F)."""
    x = np.clip((values - centre) / scale, -FURTHEST, FURTHEST)
    pairs = [x[..., i] * x[..., j] for i, j in combinations_with_replacement(range(x.shape[-1]), 2)]
    return np.stack([np.ones(x.shape[:-1]), *np.moveaxis(x, -1, 0), *pairs], axis=-1)


def _ridge(table: np.ndarray, z: np.ndarray) -> np.ndarray:
    gram = table.T @ table
    gram[np.diag_indices_from(gram)] += RIDGE * len(table)
    return np.linalg.solve(gram, table.T @ z)


def _moved(values: np.ndarray, away: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Values moved along a local linear regression to distance 0."""
    table = np.column_stack([np.ones(len(away)), away])
    weighted = table * kernel[:, None]
    gram = weighted.T @ table + RIDGE * np.eye(table.shape[1])
    slope = np.linalg.solve(gram, weighted.T @ values)
    return values - away @ slope[1:]
