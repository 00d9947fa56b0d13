"""How likely it is that a level of FTE is passed by a month, of every policy of an ensemble, with its interval."""

from __future__ import annotations

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import near_hint
from samspil.runs.precision import upper_bound

from . import ensemble
from .statistics import probability

TOLD = ("p", "se", "low", "high")


def chances(ds: xr.Dataset, fte: float, by: str = "") -> xr.Dataset:
    """The chance of at least so many freed FTE in a month, as the target of the ensemble counts them.

    Each run is tested by itself, then averaged within its draw, then over draws. ``low`` and ``high`` are exact
    binomial bounds (Clopper and Pearson 1934) at the confidence of ``runs/data/settings.csv`` each, of as many trials
    as there are draws: wide where the replicates of a draw disagree, never narrow. ``se`` is clustered by draw.

    Args:
        ds: an ensemble: of `run_ensemble`, `open_results` or a forecast.
        fte: the level.
        by: a month, YYYY-MM; that of the target if not given.

    Returns:
        ``p``, ``se``, ``low`` and ``high`` (scenario, potentials), shares.

    Raises:
        UserError: a month that the ensemble does not have.

    Example:
        >>> ds = run_ensemble(["current-policy", "full-portfolio"], draws=20, replicates=1)
        >>> chances(ds, 500, "2030-12")["p"].dims
        ('scenario', 'potentials')
    """
    month = by or ensemble.target_of(ds)["by"]
    if month not in ensemble.months(ds):
        hint = near_hint(month, ensemble.months(ds))
        raise UserError(say("is-not-known", what="by", given=month, hint=hint))
    labels = {"scenario": ensemble.scenarios(ds), "potentials": ensemble.levels(ds)}
    told = [[_chance(ds, name, level, fte, month) for level in labels["potentials"]] for name in labels["scenario"]]
    values = np.array(told)
    of = {name: (tuple(labels), values[..., place], {"units": "share"}) for place, name in enumerate(TOLD)}
    return xr.Dataset(of, labels, {"fte": float(fte), "by": month})


def _chance(ds: xr.Dataset, name: str, level: str, fte: float, month: str) -> list[float]:
    """In the order of `TOLD`."""
    due = ensemble.headline(ds, name, level)[..., ensemble.month_number(ds, month)]
    found = probability(due, fte, ensemble.clusters(ds))
    return [found.value, found.error, 1.0 - upper_bound(1.0 - found.value, found.n), upper_bound(found.value, found.n)]
