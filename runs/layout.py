"""The layout of a results store: every array's metadata, coordinates and attributes, before any run is written."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .draws import parameter_names
from .encode import codec, recorded, stored_type
from .labels import coordinate, coordinates, run_coordinates
from .variables import Variable, bookkeeping, shape, variables

if TYPE_CHECKING:
    import xarray as xr

    from .plan import Plan


def create(path: Path, plan: Plan, attributes: dict[str, Any]) -> None:
    """Make a store with all metadata, coordinates and parameter draws, and no runs."""
    import zarr

    frame = draws_frame(plan).assign_coords(run_coordinates(plan)).assign_coords(coordinates(plan.labels))
    as_objects(frame.assign_attrs(attributes)).to_zarr(path, mode="w", zarr_format=3, consolidated=False)
    group = zarr.open_group(path, mode="a")
    for name in recorded():
        _create_array(group, name, plan)
    with warnings.catch_warnings():
        # Without it, plain `xarray.open_zarr` warns; zarr warns that the specification does not list it yet.
        warnings.filterwarnings("ignore", message="Consolidated metadata")
        zarr.consolidate_metadata(path)


def draws_frame(plan: Plan) -> xr.Dataset:
    """The parameter values and luck of every draw, so that any run can be made again from the results alone."""
    import xarray as xr

    names, rows = parameter_names(plan.draws), bookkeeping()
    values = np.empty((plan.draws.sizes["draw"], len(names)))
    for column, name in enumerate(names):
        values[:, column] = plan.draws[name].values
    data = {
        "parameters": (rows["parameters"].dims, values, rows["parameters"].attributes()),
        "luck": (rows["luck"].dims, plan.draws["luck"].values.astype(np.int64), rows["luck"].attributes()),
    }
    return xr.Dataset(data, coords={"parameter": coordinate("parameter", np.array(names, dtype=str))})


def chunk_file(plan: Plan, name: str, chunk: int) -> str:
    """Path of a chunk's file inside the store."""
    place = plan.chunks[chunk].place[4 - len(plan.dims) :]
    return "/".join((name, ".".join(map(str, ("c", *place, *(0,) * len(row(name).dims))))))


def set_attributes(path: Path, attributes: dict[str, Any]) -> None:
    """Add attributes to a store."""
    file = path / "zarr.json"
    metadata = json.loads(file.read_text(encoding="utf-8"))
    metadata["attributes"].update(attributes)
    file.write_text(json.dumps(metadata, ensure_ascii=False), encoding="utf-8")


def row(name: str) -> Variable:
    """The table row of a variable of the model or of the engine."""
    return variables()[name] if name in variables() else bookkeeping()[name]


def as_objects(frame: xr.Dataset) -> xr.Dataset:
    """Text as Python strings: Zarr has no specification for fixed-width text."""
    text = [name for name in frame.variables if frame[name].dtype.kind in "UT"]
    return frame.assign({name: frame[name].astype(object) for name in text})


def as_text(frame: xr.Dataset) -> xr.Dataset:
    """Text as NumPy's fixed-width text, as results in memory have it and NetCDF can write it."""
    text = [name for name in frame.variables if frame[name].dtype.kind in "OT"]
    return frame.assign({name: frame[name].copy(data=np.array(frame[name].values.tolist(), dtype=str)) for name in text})


def _create_array(group: Any, name: str, plan: Plan) -> None:
    from zarr.codecs import BloscCodec

    own = shape(row(name), plan.labels)
    skipped = 4 - len(plan.dims)
    kind = stored_type(name)
    group.create_array(
        name,
        shape=(*plan.shape[skipped:], *own),
        chunks=(*(1, 1, *plan.block)[skipped:], *own),
        dtype=kind,
        fill_value=np.nan if kind.kind == "f" else kind.type(0),
        compressors=BloscCodec(**codec(name)),
        chunk_key_encoding={"name": "default", "separator": "."},
        dimension_names=(*plan.dims, *row(name).dims),
        attributes=row(name).attributes(),
    )
