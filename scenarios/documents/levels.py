"""From changes to levels: one table of months by regions for each lever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from samspil.model.epoch import MONTHS, MONTHS_A_YEAR
from samspil.model.levers import levers

from .changes import Change

SIMULATED = MONTHS + MONTHS_A_YEAR


def lever_table(name: str, changes: Iterable[Change], regions: Sequence[str]) -> np.ndarray:
    """Level of a lever, float64 (180, regions), in its unit.

    Changes act in order on the level before them, which starts at the lever's default and holds again after a change
    ends; the outcome is kept within the lever's range; after December 2035 it stays as in December 2035.
    """
    lever = levers()[name]
    table = np.full((SIMULATED, len(regions)), lever.default)
    for change in changes:
        _apply(table, change, regions)
    np.clip(table, lever.low, lever.high, out=table)
    table[MONTHS:] = table[MONTHS - 1]
    return table


def level_at(name: str, changes: Iterable[Change], regions: Sequence[str], month: int) -> float:
    """Level of a lever in a month (of the epoch), in its unit, the mean over regions."""
    return float(lever_table(name, changes, regions)[month].mean())


def _apply(table: np.ndarray, change: Change, regions: Sequence[str]) -> None:
    columns = [place for place, label in enumerate(regions) if change.regions is None or label in change.regions]
    before = table[:, columns]
    after = {
        "set": np.full_like(before, change.value),
        "add": before + change.value,
        "scale": before * change.value,
    }[change.op]
    weight = weights(change)[:, None]
    # A whole weight takes the new level itself: the sum below would round it.
    table[:, columns] = np.where(weight == 1.0, after, before + weight * (after - before))


def weights(change: Change) -> np.ndarray:
    """How far a change is in force, 0 to 1, float64 (180,): a ramp of n months takes its last step in month n."""
    months = np.arange(SIMULATED)
    rising = np.minimum(1.0, (months - change.start + 1) / max(change.ramp, 1))
    last = SIMULATED if change.end is None else change.end
    return np.where((months >= change.start) & (months <= last), rising, 0.0)
