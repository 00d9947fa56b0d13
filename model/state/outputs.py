"""What one run reports: a table whose columns are the rows of `data/variables.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..epoch import MONTHS, YEARS
from ..read import load_table
from .codes import Kpi, Origin, OriginClass, Part, Payer, Regime
from .column import REAL, Column, column
from .state import SECTOR_PAIRS
from .steps import Bridge, Lack, Loss, Promise, Step
from .world import World

FILE = Path(__file__).parents[1] / "data" / "variables.csv"
SIZES = 4  # size classes of companies


@cache
def declared(monthly: bool = False) -> dict[str, Column]:
    """Every output by name, in the order of the file; `monthly`: with the breakdowns by month that can be had so."""
    rows = load_table(FILE, unique="name")
    return {row["name"]: column(REAL, dims_of(row.values, monthly), row["units"], row["long_name_en"]) for row in rows}


def dims_of(row: Mapping[str, str], monthly: bool) -> str:
    """The dims of a row of the file. What is marked `monthly` is of each December, or by month where asked for."""
    return row["dims"].replace("year", "time") if monthly and row["monthly"] else row["dims"]


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
        "lack": len(Lack),
        "bridge": len(Bridge),
        "promise": len(Promise),
        "size": SIZES,
        "kpi": len(Kpi),
        "sectors": SECTOR_PAIRS,
        "part": len(Part),
        "payer": len(Payer) - 1,
    }


def shapes(world: World, monthly: bool = False) -> dict[str, tuple[int, ...]]:
    """The shape of every output of one run."""
    long = lengths(world)
    return {name: tuple(long[dim] for dim in each.dims) for name, each in declared(monthly).items()}


def shapes_of(outputs: Any) -> dict[str, tuple[int, ...]]:
    """The shape of every column of a table of outputs."""
    return {name: getattr(outputs, name).shape for name in outputs._fields}


def width(shapes: Mapping[str, tuple[int, ...]]) -> int:
    """How many numbers one run reports."""
    return sum(int(np.prod(shape)) for shape in shapes.values())


def by_name(rows: np.ndarray, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Outputs by name, each (..., *own dims), as views of rows (..., width)."""
    found, at = {}, 0
    for name, shape in shapes.items():
        size = int(np.prod(shape))
        found[name] = rows[..., at : at + size].reshape(*rows.shape[:-1], *shape)
        at += size
    return found


def outputs_of(row: np.ndarray, shapes: Mapping[str, tuple[int, ...]]) -> Any:
    """The table of outputs whose columns are views of one row (width,)."""
    return Outputs(**by_name(row, shapes))
