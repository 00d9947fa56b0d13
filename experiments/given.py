"""Sensitivity from runs that were made for something else: regressions on draws as they are, one number at a time.

Sobol's design needs numbers that are independent; the draws of a fit are not. The first-order share of a number, the
variance of E(y | x) over that of y, needs no such thing and no design (Strong, Oakley and Brennan 2014 estimate
E(y | x) so). Here E(y | x) is a polynomial in the ranks of x. What a correlated number does through x counts for x too.

Arrays throughout: ``values`` (draw, number), ``results`` (draw,) or (draw, column).
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import legvander

from . import settings
from .designs import Array

FIFTH = 0.2


@dataclass(frozen=True)
class Basis:
    """Polynomials of every number over its draws.

    Args:
        terms: orthonormal and without mean, (number, draw, term); 0 where a number has fewer terms.
        degrees: terms that each number has, (number,).
    """

    terms: Array
    degrees: Array


def basis_of(values: Array) -> Basis:
    """The basis of numbers, (draw, number): as many terms as settings say, fewer for one with few different values."""
    from scipy.stats import rankdata

    most = settings.count("given_terms")
    terms, degrees = np.zeros((values.shape[1], len(values), most)), np.zeros(values.shape[1])
    for number, column in enumerate(values.T):
        degree = min(most, np.unique(column).size - 1)
        ranks = 2.0 * (rankdata(column) - 0.5) / len(column) - 1.0
        raw = legvander(ranks, degree)[:, 1:]
        terms[number, :, :degree] = np.linalg.qr(raw - raw.mean(axis=0))[0]
        degrees[number] = degree
    return Basis(terms, degrees)


def shares(basis: Basis, results: Array) -> Array:
    """First-order share of each number in the variance of results (draw, column), (number, column).

    Less what as many terms would explain by chance, so that an idle number has 0 in the middle: values below 0 are
    estimates of 0.
    """
    centred = results - results.mean(axis=0)
    total = np.maximum((centred**2).sum(axis=0), 1e-300)
    explained = (np.einsum("pnk,nc->pkc", basis.terms, centred, optimize=True) ** 2).sum(axis=1) / total
    n, k = len(results), basis.degrees[:, None]
    return (explained * (n - 1) - k) / np.maximum(n - 1 - k, 1.0)


def dummy_share(basis: Basis, results: Array, seed: int) -> Array:
    """The share that the largest of as many idle numbers stays below in 19 of 20 analyses, (column,): the numbers as
    they are beside results in another order."""
    rng = np.random.default_rng(seed)
    orders = np.stack([rng.permutation(len(results)) for _ in range(settings.count("dummy_orders"))])
    largest = [shares(basis, column[orders].T).max(axis=0) for column in results.T]
    return np.quantile(np.array(largest), settings.number("dummy_share"), axis=1)


def share_errors(values: Array, results: Array, seed: int) -> Array:
    """Standard error of each share, (number, column), of results (draw, column): draws drawn again."""
    rng = np.random.default_rng(seed)
    again = (rng.integers(0, len(results), len(results)) for _ in range(settings.count("bootstrap_indices")))
    found = [shares(basis_of(values[rows]), results[rows]) for rows in again]
    return np.std(found, axis=0, ddof=1)


def ends(values: Array, results: Array) -> dict[str, Array]:
    """Mean results, (number,), in the fifth of draws where a number is lowest and in that where it is highest, each
    with its standard error, and the values (means) that the number has there.

    Of a number with few different values these are all draws with the lowest, or the highest.
    """
    names = ("low", "low_se", "high", "high_se", "at_low", "at_high")
    told = {name: np.full(values.shape[1], np.nan) for name in names}
    for number, column in enumerate(values.T):
        edges = np.quantile(column, [FIFTH, 1.0 - FIFTH])
        for name, inside in (("low", column <= edges[0]), ("high", column >= edges[1])):
            if np.unique(column).size <= settings.count("few_values"):
                inside = column == (column.min() if name == "low" else column.max())
            chosen = results[inside]
            told[name][number], told[f"at_{name}"][number] = chosen.mean(), column[inside].mean()
            told[f"{name}_se"][number] = chosen.std(ddof=1) / np.sqrt(chosen.size) if chosen.size > 1 else np.nan
    return told
