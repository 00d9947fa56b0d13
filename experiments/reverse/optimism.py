"""Correlated optimism: every draw moved the same share of the way to the favourable end of each number.

The draws of a forecast take every number by itself, so favourable values of many at once are as good as never drawn.
If what is not known errs on one side (one cause behind many numbers, one temper of those who estimate), they come
together; this says what then.
"""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from ..asking import Asking
from ..ensemble import Array
from ..outcomes import chance, distribution
from ..records import Chance, Optimism, Shift
from .learning import Known, Tail, surrogate_of
from .surrogate import Surrogate, moved


def optimism(
    known: Known, tail: Sequence[Tail], dates: Sequence[str], shares: Sequence[float], number: int, asking: Asking
) -> list[Optimism]:
    """What a scenario frees by each date at each common shift; one record a date.

    Args:
        known: the scenario and the forecast's runs of it; they are the shift of 0.
        tail: runs that reach into the top tail: the surrogate says which ends are favourable, for each date.
        dates: months as ``YYYY-MM``.
        shares: of the way to the favourable ends, above 0.
        number: draws of the forecast that are moved, the first ones.
        asking: how runs are asked for.
    """
    few = known.draws.isel(draw=slice(number))
    fte = float(known.scenario.target.record()["fte"])
    told: list[Optimism] = []
    for place, date in enumerate(dates):
        surrogate = surrogate_of(known, tail, place)
        runs = _moved_runs(known, surrogate, few, shares, date, asking)
        shifts = [
            _shift(0.0, known.fte[..., place], fte),
            *(_shift(*each, fte) for each in zip(shares, runs, strict=True)),
        ]
        told.append(
            {
                "scenario": known.scenario.name,
                "potentials": asking.level,
                "target": fte,
                "by": date,
                "ranges": len(surrogate.names),
                "shifts": shifts,
            }
        )
    return told


def _moved_runs(
    known: Known, surrogate: Surrogate, draws: xr.Dataset, shares: Sequence[float], date: str, asking: Asking
) -> list[Array]:
    """FTE (draw, 1) at each shift, all in one question."""
    size = draws.sizes["draw"]
    each = [moved(surrogate, draws, share) for share in shares]
    joined = xr.concat(each, "draw", coords="minimal", compat="override").assign_coords(
        draw=np.arange(size * len(each))
    )
    runs = asking.due([known.scenario], joined, 1, [date])[0, :, :, 0]
    return [runs[start : start + size] for start in range(0, len(runs), size)]


def _shift(share: float, fte: Array, target: float) -> Shift:
    """What is told of the runs (draw, 1) at one shift."""
    failed = int((~np.isfinite(fte)).sum())
    told: Chance = chance(fte, target)
    return {"share": share, "failed": failed, "fte": distribution(fte), **told}
