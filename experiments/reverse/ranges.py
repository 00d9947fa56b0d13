"""The uncertain numbers of a scenario, as what a surrogate sees and as scores whose prior is N(0, 1)."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from samspil.model.parameters import Parameter, registry
from samspil.runs.draws import column

Array = NDArray[np.float64]
# Probabilities of a prior: fine enough for a score of 3, where next to nothing is left of a range.
GRID = np.linspace(0.0, 1.0, 4097)
FURTHEST = 3.5


def parameter(name: str) -> Parameter:
    """A parameter of the registry."""
    return registry()[name]


def is_choice(name: str) -> bool:
    """Whether it is a structural choice and no number."""
    return bool(parameter(name).choices)


def score_of(name: str, values: Array) -> Array:
    """Where values of a number (n,) stand in its prior, as standard normal scores (n,)."""
    from scipy.stats import norm

    probability = np.interp(values, parameter(name).quantile(GRID), GRID)
    return np.clip(norm.ppf(probability), -FURTHEST, FURTHEST)


def at_scores(name: str, scores: Array) -> Array:
    """The values of a number at scores, both (n,)."""
    from scipy.stats import norm

    return parameter(name).quantile(norm.cdf(scores))


def seen(name: str, values: Array) -> Array:
    """What the surrogate sees of values (n,), in columns (n, k).

    Of a number its logarithm (the model is a product), as it is where it can be 0 or negative; of a choice one column
    an option. All have mean 0 and standard deviation 1 under the prior.
    """
    own = parameter(name)
    if own.choices:
        weights = np.array(list(own.choices.values())) / sum(own.choices.values())
        options = np.arange(weights.size)
        return ((values[:, None] == options) - weights) / np.sqrt(weights * (1.0 - weights))
    change = np.log if own.low > 0.0 else np.asarray
    spread = change(own.quantile(GRID))
    return ((change(values) - spread.mean()) / spread.std())[:, None]


def table(names: Sequence[str], draws: xr.Dataset) -> tuple[Array, NDArray[np.int64]]:
    """What the surrogate sees of draws (n, columns), and the position in `names` that each column is of."""
    parts = [seen(name, column(draws, name).astype(np.float64)) for name in names]
    return np.hstack(parts), np.repeat(np.arange(len(names)), [part.shape[1] for part in parts])


def middle(names: Sequence[str], draws: xr.Dataset) -> Array:
    """The score (names,) at which each number has its median over draws; 0 for a choice."""
    return np.array(
        [0.0 if is_choice(name) else score_of(name, np.median(column(draws, name), keepdims=True))[0] for name in names]
    )
