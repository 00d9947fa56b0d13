"""The layout of a results store: every array's metadata, coordinates and attributes, before any run is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .draws import column, parameter_names
from .encode import codec, recorded, stored_type
from .labels import coordinate, coordinates, run_coordinates
from .variables import Variable, bookkeeping, shape, variables

if TYPE_CHECKING:
    import xarray as xr

    from .plan import Plan

METADATA = "zarr.json"


def create(path: Path, plan: Plan, attributes: dict[str, Any]) -> None:
    """Make a store with all metadata, coordinates and parameter draws, and no runs."""
    frame = plan_frame(plan).assign_coords(run_coordinates(plan)).assign_coords(coordinates(plan.labels))
    as_objects(frame.assign_attrs(attributes)).to_zarr(path, mode="w", zarr_format=3, consolidated=False)
    for name in recorded():
        (path / name).mkdir()
        _write_json(path / name / METADATA, array_metadata(name, plan))
    _consolidate(path)


def plan_frame(plan: Plan) -> xr.Dataset:
    """Parameter values, luck and scenario documents, so that any run can be made again from the results alone."""
    import xarray as xr

    from samspil.scenarios import resolved_text

    names, rows = parameter_names(plan.draws), bookkeeping()
    values = np.empty((plan.draws.sizes["draw"], len(names)))
    for place, name in enumerate(names):
        values[:, place] = column(plan.draws, name)
    data = {
        "parameters": (rows["parameters"].dims, values, rows["parameters"].attributes()),
        "luck": (rows["luck"].dims, plan.draws["luck"].values.astype(np.int64), rows["luck"].attributes()),
    }
    texts = np.array([resolved_text(scenario) for scenario in plan.scenarios])
    data["document"] = (rows["document"].dims, texts, rows["document"].attributes())
    return xr.Dataset(data, coords={"parameter": coordinate("parameter", np.array(names, dtype=str))})


def shard_file(plan: Plan, name: str, shard: tuple[int, ...]) -> str:
    """Path of a shard's file of a variable inside the store."""
    place = shard[4 - len(plan.dims) :]
    return "/".join((name, ".".join(map(str, ("c", *place, *(0,) * len(row(name, plan.monthly).dims))))))


def set_attributes(path: Path, attributes: dict[str, Any]) -> None:
    """Add attributes to a store."""
    group = json.loads((path / METADATA).read_text(encoding="utf-8"))
    group["attributes"].update(attributes)
    _write_json(path / METADATA, group)


def row(name: str, monthly: bool = False) -> Variable:
    """The table row of a variable of the model or of the engine."""
    return variables(monthly)[name] if name in variables(monthly) else bookkeeping()[name]


def as_objects(frame: xr.Dataset) -> xr.Dataset:
    """Text as Python strings: Zarr has no specification for fixed-width text."""
    text = [name for name in frame.variables if frame.variables[name].dtype.kind in "UT"]
    return frame.assign({name: frame.variables[name].astype(object) for name in text})


def as_text(frame: xr.Dataset) -> xr.Dataset:
    """Text as NumPy's fixed-width text, as results in memory have it and NetCDF can write it."""
    text = [name for name in frame.variables if frame.variables[name].dtype.kind in "OT"]
    return frame.assign({name: _as_fixed_width(frame.variables[name]) for name in text})


def _as_fixed_width(text: xr.Variable) -> xr.Variable:
    return text.copy(data=np.array(text.values.tolist(), dtype=str))


def array_metadata(name: str, plan: Plan) -> dict[str, Any]:
    """Metadata of a recorded variable after the Zarr specification, version 3."""
    variable, skipped, kind = row(name, plan.monthly), 4 - len(plan.dims), stored_type(name)
    own = shape(variable, plan.labels)
    chunk, counts = (1, 1, *plan.block), plan.shard
    sharded = [size * count for size, count in zip(chunk, counts, strict=True)]
    return {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [*plan.shape[skipped:], *own],
        "data_type": kind.name,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [*sharded[skipped:], *own]}},
        # Flat names: a folder for every dim would be a deep tree of few files.
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "."}},
        "fill_value": {"f": "NaN", "b": False, "u": 0}[kind.kind],
        "codecs": [_sharding([*chunk[skipped:], *own], name)],
        "dimension_names": [*plan.dims, *variable.dims],
        "attributes": variable.attributes(),
        "storage_transformers": [],
    }


def _sharding(chunk: list[int], name: str) -> dict[str, Any]:
    """A file holds many chunks, each packed by itself, and ends with where each lies (see `shards`)."""
    plain = {"name": "bytes", "configuration": {"endian": "little"}}
    told = {
        "chunk_shape": chunk,
        "codecs": [plain, {"name": "blosc", "configuration": codec(name)}],
        # Files have a checksum of their own.
        "index_codecs": [plain],
        "index_location": "end",
    }
    return {"name": "sharding_indexed", "configuration": told}


def _consolidate(path: Path) -> None:
    """Repeat every array's metadata in the group's: without it, plain `xarray.open_zarr` is slow and warns."""
    group = json.loads((path / METADATA).read_text(encoding="utf-8"))
    arrays = {file.parent.name: json.loads(file.read_text(encoding="utf-8")) for file in path.glob(f"*/{METADATA}")}
    group["consolidated_metadata"] = {
        "kind": "inline",
        "must_understand": False,
        "metadata": dict(sorted(arrays.items())),
    }
    _write_json(path / METADATA, group)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
