"""Finished results of the first draws of an ensemble: their runs are taken over, not run again.

Rounding what was rounded changes nothing, so results that are carried on hold the same bytes as results made at once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .encode import recorded
from .plan import Chunk, Plan

if TYPE_CHECKING:
    import zarr


class Earlier:
    """The runs of a finished store that a plan of more draws begins with.

    Args:
        store: a finished store, tested already, of the plan's own settings with fewer draws.
        plan: what is run now.
    """

    def __init__(self, store: Path, plan: Plan) -> None:
        import zarr

        group = zarr.open_group(store, mode="r")
        self.plan = plan
        self._arrays: dict[str, zarr.Array[Any]] = {name: group[name] for name in recorded()}  # type: ignore[misc]
        self.draws = int(json.loads(str(group.attrs["settings"]))["draws"])
        self._messages = _messages(json.loads(str(group.attrs["failures"])))

    def shared(self, chunk: Chunk) -> Chunk:
        """The part of a chunk whose runs are there already: its first draws, or none."""
        known = range(chunk.draws.start, max(chunk.draws.start, min(chunk.draws.stop, self.draws)))
        return Chunk(chunk.place, known, chunk.replicates)

    def runs(self, part: Chunk) -> tuple[dict[str, np.ndarray], list[str | None]]:
        """Arrays (B, *own dims) of the runs of such a part, and the message of each that failed."""
        where = self.plan.region(part)[4 - len(self.plan.dims) :]
        arrays = {}
        for name, array in self._arrays.items():
            values = np.asarray(array[where])
            kind = float if values.dtype.kind == "f" else values.dtype
            arrays[name] = values.reshape(part.runs, *values.shape[2:]).astype(kind)
        level, name = self.plan.potentials[part.place[0]], self.plan.names[part.place[1]]
        labels = self.plan.draws["draw"].values
        keys = [(level, name, int(labels[draw]), replicate) for draw, replicate in part.members()]
        return arrays, [self._messages.get(key) for key in keys]


def _messages(rows: list[dict[str, Any]]) -> dict[tuple[str, str, int, int], str]:
    """Messages of failed runs by (potentials, scenario, draw, replicate)."""
    return {(row["potentials"], row["scenario"], row["draw"], row["replicate"]): row["message"] for row in rows}
