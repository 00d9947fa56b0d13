"""Estimators on arrays of runs: plain numpy, no labels.

``values`` has shape (draw, replicate) throughout; a failed run is NaN and counts nowhere. The unit that is sampled
is the draw: replicates of a draw share its parameters, so every error is clustered by draw.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from samspil.runs.precision import upper_bound

from . import settings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean with its simulation error; ``upper`` bounds a probability from above, n is the number of clusters."""

    value: float
    error: float
    upper: float
    n: int


def draw_means(values: Array) -> Array:
    """Mean over the replicates of each draw, (draw,); NaN for a draw without a finished run."""
    finished = np.isfinite(values)
    number = finished.sum(axis=1)
    total = np.where(finished, values, 0.0).sum(axis=1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def clustered(values: Array, clusters: NDArray[np.int64] | None = None) -> tuple[float, float, int]:
    """Mean over draws, its standard error clustered by draw, and the number of clusters.

    ``clusters`` (draw,) joins draws that share their luck; without it each draw stands alone. The error of a single
    cluster is not known (NaN).
    """
    means = draw_means(values)
    kept = np.isfinite(means)
    means = means[kept]
    if means.size == 0:
        return float("nan"), float("nan"), 0
    labels = np.arange(means.size) if clusters is None else np.asarray(clusters)[kept]
    index = np.unique(labels, return_inverse=True)[1]
    groups = int(index.max()) + 1
    mean = float(means.mean())
    if groups == 1:
        return mean, float("nan"), 1
    sums = np.bincount(index, weights=means - mean)
    return mean, float(np.sqrt(groups / (groups - 1) * (sums**2).sum()) / means.size), groups


def probability(values: Array, level: float, clusters: NDArray[np.int64] | None = None) -> Estimate:
    """P(x >= level): each run is tested by itself, then averaged within the draw, then over draws.

    The upper bound counts n draws however many replicates each has: it is wide where those disagree, never narrow.
    """
    reached = np.where(np.isfinite(values), values >= level, np.nan)
    mean, error, n = clustered(reached, clusters)
    return Estimate(mean, error, upper_bound(mean, n), n)


def quantiles(values: Array, shares: list[float]) -> list[float]:
    """Quantiles over all finished runs; NaN when there are none."""
    finished = values[np.isfinite(values)]
    if finished.size == 0:
        return [float("nan")] * len(shares)
    return [float(q) for q in np.quantile(finished, shares)]


def first_reached(paths: Array, level: float) -> Array:
    """First month index at which each run is at ``level`` or above; inf if never, NaN for a failed run.

    ``paths`` has shape (..., time).
    """
    above = paths >= level
    month = np.where(above.any(axis=-1), above.argmax(axis=-1), np.inf)
    return np.where(np.isfinite(paths).all(axis=-1), month, np.nan)


def ordered_quantile(values: Array, share: float) -> float:
    """The quantile that is itself one of the values, so that "never" (inf) stays "never"."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return float("nan")
    return float(np.quantile(known, share, method="inverted_cdf"))


def index_half_width() -> float:
    """Half-width, in standard errors, of the interval on an index or a share (1.96 for 95 %)."""
    return NormalDist().inv_cdf(0.5 + settings.number("index_interval") / 2)


def by_chance(values: Array) -> float:
    """Probability of a mean so far from zero by chance (Student's t, clustered by draw); 1 where none is known."""
    mean, error, draws = clustered(values)
    if draws < 2:
        return 1.0
    if error == 0.0:
        return float(mean == 0.0)
    from scipy.stats import t  # a second of loading, for whoever only reads results

    return float(2.0 * t.sf(abs(mean) / error, draws - 1))


def holm(chance: Array) -> Array:
    """Probabilities (of one dim) corrected for how many are looked at (Holm 1979)."""
    order = np.argsort(chance)
    scaled = np.maximum.accumulate(chance[order] * (chance.size - np.arange(chance.size)))
    corrected = np.empty_like(chance)
    corrected[order] = np.minimum(scaled, 1.0)
    return corrected


def holm_of(chance: Array) -> Array:
    """The same of any shape, all of it corrected together."""
    return holm(chance.ravel()).reshape(chance.shape)
