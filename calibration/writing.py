"""The file of a posterior: whole or absent, in single precision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.runs.files import write_whole

if TYPE_CHECKING:
    import xarray as xr


def as_written(draws: xr.Dataset) -> xr.Dataset:
    """Draws as they will be read from their file: what is said of them is said of these."""
    return draws.astype(np.float32).astype(np.float64)


def write(draws: xr.Dataset, path: Path) -> None:
    """Write a posterior so that a half-written file is never taken for one.

    Raises:
        UserError: it cannot be written.
    """
    packed = {str(name): {"zlib": True, "shuffle": True} for name in draws.data_vars}
    narrow = draws.astype(np.float32)
    write_whole(path, lambda fresh: narrow.to_netcdf(fresh, engine="netcdf4", encoding=packed))
