"""What knowing numbers is worth to a decision: the expected value of partial perfect information, from given runs.

One chooses the option with the largest expected benefit. Who knew the numbers phi first would choose by
E(benefit | phi), and gain the mean of its largest over options less the largest mean (EVPPI). E(benefit | phi) is a
regression on draws as they are (Strong, Oakley and Brennan 2014), of differences between options under the same draw
and luck, so that what all options share cancels. A regression on noise spreads too; its fit is drawn in until its
variance is an unbiased estimate.

What is estimated so is too low where options are alike: worth has its peak where means are equal, and estimated means
are not; the largest of them is too large. So what the largest is, is told by splitting (:func:`largest`): half of the
draws choose, the other half tells. That takes most of the bias (decision 0030) and not all; a range holds the rest: its
upper end is the worth were the options closer, by what their means can be off, and were nothing of the fit noise.

Arrays: ``benefits`` (draw, option); a group of numbers is the orthonormal ``terms`` (draw, term) of its regression.
"""

import numpy as np
from numpy.polynomial.legendre import legvander
from scipy.stats import rankdata

from . import settings
from .designs import Array
from .tell import Step, nothing


def terms_of(values: Array) -> Array:
    """Regression terms of a group of numbers, (draw, number): polynomials in the ranks of each, fewer where they are
    many, orthonormal and without mean."""
    draws, most = len(values), settings.count("given_terms")
    degree = max(1, min(most, int(draws * settings.number("terms_share")) // values.shape[1]))
    columns = []
    for column in values.T:
        ranks = 2.0 * (rankdata(column) - 0.5) / draws - 1.0
        columns.append(legvander(ranks, min(degree, np.unique(column).size - 1))[:, 1:])
    raw = np.concatenate(columns, axis=1)
    left, size, _ = np.linalg.svd(raw - raw.mean(axis=0), full_matrices=False)
    return left[:, size > 1e-9 * max(size[0], 1e-300)]


def expected(terms: Array, results: Array) -> tuple[Array, Array]:
    """E(result | group) of each draw, (draw, column), and its unbiased share of the variance, (column,); below 0 it is
    an estimate of 0."""
    mean = results.mean(axis=0)
    centred = results - mean
    total = np.maximum((centred**2).sum(axis=0), 1e-300)
    fit = terms @ (terms.T @ centred)
    explained = (fit**2).sum(axis=0) / total
    n, k = len(results), terms.shape[1]
    share = (explained * (n - 1) - k) / max(n - 1 - k, 1)
    drawn_in = np.sqrt(np.clip(share, 0.0, None) / np.maximum(explained, 1e-300))
    return mean + fit * np.minimum(drawn_in, 1.0), share


def evppi(terms: Array, benefits: Array) -> float:
    """What knowing the group first is worth, in the unit of the benefits; never more than knowing everything is."""
    against = benefits - benefits[:, [int(np.argmax(benefits.mean(axis=0)))]]
    known, _ = expected(terms, against)
    return min(evpi(known), evpi(against))


def corrected(terms: Array, benefits: Array) -> float:
    """:func:`evppi` less its bias where options are alike, as far as splitting takes it; never below 0, never more than
    knowing everything is."""
    against = benefits - benefits[:, [int(np.argmax(benefits.mean(axis=0)))]]
    known, _ = expected(terms, against)
    errors = splits(against)
    worth = largest(known, errors).mean() - largest(known.mean(axis=0)[None], errors)[0]
    return float(np.clip(worth, 0.0, evpi(against)))


def splits(benefits: Array) -> Array:
    """By how much the means of options (split, option) differ between a random half of the draws and the whole: normal
    with the covariance of the means, each with its mirror image."""
    spread = np.atleast_2d(np.cov(benefits.T)) / len(benefits)
    size, axes = np.linalg.eigh(spread)
    shape = settings.count("worth_splits") // 2, benefits.shape[1]
    chance = np.random.default_rng(0).standard_normal(shape) * np.sqrt(np.clip(size, 0.0, None))
    return np.concatenate([chance, -chance]) @ axes.T


def largest(means: Array, errors: Array) -> Array:
    """The largest of means (row, option) without the luck of being the largest, (row,): one half of the draws chooses,
    the other, which is off the other way, tells what the chosen option gives."""
    rows = np.arange(len(means))
    told = [(means - error)[rows, np.argmax(means + error, axis=1)] for error in errors]
    return np.mean(told, axis=0)


def closer(benefits: Array) -> Array:
    """The benefits were every option nearer to the best in the mean, as near as the error of their difference allows;
    (draw, option)."""
    against = benefits - benefits[:, [int(np.argmax(benefits.mean(axis=0)))]]
    error = against.std(axis=0, ddof=1) / np.sqrt(len(against))
    return benefits + np.minimum(-against.mean(axis=0), settings.number("moved_errors") * error)


def worth_range(terms: Array, benefits: Array, error: float) -> tuple[float, float]:
    """What the worth of a group may be: from the estimate less its error, 0 at least, to that of options as close as
    draws allow and of the fit as it is, noise and all, with its error; at most what knowing everything would then be
    worth, and no less than the estimate."""
    near, wide = closer(benefits), settings.number("moved_errors") * error
    against = near - near[:, [int(np.argmax(near.mean(axis=0)))]]
    mean = against.mean(axis=0)
    most = evpi(mean + terms @ (terms.T @ (against - mean)))
    worth = corrected(terms, benefits)
    return max(0.0, worth - wide), max(worth, min(most + wide, evpi(near)))


def evpi(benefits: Array) -> float:
    """What knowing everything first would be worth; where each draw ran once, its luck too."""
    return float(benefits.max(axis=1).mean() - benefits.mean(axis=0).max())


def worth_error(values: Array, benefits: Array, seed: int) -> float:
    """Standard error of an EVPPI: draws drawn again, with replacement."""
    rng = np.random.default_rng(seed)
    again = (rng.integers(0, len(benefits), len(benefits)) for _ in range(settings.count("bootstrap_indices")))
    return float(np.std([corrected(terms_of(values[rows]), benefits[rows]) for rows in again], ddof=1))


def dummies(
    groups: list[Array], benefits: Array, column: Array, seed: int, step: Step = nothing
) -> tuple[float, float]:
    """What groups that do nothing would be worth, and their share in the variance of a column (draw,): the levels that
    the largest of all stays below in 19 of 20 orders of the draws."""
    rng = np.random.default_rng(seed)
    worth, shares = [], []
    for _ in range(settings.count("dummy_orders")):
        order = rng.permutation(len(benefits))
        worth.append(max(evppi(terms, benefits[order]) for terms in groups))
        shares.append(max(float(expected(terms, column[order][:, None])[1][0]) for terms in groups))
        step()
    below = settings.number("dummy_share")
    return float(np.quantile(worth, below)), float(np.quantile(shares, below))
