"""The tables of variables and dims: what a result holds, in which unit, under which name.

Everything that writes, labels or reads results asks here. The variables themselves are listed with the model
(`model/data/variables.csv`); dims and the engine's own columns are listed beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samspil import model
from samspil.model.read import load_table
from samspil.model.state.outputs import dims_of

DATA = Path(__file__).parent / "data"
# The identity of a run; a result carries those that apply, in this order, before a variable's own dims.
RUN_DIMS = ("potentials", "scenario", "draw", "replicate")


@dataclass(frozen=True)
class Variable:
    """One row: name, its own dims (run dims come before them), unit (none for text), long names in both languages."""

    name: str
    dims: tuple[str, ...]
    units: str
    long_name_en: str
    long_name_da: str

    def attributes(self) -> dict[str, str]:
        """The attributes that a result carries; text has no unit."""
        return ({"units": self.units} if self.units else {}) | {"long_name": self.long_name_en}


@cache
def variables(monthly: bool = False) -> dict[str, Variable]:
    """Every output variable of the model by name, in the order of the file; `monthly`: with the breakdowns of the
    headline by month instead of those of each December."""
    return _read(Path(model.__file__).parent / "data" / "variables.csv", monthly)


@cache
def bookkeeping() -> dict[str, Variable]:
    """What the engine adds to the model's output: failures, digests, the draws."""
    return _read(DATA / "bookkeeping.csv")


@cache
def dims() -> dict[str, Variable]:
    """Every dim by name, described as the coordinate variable it becomes."""
    return _read(DATA / "dims.csv")


def shape(variable: Variable, labels: dict[str, list[str]]) -> tuple[int, ...]:
    """Lengths of the variable's own dims, run dims left out."""
    return tuple(len(labels[dim]) for dim in variable.dims)


def _read(path: Path, monthly: bool = False) -> dict[str, Variable]:
    return {row["name"]: _variable(row.values, monthly) for row in load_table(path, unique="name")}


def _variable(row: dict[str, str], monthly: bool) -> Variable:
    own = dims_of(row, monthly).split() if "dims" in row else (row["name"],)
    return Variable(row["name"], tuple(own), row["units"], row["long_name_en"], row["long_name_da"])
