"""A column of a table: declared once, and everything that needs to know of it reads the declaration.

A table is a named tuple whose fields have columns as their defaults. `allocate` makes its arrays, given how long each
dim is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

REAL, WHOLE, SHORT, SMALL, BYTE, NARROW = np.float64, np.int64, np.int32, np.int16, np.int8, np.float32
WORD = np.uint64
# Rows of another table that are never missing: an index without a sign is not looked at for counting from the end.
ROW = np.uint32


@dataclass(frozen=True)
class Column:
    """What a field of a table holds."""

    dtype: Any
    dims: tuple[str, ...]
    unit: str
    meaning: str


def column(dtype: Any, dims: str, unit: str, meaning: str) -> Any:
    """Declare a field: its number type, its dims in order (`"actor capability"`), its unit and its meaning."""
    return Column(np.dtype(dtype), tuple(dims.split()), unit, meaning)


def columns(table: type) -> dict[str, Column]:
    """The columns of a table by name; fields that are no arrays are left out."""
    declared = table._field_defaults  # type: ignore[attr-defined]
    return {name: each for name, each in declared.items() if isinstance(each, Column)}


Table = TypeVar("Table")


def allocate(table: type[Table], sizes: Mapping[str, int]) -> Table:
    """A table of zeros, each column as long as `sizes` says of its dims."""
    return table(
        **{name: np.zeros([sizes[dim] for dim in each.dims], each.dtype) for name, each in columns(table).items()}
    )
