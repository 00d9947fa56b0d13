"""Results held in memory, at full precision."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say

from .encode import recorded
from .labels import coordinates, dataset, run_coordinates
from .layout import plan_frame, row
from .provenance import as_json
from .results import failure_rows
from .variables import shape
from .work import Failure, Piece

if TYPE_CHECKING:
    import xarray as xr

    from .plan import Plan

MOST_BYTES = 4 * 2**30


class MemorySink:
    """Collects finished chunks into arrays over the whole plan.

    Args:
        plan: what is run.
        attributes: attributes of the result.
        keep: variables that are kept; all if none.

    Raises:
        UserError: they would not fit.
    """

    def __init__(self, plan: Plan, attributes: dict[str, Any], keep: tuple[str, ...] = ()) -> None:
        shapes = {name: (*plan.shape, *shape(row(name, plan.monthly), plan.labels)) for name in keep or recorded()}
        size = 8 * sum(math.prod(own) for own in shapes.values())
        if size > MOST_BYTES:
            raise UserError(say("needs-too-much-memory", runs=plan.runs, size=size / 2**30))
        self.plan = plan
        self.attributes = attributes
        self.failures: list[tuple[int, Failure]] = []
        kinds = {"failed": np.bool_, "run_digest": np.uint64}
        self._arrays = {name: np.zeros(own, dtype=kinds.get(name, np.float64)) for name, own in shapes.items()}

    def write(self, piece: Piece) -> None:
        """Copy a chunk to its place."""
        chunk = self.plan.chunks[piece.chunk]
        for name, values in piece.arrays.items():
            part = self._arrays[name][self.plan.region(chunk)]
            part[...] = values.reshape(part.shape)
        self.failures += [(piece.chunk, failure) for failure in piece.failures]

    def finish(self) -> xr.Dataset:
        """The labelled results."""
        dropped = 4 - len(self.plan.dims)
        arrays = {name: values.reshape(values.shape[dropped:]) for name, values in self._arrays.items()}
        rows = {name: row(name, self.plan.monthly) for name in arrays}
        coords = {**run_coordinates(self.plan), **coordinates(self.plan.labels)}
        ds = dataset(arrays, self.plan.dims, coords, rows).merge(plan_frame(self.plan))
        return ds.assign_attrs(self.attributes | {"failures": as_json(failure_rows(self.plan, self.failures))})
