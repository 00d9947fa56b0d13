"""What the fit does to the headline, and which evidence does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.runs.draws import as_draws

from .fitting import fit
from .headline import freed_fte
from .intervals import quantiles
from .settings import OWN
from .simulator import SCENARIO
from .targets import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from .bank import Bank

DRAWS = OWN.count("moves_draws")


def moves(
    bank: Bank, targets: Sequence[Target], by: int, draws: int = DRAWS, seed: int = 1, workers: int = 1
) -> list[dict[str, Any]]:
    """Headline FTE of current policy in a month under the prior, the posterior, and posteriors that lack some evidence.

    Args:
        bank: from `bank.build`.
        targets: those that are fitted.
        by: the month (0 is January 2022).
        draws: draws of each, with the same luck.
        seed: seed of everything random.
        workers: threads.

    Returns:
        For each, `name` (prior, posterior, or what was left out), `low`, `median`, `high` (5th, 50th and 95th
        percentile) and `mean` with its standard error `se`.
    """
    rows = [_row("prior", as_draws(draws, seed), by, seed, workers)]
    for name, kept in [("posterior", list(targets)), *without(targets)]:
        drawn = fit(bank, kept, seed).draws(draws, seed)
        rows.append(_row(name, drawn, by, seed, workers))
    return rows


def without(targets: Sequence[Target]) -> list[tuple[str, list[Target]]]:
    """What is left when the counts of partnerships, or one episode, are left out."""
    names = sorted({each.episode for each in targets} - {""})
    found = [("collaboration", [each for each in targets if each.episode])]
    return found + [(name, [each for each in targets if each.episode != name]) for name in names]


def _row(name: str, draws: xr.Dataset, by: int, seed: int, workers: int) -> dict[str, Any]:
    fte = freed_fte(SCENARIO, draws, by, seed, workers)
    fte = fte[np.isfinite(fte)]
    low, median, high = quantiles(fte)
    error = float(fte.std(ddof=1) / np.sqrt(fte.size))
    return {"name": name, "low": low, "median": median, "high": high, "mean": float(fte.mean()), "se": error}
