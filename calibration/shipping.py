"""What the file of a fit holds beside draws: what each gives of all that was seen, the forced variant, the centre."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, rankdata

from samspil.model.epoch import month_number
from samspil.runs.basis import basis
from samspil.runs.draws import with_luck

from .bank import Bank
from .headline import freed_fte
from .intervals import quantiles
from .settings import OWN
from .simulator import SCENARIO, Simulator
from .targets import load_targets

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

# The observation that the forced variant takes at its word, and how often each draw is replayed for it.
FORCED_BY, FORCED_REPLAYS = OWN.word("forced_by"), OWN.count("forced_replays")
# The centre: among so many draws, nearest to the median in these quantities and in FTE at these months; the nearest few
# run again with other luck.
CENTRE_DRAWS, CENTRE_NEAREST, CENTRE_AGAIN = (
    OWN.count(name) for name in ("centre_draws", "centre_nearest", "centre_again")
)
CENTRE_QUANTITIES, CENTRE_MONTHS = OWN.word("centre_quantities").split(), OWN.word("centre_months").split()


def complete(
    draws: xr.Dataset, seed: int = 1, workers: int = 1, report: Callable[[int], None] = lambda done: None
) -> xr.Dataset:
    """Draws of a posterior with all that their file holds (see `samspil.runs.fitted`).

    Args:
        draws: parameters (dim `draw`), as they will be read from the file.
        seed: of the fit.
        workers: threads.
        report: told how many draws are simulated.
    """
    targets = [target for target in load_targets().values() if target.quantity]
    values = Simulator(seed, targets, workers)(draws, report)
    names = [target.name for target in targets]
    place = centre(draws, dict(zip(names, values.T, strict=True)), seed, workers)
    found = draws.assign_coords(target=names).assign(
        simulated=(("draw", "target"), values), forced=("draw", forced(draws, seed, workers))
    )
    return found.assign_attrs(central=place, central_luck=place, forced_by=FORCED_BY, **basis(seed))


def before(bank: Bank) -> str:
    """Low end, median and high end of each quantity before the fit, as JSON by name."""
    return json.dumps({name: quantiles(bank.values[:, at]) for at, name in enumerate(bank.targets)})


def forced(draws: xr.Dataset, seed: int, workers: int) -> np.ndarray:
    """Weight (draw,) of each draw, mean 1, once the one harvest on record is taken at its word: the likelihood of what
    was reported, its measurement error alone off, over the luck that a roll-out may have had."""
    target = load_targets()[FORCED_BY]
    likely = np.zeros(draws.sizes["draw"])
    for replay in range(FORCED_REPLAYS):
        values = Simulator(seed, [target], workers, replicate=replay)(draws)[:, 0]
        likely += norm.pdf(values, target.value, target.deviations[0])
    return likely / likely.mean()


def centre(draws: xr.Dataset, simulated: dict[str, np.ndarray], seed: int, workers: int) -> int:
    """The place of the draw that is nearest to the median of all in what matters: by the run that is shown of it, and
    by what it frees on average over luck."""
    chosen = np.random.default_rng([seed, 5]).permutation(draws.sizes["draw"])[:CENTRE_DRAWS]
    some = with_luck(draws).isel(draw=chosen)
    fte = _headline(some, seed, workers)
    seen = np.column_stack([fte, *(simulated[name][chosen] for name in CENTRE_QUANTITIES)])
    near = np.argsort(np.linalg.norm(_scores(seen), axis=1))[:CENTRE_NEAREST]
    again = [_headline(some.isel(draw=near), seed, workers, replicate) for replicate in range(1, CENTRE_AGAIN + 1)]
    average = fte.copy()
    average[near] = np.mean([fte[near], *again], axis=0)
    both = np.column_stack([seen, average])
    return int(chosen[near[np.argmin(np.linalg.norm(_scores(both)[near], axis=1))]])


def _headline(draws: xr.Dataset, seed: int, workers: int, replicate: int = 0) -> np.ndarray:
    months = [month_number(month) or 0 for month in CENTRE_MONTHS]
    found = freed_fte(SCENARIO, draws, months, seed, workers, replicate)
    return np.where(np.isfinite(found), found, np.inf)


def _scores(values: np.ndarray) -> np.ndarray:
    """Where values (n, Q) stand among their like, as normal scores: 0 is the median."""
    return norm.ppf((rankdata(values, axis=0) - 0.5) / len(values))
