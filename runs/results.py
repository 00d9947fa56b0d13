"""Reading results: opening a folder, and the table of runs that failed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import joined, say
from samspil.model.parameters import current_name, retired

from . import checksums, netcdf
from .layout import as_text
from .provenance import READ, WITHOUT_CHECKSUMS
from .variables import bookkeeping, variables

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from .plan import Plan
    from .work import Failure

STORE, PARTIAL = "results.zarr", "results.partial"


def open_results(
    path: str | Path, check: bool = True, chunks: int | str | Mapping[Any, Any] | None = None
) -> xr.Dataset:
    """Results of an ensemble, read from disk as they are asked for, parameters under their names of today.

    Numbers are of the types that they have in memory (float64, though float32 is stored of most).

    Args:
        path: a results folder, the `results.zarr` in it, or a NetCDF file of one trajectory.
        check: read all that is stored and hold it against its checksums; False only looks whether every file is there.
            A NetCDF file that another program wrote has none.
        chunks: None, or what `xarray.open_zarr` takes (`{}` as it is stored, `"auto"`): Dask arrays, for results that
            are larger than memory. Needs Dask (the extra `dask`).

    Raises:
        UserError: there is none, it is unfinished or damaged, or another program's or a later version's.

    Example:
        >>> made = run_ensemble("current-policy", draws=2, replicates=1, to="results")
        >>> ds = open_results("results")
        >>> ds["freed_fte"].dims
        ('scenario', 'draw', 'replicate', 'time')
        >>> median = ds["freed_fte"].sel(time="2030-12-01").median(["draw", "replicate"])
    """
    found = find(Path(path))
    ds = opened(found, chunks)
    if found.is_dir():
        _check(found, ds, check)
        return ds
    if check:
        netcdf.check(found, ds)
    ds.attrs.pop(netcdf.CHECKSUM, None)
    return ds


def opened(found: Path, chunks: Any = None) -> xr.Dataset:
    """A store or a NetCDF file that was found, its bytes not tested.

    Raises:
        UserError: it cannot be read, or is another program's or a later version's.
    """
    if chunks is not None and find_spec("dask") is None:
        raise UserError(say("chunks-need-dask"))
    try:
        ds = _decoded(found, chunks)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if found.is_file() and found.suffix != ".nc" and isinstance(error, ValueError):  # a scenario, say
            raise UserError(say("no-results-here", path=found)) from error
        said = str(error).splitlines() or [type(error).__name__]
        raise UserError(say("cannot-be-read-as-results", found=found, said=said[0])) from error
    told = ds.attrs.get("format")
    if told not in READ:
        ds.close()
        raise UserError(joined(f"{found}: ", _unread(ds.attrs)))
    # Zarr lists arrays by the alphabet; the table's order is the one that people expect.
    known = [name for name in (*variables(), *bookkeeping()) if name in ds]
    ds = ds[[*known, *(name for name in ds.data_vars if name not in known)]]
    return as_text(_renamed(ds) if "parameter" in ds.coords else ds)


def _decoded(found: Path, chunks: Any) -> xr.Dataset:
    """What lies on disk, every number as float64: a factor of one says so, and nothing is read for it."""
    import xarray as xr

    if found.is_file():
        raw = xr.open_dataset(found, chunks=chunks, decode_cf=False)
    else:
        raw = xr.open_zarr(found, chunks=chunks, decode_cf=False)
    for values in raw.data_vars.values():
        if values.dtype == np.float32:
            values.attrs["scale_factor"] = np.float64(1.0)
    # What becomes of the factor stands in the encoding, which would pack the numbers again where they are written.
    return xr.decode_cf(raw).drop_encoding()


def _renamed(ds: xr.Dataset) -> xr.Dataset:
    kept = [place for place, name in enumerate(ds["parameter"].values) if str(name) not in retired()]
    ds = ds.isel(parameter=kept) if len(kept) < ds.sizes["parameter"] else ds
    names = ds["parameter"]
    return ds.assign_coords(parameter=names.copy(data=np.array([current_name(str(name)) for name in names.values])))


def _check(store: Path, ds: xr.Dataset, read: bool) -> None:
    """Results of the first format have no checksums: there it is tested that no chunk is missing."""
    if ds.attrs["format"] == WITHOUT_CHECKSUMS:
        checksums.check_presence(store)
    else:
        checksums.check(store, read)


def _unread(attributes: dict[str, Any]) -> str:
    """That a format is not read, with the version that does where the results tell it."""
    told, by = attributes.get("format"), attributes.get("version")
    line = say("format-not-read", told=told, read=", ".join(READ))
    if not str(told).startswith("samspil-") or by is None:
        return line
    return say("format-made-by", line=line, version=by, commit=str(attributes.get("commit"))[:12])


def failures(ds: xr.Dataset) -> pd.DataFrame:
    """The runs that gave no result: potentials, scenario, draw, replicate, message.

    Example:
        >>> failures(run_ensemble("current-policy", draws=2, replicates=1)).empty
        True
    """
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


def find(path: Path) -> Path:
    """The store or the NetCDF file that a path means.

    Raises:
        UserError: there is none, or only an unfinished one.
    """
    for candidate in (path / STORE, path):
        if candidate.is_file() or (candidate / "zarr.json").is_file():
            return candidate
    if (path / PARTIAL).exists():
        raise UserError(say("run-is-unfinished", path=path))
    raise UserError(say("no-results-here" if path.exists() else "path-not-there", path=path))
