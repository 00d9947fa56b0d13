"""Checks against what happened: each observation of the past beside what the model makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .episodes import load_episodes
from .replaying import replay, seen

if TYPE_CHECKING:
    import xarray as xr

RANGE = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Check:
    """One observation: what was counted, and the 5th, 50th and 95th percentile of the replayed runs, in its unit."""

    episode: str
    title: dict[str, str]
    month: str
    note: dict[str, str]
    observed: float
    low: float
    median: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the observation lies in the 90 % range of the replay."""
        return self.low <= self.observed <= self.high


def validate(draws: int | xr.Dataset = 100, replicates: int = 4, seed: int = 1) -> list[Check]:
    """Replay every shipped episode and hold it against its observations.

    Args:
        draws: a number of draws from the prior, or a Dataset of parameters (dim `draw`).
        replicates: runs of each draw.
        seed: seed of everything random.

    Raises:
        UserError: draws or replicates that are none.
    """
    checks = []
    for episode in load_episodes().values():
        runs = replay(episode, draws, replicates, seed)
        counts = {str(name): values.values.reshape(-1, episode.months) for name, values in runs.data_vars.items()}
        for observation in episode.observations:
            replayed = seen(episode, observation, counts)
            low, median, high = (float(value) for value in np.quantile(replayed, RANGE))
            month = str(runs["time"].values[observation.month].astype("datetime64[M]"))
            own = (episode.name, episode.title, month, observation.note, observation.value)
            checks.append(Check(*own, low, median, high))
    return checks
