"""Reading results: opening a folder, and the table of runs that failed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.parameters import current_name

from .layout import as_text
from .provenance import FORMAT
from .variables import bookkeeping, variables

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from .plan import Plan
    from .work import Failure

STORE = "results.zarr"


def open_results(path: str | Path) -> xr.Dataset:
    """Results of an ensemble, read from disk as they are asked for, parameters under their names of today.

    Args:
        path: a results folder, the `results.zarr` in it, or a NetCDF file of one trajectory.

    Raises:
        UserError: there is none, it is unfinished, or another program's or a later version's.
    """
    import xarray as xr

    found = _find(Path(path))
    try:
        ds = xr.open_dataset(found) if found.is_file() else xr.open_zarr(found, chunks=None)
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{found}: cannot be read as results: {str(error).splitlines()[0]}") from error
    told = ds.attrs.get("format")
    if told != FORMAT:
        ds.close()
        raise UserError(f"{found}: its format is {told!r}, and this version reads {FORMAT!r}")
    # Zarr lists arrays by the alphabet; the table's order is the one that people expect.
    known = [name for name in (*variables(), *bookkeeping()) if name in ds]
    ds = ds[[*known, *(name for name in ds.data_vars if name not in known)]]
    return as_text(_renamed(ds) if "parameter" in ds.coords else ds)


def _renamed(ds: xr.Dataset) -> xr.Dataset:
    names = ds["parameter"]
    return ds.assign_coords(parameter=names.copy(data=np.array([current_name(str(name)) for name in names.values])))


def failures(ds: xr.Dataset) -> pd.DataFrame:
    """The runs that gave no result: potentials, scenario, draw, replicate, message."""
    import pandas as pd

    columns = ["potentials", "scenario", "draw", "replicate", "message"]
    return pd.DataFrame(json.loads(ds.attrs.get("failures", "[]")), columns=columns)


def failure_rows(plan: Plan, failed: list[tuple[int, Failure]]) -> list[dict[str, Any]]:
    """The message table: a row for each (chunk, failure), in the order of the plan."""
    labels = plan.draws["draw"].values
    rows = [(plan.chunks[chunk].place[:2], failure) for chunk, failure in failed]
    return [
        {
            "potentials": plan.potentials[place[0]],
            "scenario": plan.names[place[1]],
            "draw": int(labels[failure.draw]),
            "replicate": failure.replicate,
            "message": failure.message,
        }
        for place, failure in sorted(rows, key=lambda row: (row[0], row[1].draw, row[1].replicate))
    ]


def _find(path: Path) -> Path:
    for candidate in (path / STORE, path):
        if candidate.is_file() or (candidate / "zarr.json").is_file():
            return candidate
    if (path / "results.partial").exists():
        raise UserError(f"{path}: the run is unfinished; go on with it by --resume")
    raise UserError(f"{path}: there are no results here")
