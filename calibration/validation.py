"""Checks against what happened: each observation of the past beside what the model makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from samspil.model.errors import UserError
from samspil.model.messages import say

from .episodes import further_episodes, load_episodes
from .intervals import Interval, quantiles
from .replaying import replay, seen

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Check(Interval):
    """One observation: what was counted, and the 5th, 50th and 95th percentile of the replayed runs, in its unit.

    Example:
        >>> outside = [check.episode for check in validate(draws=4, replicates=1) if not check.inside]
    """

    episode: str
    title: dict[str, str]
    month: str
    note: dict[str, str]


def validate(
    draws: int | xr.Dataset = 100, replicates: int = 4, seed: int = 1, folder: Path | None = None
) -> list[Check]:
    """Replay episodes and hold them against their observations.

    Args:
        draws: a number of draws from the prior, or a Dataset of parameters (dim `draw`).
        replicates: runs of each draw.
        seed: seed of everything random.
        folder: of a reader's own `episodes.csv` and `observations.csv`, for those alone; the shipped ones if none.

    Raises:
        UserError: draws or replicates that are none, a wrong table, or nothing to hold a replay against.

    Example:
        >>> for check in validate(draws=4, replicates=1):
        ...     told = check.episode, check.month
    """
    checks = []
    episodes = load_episodes() if folder is None else further_episodes(folder)
    if not episodes:
        raise UserError(say("no-observations-to-replay", folder=folder))
    for episode in episodes.values():
        runs = replay(episode, draws, replicates, seed)
        counts = {str(name): values.values.reshape(-1, episode.months) for name, values in runs.data_vars.items()}
        for observation in episode.observations:
            replayed = seen(episode, observation, counts)
            month = str(runs["time"].values[observation.month].astype("datetime64[M]"))
            said = quantiles(replayed)
            checks.append(Check(observation.value, *said, episode.name, episode.title, month, observation.note))
    return checks
