"""Simulation errors of what is no mean: quantiles, dates, ranks. Draws are drawn again, with replacement, so that the
replicates of a draw, and draws that share their luck, stay together (Efron 1979).
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from . import settings
from .records import Errors, Number

Array = NDArray[np.float64]
Statistic = Callable[[Array], list[float]]


def again(draws: int, clusters: NDArray[np.int64] | None = None) -> Iterator[NDArray[np.int64]]:
    """Rows of draws as they are drawn again, so many times as settings say; ``clusters`` (draw,) stay together."""
    rng = np.random.default_rng(draws)
    whole = np.arange(draws) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    rows = np.argsort(whole, kind="stable")
    starts = np.searchsorted(whole[rows], np.arange(whole.max(initial=0) + 2))
    for _ in range(settings.count("bootstrap_errors")):
        chosen = rng.integers(0, len(starts) - 1, len(starts) - 1)
        if clusters is None:
            yield chosen
        else:
            yield np.concatenate([rows[starts[each] : starts[each + 1]] for each in chosen])


def errors_of(
    values: Array, names: tuple[str, ...], statistic: Statistic, clusters: NDArray[np.int64] | None = None
) -> Errors:
    """Standard errors of a statistic of runs (draw, replicate), one a name; None where there is a single draw, or where
    the statistic is sometimes not known."""
    if len(values) < 2 or (clusters is not None and np.unique(clusters).size < 2):
        return dict.fromkeys(names)
    found = np.array([statistic(values[rows]) for rows in again(len(values), clusters)])
    with np.errstate(invalid="ignore"):
        spread = found.std(axis=0, ddof=1)
    return {name: _number(each) for name, each in zip(names, spread, strict=True)}


def _number(value: float) -> Number:
    return float(value) if np.isfinite(value) else None
