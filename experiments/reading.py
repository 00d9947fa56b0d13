"""Reading a sensitivity analysis: which numbers are told, in which order; noise has no rank."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from samspil.model.parameters import registry

from .designs import CHANCE


@dataclass(frozen=True)
class Indices:
    """What a method tells: along which dim, the index that ranks, and the one shown beside it (or none)."""

    method: str
    dim: str
    main: str
    beside: str | None = None


METHODS = {
    each.method: each
    for each in (
        Indices("sobol", "kept", "ST", "S1"),
        Indices("morris", "parameter", "mu_star"),
        Indices("pawn", "parameter", "pawn_median", "pawn_max"),
        Indices("given", "parameter", "share"),
    )
}


@dataclass(frozen=True)
class Index:
    """An index with the half-width of its 95 % interval (NaN where there is none)."""

    value: float
    half: float

    @property
    def low(self) -> float:
        """The lower end, 0 at least: no share lies below."""
        return max(0.0, self.value - self.half)

    @property
    def high(self) -> float:
        """The upper end."""
        return self.value + self.half


def indices_of(found: xr.Dataset) -> Indices:
    """What a result holds."""
    return METHODS[str(found.attrs["method"])]


def ranked(found: xr.Dataset, outcome: str, whole: bool = False) -> list[str]:
    """Labels by the index that ranks, the largest first: those that can be told from noise, or all; never chance."""
    shown = indices_of(found)
    at = found.sel(outcome=outcome)
    order = np.argsort(-np.nan_to_num(at[shown.main].values), kind="stable")
    names = [str(at[shown.dim].values[place]) for place in order]
    return [name for name in names if name != CHANCE and (whole or is_told(found, outcome, name))]


def is_told(found: xr.Dataset, outcome: str, name: str) -> bool:
    """Whether an index can be told from noise."""
    return bool(found["told"].sel({"outcome": outcome, indices_of(found).dim: name}) == 1)


def index_at(found: xr.Dataset, outcome: str, name: str, index: str) -> Index:
    """One index with its half-width."""
    at = found.sel({"outcome": outcome, indices_of(found).dim: name})
    half = f"{index}_conf"
    return Index(float(at[index]), float(at[half]) if half in found else float("nan"))


def chance_at(found: xr.Dataset, outcome: str, index: str) -> Index | None:
    """What chance alone does; None where the method has it not as a factor."""
    shown = indices_of(found)
    return index_at(found, outcome, CHANCE, index) if CHANCE in found[shown.dim].values else None


def identity(name: str) -> str:
    """What `--set` takes: the name of a number, or with ``.*`` those of all that move together."""
    return name if name in registry() or name == CHANCE else f"{name}.*"


def dates_of(found: xr.Dataset) -> list[str]:
    """The outcomes that are FTE at a date, the target's first."""
    return [str(each) for each in found["outcome"].values if ">=" not in str(each)]


def passing_of(found: xr.Dataset) -> str | None:
    """The outcome that is passing a level, where there is one."""
    return next((str(each) for each in found["outcome"].values if ">=" in str(each)), None)


def together(found: xr.Dataset, outcome: str) -> list[tuple[str, str, Index]]:
    """Pairs of groups whose interaction can be told from 0 (Sobol's second order), the largest first."""
    if "S2" not in found:
        return []
    names = [str(each) for each in found["other"].values]
    value, half = (found[name].sel(outcome=outcome).values for name in ("S2", "S2_conf"))
    pairs = [
        (names[i], names[j], Index(float(value[i, j]), float(half[i, j])))
        for i in range(len(names))
        for j in range(i + 1, len(names))
        if value[i, j] - half[i, j] > 0.0
    ]
    return sorted(pairs, key=lambda pair: -pair[2].value)
