"""The headline of one scenario, for draws of parameters: what evidence and priors do to it is read off this."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from samspil.runs import run_ensemble
from samspil.runs.fitted import draws_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

LEVEL = "estimated"
# Draws that are run at once, so that memory stays flat: a run records some 14,000 numbers.
BLOCK = 100


def freed_fte(
    scenario: str, draws: xr.Dataset, by: int | Sequence[int], seed: int, workers: int, replicate: int = 0
) -> np.ndarray:
    """FTE freed in a month (0 is January 2022), one run a draw (D,), or in several (D, months); not a number where a
    run failed."""
    # A fit is made before there is one: what it does not draw stands at its default.
    drawn = draws_of(draws, seed, prior=True)
    blocks = [drawn.isel(draw=slice(at, at + BLOCK)) for at in range(0, drawn.sizes["draw"], BLOCK)]
    return np.concatenate([_of_block(scenario, block, by, seed, workers, replicate) for block in blocks])


def _of_block(
    scenario: str, draws: xr.Dataset, by: int | Sequence[int], seed: int, workers: int, replicate: int
) -> np.ndarray:
    found = run_ensemble(
        [scenario], draws=draws, replicates=replicate + 1, seed=seed, workers=workers, potentials=LEVEL, prior=True
    )
    return found["freed_fte"].values[0, :, replicate][:, by]
