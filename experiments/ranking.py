"""How often each scenario ranks first when all face the same draws."""

import numpy as np
import xarray as xr

from . import ensemble
from .errors import errors_of
from .outcomes import number
from .records import Rank
from .statistics import clustered, draw_means


def ranking(ds: xr.Dataset, level: str) -> list[Rank]:
    """Scenarios by mean headline FTE at the target's date, best first, with the share of draws in which each is first.

    A draw's value is the mean over its replicates; ties share the first place.
    """
    month = ensemble.month_number(ds, ensemble.target_of(ds)["by"])
    names = ensemble.scenarios(ds)
    values = [ensemble.headline(ds, name, level)[..., month] for name in names]
    means, shared = [draw_means(value) for value in values], ensemble.clusters(ds)
    first, tied = first_shares(means), errors_of(np.stack(means, axis=1), tuple(names), _firsts, shared)
    told: list[Rank] = [
        {
            "name": name,
            "mean": number(clustered(value)[0]),
            "first": number(share),
            "errors": {"mean": number(clustered(value, shared)[1]), "first": tied[name]},
        }
        for name, value, share in zip(names, values, first, strict=True)
    ]
    return sorted(told, key=lambda row: -np.inf if row["mean"] is None else row["mean"], reverse=True)


def _firsts(means: np.ndarray) -> list[float]:
    return first_shares(list(means.T))


def first_shares(means: list[ensemble.Array]) -> list[float]:
    """Share of draws in which each is highest; one array (draw,) for each, paired by draw."""
    stacked = np.stack(means)
    stacked = stacked[:, np.isfinite(stacked).all(axis=0)]
    if stacked.shape[1] == 0:
        return [float("nan")] * len(means)
    best = stacked == stacked.max(axis=0)
    return [float(share) for share in (best / best.sum(axis=0)).mean(axis=1)]
