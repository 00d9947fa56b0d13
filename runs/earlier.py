"""Finished results of the first draws of an ensemble: their runs are taken over, not run again.

Rounding what was rounded changes nothing, so results that are carried on hold the same bytes as results made at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .encode import recorded
from .plan import Chunk, Plan

if TYPE_CHECKING:
    import zarr


@dataclass(frozen=True, eq=False)
class Before:
    """The first runs of a chunk, which are there already.

    Args:
        arrays: (B, *own dims) by variable.
        messages: of each run that failed, None of the others: B of them.
    """

    arrays: dict[str, np.ndarray]
    messages: list[str | None]


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

    def before(self, chunk: Chunk) -> Before | None:
        """The runs of a chunk that are there already: those of its first draws, or None."""
        known = range(chunk.draws.start, max(chunk.draws.start, min(chunk.draws.stop, self.draws)))
        return self._runs(Chunk(chunk.place, known, chunk.replicates)) if known else None

    def _runs(self, part: Chunk) -> Before:
        where = self.plan.region(part)[4 - len(self.plan.dims) :]
        arrays = {}
        for name, array in self._arrays.items():
            values = np.asarray(array[where])
            kind = float if values.dtype.kind == "f" else values.dtype
            arrays[name] = values.reshape(part.runs, *values.shape[2:]).astype(kind)
        level, name = self.plan.potentials[part.place[0]], self.plan.names[part.place[1]]
        labels = self.plan.draws["draw"].values
        keys = [(level, name, int(labels[draw]), replicate) for draw, replicate in part.members()]
        return Before(arrays, [self._messages.get(key) for key in keys])


def _messages(rows: list[dict[str, Any]]) -> dict[tuple[str, str, int, int], str]:
    """Messages of failed runs by (potentials, scenario, draw, replicate)."""
    return {(row["potentials"], row["scenario"], row["draw"], row["replicate"]): row["message"] for row in rows}
