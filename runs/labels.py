"""Labelled results: dims, coordinates, units and names put onto the kernel's plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .variables import Variable, dims, variables

if TYPE_CHECKING:
    import xarray as xr

    from .plan import Plan

# Coordinates that tell something of the entries of another dim are called <dim>_<what>.
BESIDE = ("_code", "_group", "_region")


def coordinates(labels: Mapping[str, list[str]]) -> dict[str, tuple]:
    """Coordinate variables of the model's own dims: months as dates, years as numbers, the rest as text.

    What is told of the entries of a dim (`municipality_code`) stands along that dim.
    """
    return {name: (_dim(name), _values(name, entries), _attributes(dims()[name])) for name, entries in labels.items()}


def _dim(name: str) -> str:
    return next((name.removesuffix(end) for end in BESIDE if name.endswith(end)), name)


def run_coordinates(plan: Plan) -> dict[str, tuple]:
    """Coordinate variables of the run dims; a single level is a scalar."""
    found = {
        "potentials": coordinate("potentials", np.array(plan.potentials)),
        "scenario": coordinate("scenario", np.array(plan.names)),
        "draw": coordinate("draw", plan.draws["draw"].values.astype(np.int64)),
        "replicate": coordinate("replicate", np.arange(plan.replicates)),
    }
    if plan.one_level:
        found["potentials"] = scalar("potentials", plan.potentials[0])
    return found


def coordinate(dim: str, values: np.ndarray) -> tuple[str, np.ndarray, dict[str, str]]:
    """A coordinate variable along its own dim."""
    return dim, values, _attributes(dims()[dim])


def scalar(dim: str, value: Any) -> tuple[tuple[()], Any, dict[str, str]]:
    """A coordinate of a dim that a result does not carry."""
    return (), value, _attributes(dims()[dim])


def dataset(
    arrays: Mapping[str, np.ndarray],
    leading: tuple[str, ...],
    coords: Mapping[str, tuple],
    rows: Mapping[str, Variable] | None = None,
) -> xr.Dataset:
    """A Dataset of the model's variables.

    Args:
        arrays: by name, (*leading, *own dims).
        leading: run dims.
        coords: coordinate variables.
        rows: the table that describes the arrays; the model's variables if not given.
    """
    import xarray as xr

    described = variables() if rows is None else rows
    data = {
        name: ((*leading, *described[name].dims), values, described[name].attributes())
        for name, values in arrays.items()
    }
    return xr.Dataset(data, coords=coords)


def _values(dim: str, names: list[str]) -> np.ndarray:
    if dim == "time":
        return np.array(names, dtype="datetime64[M]").astype("datetime64[ns]")
    return np.array(names, dtype=np.int64) if dim == "year" else np.array(names, dtype=str)


def _attributes(row: Variable) -> dict[str, str]:
    # Dates carry their unit in the encoding; an attribute of that name would clash with it when written.
    return {"long_name": row.long_name_en} if row.name == "time" else row.attributes()
