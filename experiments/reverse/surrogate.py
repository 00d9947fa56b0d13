"""The surrogate: log FTE as a sum over the uncertain numbers, fitted to runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from .. import settings
from .ranges import Array, is_choice, parameter, seen, table

LEAST_FTE = 1.0  # what a run without freed FTE is taken for: logarithms need something


@dataclass(frozen=True, eq=False)
class Surrogate:
    """What runs teach of log FTE.

    Attributes:
        names: the uncertain numbers (P,).
        slopes: of what is seen of them (columns,), and `owner` (columns,) the position in `names` that each is of.
    """

    names: Sequence[str]
    slopes: Array
    owner: NDArray[np.int64]

    def gain(self, name: str, values: Array) -> Array:
        """What values (n,) of a number add to log FTE beyond the mean of its prior, (n,)."""
        return seen(name, values) @ self.slopes[self.owner == self.names.index(name)]

    def sign(self, name: str) -> float:
        """1 where more of a number frees more, else -1."""
        return 1.0 if self.slopes[self.owner == self.names.index(name)][0] >= 0.0 else -1.0

    def favourable(self, name: str) -> float:
        """The end of a number's range at which most is freed."""
        own = parameter(name)
        return own.high if self.sign(name) > 0.0 else own.low

    def in_order(self, name: str) -> tuple[NDArray[np.int64], Array]:
        """The options of a choice, the least favourable first, and the prior probability up to each (options,)."""
        weights = np.array(list(parameter(name).choices.values()))
        order = np.argsort(self.gain(name, np.arange(weights.size, dtype=np.float64)), kind="stable")
        return order, np.cumsum(weights[order]) / weights.sum()


def learn(names: Sequence[str], runs: Sequence[tuple[xr.Dataset, Array]]) -> Surrogate:
    """The surrogate of runs.

    Args:
        names: the uncertain numbers.
        runs: draws and the FTE (draw,) of each, NaN where a run failed. Each part has a level of its own, as
            other scenarios and other draws have.
    """
    parts = [table(names, draws) for draws, _ in runs]
    x, y = zip(*(_centred(part[0], fte) for part, (_, fte) in zip(parts, runs, strict=True)), strict=True)
    slopes = _sparse(np.vstack(x), np.concatenate(y))
    return Surrogate(list(names), slopes, parts[0][1])


def _centred(x: Array, fte: Array) -> tuple[Array, Array]:
    """What is seen of the runs that finished, and their log FTE, less their means."""
    kept = np.isfinite(fte)
    if not kept.any():
        return x[kept], fte[kept]
    y = np.log(np.maximum(fte[kept], LEAST_FTE))
    return x[kept] - x[kept].mean(axis=0), y - y.mean()


def _sparse(x: Array, y: Array) -> Array:
    """Ridge slopes, then twice again with each column in proportion to its slope: what tells little tells less."""
    slopes = _ridge(x, y, settings.number("reverse_ridge"))
    for _ in range(2):
        scale = np.abs(slopes) / max(np.abs(slopes).max(initial=0.0), 1e-300)
        slopes = scale * _ridge(x * scale, y, settings.number("reverse_sparse"))
    return _settled(slopes)


def _settled(slopes: Array) -> Array:
    """Slopes to nine figures: the last ones depend on how many threads a machine's linear algebra takes."""
    return np.array([float(f"{slope:.8e}") for slope in np.round(slopes, 12)])


def _ridge(x: Array, y: Array, penalty: float) -> Array:
    if not len(y):
        return np.zeros(x.shape[1])
    return x.T @ np.linalg.solve(x @ x.T + penalty * np.eye(len(y)), y)


def moved(surrogate: Surrogate, draws: xr.Dataset, share: float | Array) -> xr.Dataset:
    """Every draw with each number moved a share of the way from where it is to its favourable end.

    A choice is drawn from its options put in order: moved, its probability is that much nearer to 1.

    Args:
        surrogate: which end is favourable.
        draws: parameters and luck (draw,).
        share: of the way, one for all or (draw, number).
    """
    shares = np.broadcast_to(share, (draws.sizes["draw"], len(surrogate.names)))
    columns = {}
    for place, name in enumerate(surrogate.names):
        values, part = draws.variables[name].values.astype(np.float64), shares[:, place]
        if is_choice(name):
            columns[name] = ("draw", _chosen(surrogate, name, values, part))
        else:
            columns[name] = ("draw", values + part * (surrogate.favourable(name) - values))
    return draws.assign(columns)


def _chosen(surrogate: Surrogate, name: str, values: Array, share: Array) -> Array:
    order, upto = surrogate.in_order(name)
    rank = np.argsort(order)[values.astype(np.int64)]
    low = np.concatenate([[0.0], upto])[rank]
    u = low + (upto[rank] - low) * _spread(rank)
    u += share * (1.0 - u)
    return order[np.minimum(np.searchsorted(upto, u, side="right"), order.size - 1)].astype(np.float64)


def _spread(rank: NDArray[np.int64]) -> Array:
    """Evenly spaced between 0 and 1 among the draws of the same rank, in the order of the draws."""
    spaced = np.empty(rank.size)
    for each in np.unique(rank):
        here = np.flatnonzero(rank == each)
        spaced[here] = (np.arange(here.size) + 0.5) / here.size
    return spaced
