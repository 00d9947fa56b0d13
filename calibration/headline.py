"""The headline of one scenario, for draws of parameters: what evidence and priors do to it is read off this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.runs import run_ensemble
from samspil.runs.draws import as_draws

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

LEVEL = "estimated"


def freed_fte(scenario: str, draws: xr.Dataset, by: int, seed: int, workers: int) -> np.ndarray:
    """FTE freed in a month (0 is January 2022), one run a draw (D,); not a number where a run failed."""
    drawn = as_draws(draws, seed)
    found = run_ensemble([scenario], draws=drawn, replicates=1, seed=seed, workers=workers, potentials=LEVEL)
    return found["freed_fte"].values[..., by].ravel()
