"""A few recorded worlds of a policy: who works with whom, who uses how much, and what became of each partnership."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from samspil.model.epoch import MONTHS, MONTHS_A_YEAR
from samspil.runs import simulate, to_networkx

from .asking import Ask, drawn, policy, settings
from .refining import most

if TYPE_CHECKING:
    import xarray as xr

MUNICIPALITY = 0


@dataclass(frozen=True, eq=False)
class World:
    """One recorded run, and the number of solutions in use at each municipality by month, (municipality, month)."""

    ds: xr.Dataset
    used: np.ndarray

    @property
    def municipalities(self) -> list[str]:
        """Their names."""
        return [str(name) for name in self.ds["municipality"].values]

    def network(self, month: str) -> nx.Graph:
        """Who works with whom at the end of a month, `YYYY-MM`."""
        return to_networkx(self.ds, month)


@lru_cache(maxsize=24)
def world(ask: Ask, place: int) -> World:
    """The run of a policy under one of the draws, recorded: the same run as that of the answer.

    Raises:
        UserError: the question is wrong.
    """
    one = drawn(ask.numbers, ask.optimism, most()).isel(draw=[place])
    seed, level = settings.count("seed"), ask.level
    from dataclasses import replace

    found = simulate(
        replace(policy(ask), potentials=level), seed, parameters=one, record="events", beyond_evidence=True
    )
    return World(found, used(found))


def used(ds: xr.Dataset) -> np.ndarray:
    """Solutions in use at each municipality at the end of each month, (municipality, month)."""
    kinds = ds["adoption_kind"].values == MUNICIPALITY
    change = np.zeros((ds.sizes["municipality"], MONTHS + 1))
    hosts = ds["adoption_host"].values[kinds]
    for name, sign in (("adoption_live_from", 1.0), ("adoption_abandoned", -1.0)):
        months = ds[name].values[kinds]
        inside = (months >= 0) & (months < MONTHS)
        np.add.at(change, (hosts[inside], months[inside]), sign)
    return np.cumsum(change, axis=1)[:, :MONTHS]


def mean_use(worlds: list[World], year: int, first: int) -> np.ndarray:
    """Mean number of solutions in use in December of a year over worlds, (municipality,); `first` is the first year."""
    month = (year - first) * MONTHS_A_YEAR + MONTHS_A_YEAR - 1
    return np.mean([each.used[:, month] for each in worlds], axis=0)
