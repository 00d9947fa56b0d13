"""The shipped posterior: the draws that a forecast uses unless it is told otherwise."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.parameters import digest
from samspil.runs.draws import as_draws, at_least_one

if TYPE_CHECKING:
    import xarray as xr

FILE = "posterior.nc"


def path() -> Path:
    """Where the shipped posterior lies."""
    return Path(str(files("samspil.calibration") / "data" / FILE))


@cache
def shipped() -> xr.Dataset | None:
    """The shipped posterior, None if there is none or if it was made for other parameters."""
    import xarray as xr

    if not path().exists():
        return None
    with xr.open_dataset(path()) as held:
        loaded = held.load()
    return loaded if loaded.attrs.get("parameters") == digest() else None


def draws_of(draws: int | xr.Dataset, seed: int, prior: bool = False) -> xr.Dataset:
    """Draws for a forecast: a number of them from the posterior (from the prior, if asked or if there is none), or a
    Dataset of parameters as it is.

    Draw i is a pure function of (seed, i): the posterior's draws in an order that the seed shuffles, and over again
    with other luck where more are asked for than it has.

    Raises:
        UserError: as `as_draws`.
    """
    posterior = None if prior else shipped()
    if posterior is None or hasattr(draws, "data_vars"):
        return as_draws(draws, seed)
    number = at_least_one("draws", draws)
    size = posterior.sizes["draw"]
    order = np.random.default_rng(seed).permutation(size)
    places = order[np.arange(number) % size]
    return as_draws(posterior.isel(draw=places).assign_coords(draw=np.arange(number)), seed)
