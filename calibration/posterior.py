"""The shipped posterior: the draws that a forecast uses unless it is told otherwise."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.parameters import digest
from samspil.runs.draws import as_draws, at_least_one

from .settings import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr

FILE = "posterior.nc"
# Below these a parameter's spread and middle are its prior's.
DOMINATED, SHIFT = OWN.number("dominated"), OWN.number("shift")


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


def settled() -> dict[str, tuple[float, float]]:
    """By parameter, the share of its prior variance that the evidence takes away, and by how many prior standard
    deviations it moves it; empty where no posterior ships."""
    posterior = shipped()
    if posterior is None:
        return {}
    told = ("shrinkage", "shift")
    return {
        str(name): tuple(float(held.attrs.get(each, 0.0)) for each in told)
        for name, held in posterior.data_vars.items()
    }


def dominated(shrinkage: float, shift: float) -> bool:
    """Whether a parameter keeps its prior: evidence neither narrows nor moves it much."""
    return shrinkage < DOMINATED and abs(shift) < SHIFT


def prior_dominated(names: Iterable[str]) -> bool:
    """Whether the evidence says next to nothing of any of these parameters: their priors decide."""
    told = settled()
    return bool(told) and all(dominated(*told.get(name, (0.0, 0.0))) for name in names)


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
