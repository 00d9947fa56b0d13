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
    if _alone(values, clusters):
        return dict.fromkeys(names)
    return _errors(names, np.array([statistic(values[rows]) for rows in again(len(values), clusters)]))


def errors_of_quantiles(values: Array, shares: tuple[float, ...], clusters: NDArray[np.int64] | None = None) -> Errors:
    """The same of quantiles over all finished runs, ``p05`` and so on: all that is drawn again at once."""
    names = tuple(f"p{100 * share:02.0f}" for share in shares)
    if _alone(values, clusters):
        return dict.fromkeys(names)
    return _errors(names, _quantiles(_taken(values, clusters), np.array(shares)))


def _alone(values: Array, clusters: NDArray[np.int64] | None) -> bool:
    return len(values) < 2 or (clusters is not None and np.unique(clusters).size < 2)


def _taken(values: Array, clusters: NDArray[np.int64] | None) -> Array:
    """Finished runs each time that draws are drawn again (time, run), in order, inf behind the last."""
    rows = [values[each].ravel() for each in again(len(values), clusters)]
    taken = np.full((len(rows), max(map(len, rows))), np.inf)
    for place, each in enumerate(rows):
        taken[place, : each.size] = np.where(np.isfinite(each), each, np.inf)
    taken.sort(axis=1)
    return taken


def _quantiles(taken: Array, shares: Array) -> Array:
    """Quantiles (time, share) between the two nearest runs (Hyndman and Fan 1996, type 7); NaN where none finished."""
    number = np.isfinite(taken).sum(axis=1)[:, None]
    at = np.maximum(number - 1, 0) * shares
    low = np.floor(at).astype(np.int64)
    part = at - low
    ends = [np.take_along_axis(taken, place, axis=1) for place in (low, np.minimum(low + 1, np.maximum(number - 1, 0)))]
    with np.errstate(invalid="ignore"):
        step = ends[1] - ends[0]
        found = np.where(part < 0.5, ends[0] + step * part, ends[1] - step * (1.0 - part))
    return np.where(number > 0, found, np.nan)


def _errors(names: tuple[str, ...], found: Array) -> Errors:
    with np.errstate(invalid="ignore"):
        spread = found.std(axis=0, ddof=1)
    return {name: _number(each) for name, each in zip(names, spread, strict=True)}


def _number(value: float) -> Number:
    return float(value) if np.isfinite(value) else None
