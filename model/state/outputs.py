"""What one run reports: a table whose columns are the rows of `data/variables.csv`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..epoch import MONTHS, YEARS
from ..read import load_table
from .codes import Kpi, Loss, Origin, OriginClass, Part, Payer, Regime, Step
from .column import REAL, Column, column
from .state import SECTOR_PAIRS
from .world import World

FILE = Path(__file__).parents[1] / "data" / "variables.csv"
SIZES = 4  # size classes of companies


@cache
def declared() -> dict[str, Column]:
    """Every output by name, in the order of the file."""
    rows = load_table(FILE, unique="name")
    return {row["name"]: column(REAL, row["dims"], row["units"], row["long_name_en"]) for row in rows}


Outputs: Any = NamedTuple("Outputs", [(name, np.ndarray) for name in declared()])  # type: ignore[misc]


def lengths(world: World) -> dict[str, int]:
    """How long every dim of the outputs is."""
    return {
        "time": MONTHS,
        "year": YEARS,
        "region": world.hosts_of_region.shape[0],
        "need": world.need_capabilities.shape[0],
        "municipality": world.municipalities,
        "origin": len(Origin),
        "origin_class": len(OriginClass),
        "regime": len(Regime),
        "step": len(Step),
        "loss": len(Loss),
        "size": SIZES,
        "kpi": len(Kpi),
        "sectors": SECTOR_PAIRS,
        "part": len(Part),
        "payer": len(Payer) - 1,
    }


def shapes(world: World) -> dict[str, tuple[int, ...]]:
    """The shape of every output of one run."""
    long = lengths(world)
    return {name: tuple(long[dim] for dim in each.dims) for name, each in declared().items()}


def width(world: World) -> int:
    """How many numbers one run reports."""
    return sum(int(np.prod(shape)) for shape in shapes(world).values())


def by_name(rows: np.ndarray, world: World) -> dict[str, np.ndarray]:
    """Outputs by name, each (..., *own dims), as views of rows (..., width)."""
    found, at = {}, 0
    for name, shape in shapes(world).items():
        size = int(np.prod(shape))
        found[name] = rows[..., at : at + size].reshape(*rows.shape[:-1], *shape)
        at += size
    return found


def outputs_of(row: np.ndarray, world: World) -> Any:
    """The table of outputs whose columns are views of one row (width,)."""
    return Outputs(**by_name(row, world))
