"""What every rule is handed beside the world and its state."""

from typing import NamedTuple

import numpy as np


class Target(NamedTuple):
    """What counts: a Measure, a scope (0 all, 1 hospitals), Counts, the baseline month, and hours in one FTE."""

    measure: int
    scope: int
    counts: int
    baseline: int
    hours_per_fte: float


class Now(NamedTuple):
    """The month, and what holds in it (R original regions)."""

    month: int  # since January 2022
    levers: np.ndarray  # (R,) records of this month's levers
    p: np.record  # the parameters of the run
    switches: np.record  # mechanisms that are on
    target: Target
    key: tuple[np.uint64, np.uint64]  # seed, luck and replicate
