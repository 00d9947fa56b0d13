"""From a bank of runs and observed values to a posterior: regression ABC.

Each run's quantities get noise of the targets' own deviations, so that being exactly like the observation would be
inference under the stated error model (Wilkinson 2013). The posterior means of the parameters, regressed on the
quantities, are the summaries that runs are compared by (Fearnhead and Prangle 2012); the nearest runs are accepted, and
their parameters moved along a local regression to where the observation lies (Beaumont, Zhang and Balding 2002). A
parameter of which quantities say too little to compare runs by it, but more than chance, is moved along the straight
line that the whole bank gives: many small hints in one direction add up.
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
# How far above what chance explains a straight line must explain, for the parameter to be moved at all.
HINTED = OWN.number("hinted")
RIDGE = OWN.number("ridge")
# Standard deviations: what a quantity far outside is taken for.
FURTHEST = OWN.number("furthest")


@dataclass(frozen=True, eq=False)
class Learned:
    """What a bank teaches before any observation is known.

    Attributes:
        noisy: quantities with the targets' noise (N, T).
        centre: mean of each (T,), and `scale` its standard deviation.
        weights: coefficients (F, P) of the posterior means.
        explained: share of the variance of each score (P,) that the quantities explain on runs not used to find it.
        fitted: which parameters (P,) that is much for; runs are compared by them.
        discrete: which parameters (P,) are choices: they are weighed, never moved.
        hinted: which of the others (P,) a straight line in the quantities says something of.
        slopes: those lines (T, P), by standardised quantity; 0 for all other parameters.
        summaries: posterior means of the fitted (N, D).
    """

    noisy: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    explained: np.ndarray
    fitted: np.ndarray
    discrete: np.ndarray
    hinted: np.ndarray
    slopes: np.ndarray
    summaries: np.ndarray

    @property
    def moved(self) -> np.ndarray:
        """Which parameters (P,) are moved to where an observation lies."""
        return (self.fitted | self.hinted) & ~self.discrete

    def standardised(self, values: np.ndarray) -> np.ndarray:
        """Quantities (..., T) less their mean, over their standard deviation; none too far out."""
        return _standardised(values, self.centre, self.scale)

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
    line = table[:, : 1 + values.shape[1]]
    left = z[held_out] - line[held_out] @ _ridge(line[~held_out], z[~held_out])
    told = 1.0 - (left**2).mean(axis=0) / z[held_out].var(axis=0)
    # The standard deviation of what T slopes fitted to noise seem to explain on runs held out.
    chance = 2.0 * np.sqrt(values.shape[1] / ((~held_out).sum() * held_out.sum()))
    hinted = (told > HINTED * chance) & ~fitted & ~discrete
    slopes, weights = _ridge(line, z)[1:] * hinted, _ridge(table, z)
    summaries = table @ weights[:, fitted]
    return Learned(noisy, centre, scale, weights, explained, fitted, discrete, hinted, slopes, summaries)


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
    apart = learned.standardised(learned.noisy[rows]) - learned.standardised(observed)
    scores = z[rows] - apart @ learned.slopes
    local = learned.fitted & ~learned.discrete
    scores[:, local] = _moved(scores[:, local], away[rows], kernel)
    seen = _moved(extra[rows], np.hstack([away[rows], apart]), kernel)
    return Accepted(rows, kernel / kernel.sum(), scores, seen)


def features(values: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """A constant, each quantity and each product of two (..., F)."""
    x = _standardised(values, centre, scale)
    pairs = [x[..., i] * x[..., j] for i, j in combinations_with_replacement(range(x.shape[-1]), 2)]
    return np.stack([np.ones(x.shape[:-1]), *np.moveaxis(x, -1, 0), *pairs], axis=-1)


def _standardised(values: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.clip((values - centre) / scale, -FURTHEST, FURTHEST)


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
