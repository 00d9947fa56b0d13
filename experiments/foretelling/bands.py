"""The bands that a real partnership is placed in: KPIs of simulated partnerships by kind, need and age, like with like.

Made by ``python -m docs.generate.kpis`` into ``data/kpi_bands.csv``, with what they rest on beside them in
``data/kpi_origin.csv``; told to be stale once the rules of the model have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.state.codes import Kind, label
from samspil.runs import basis
from samspil.scenarios.tables import load_needs

from .. import settings
from ..ensemble import Array
from .indicators import AGES, INDICATORS

if TYPE_CHECKING:
    import pandas as pd

KINDS = {label(kind): int(kind) for kind in (Kind.PROJECT, Kind.STRATEGIC)}
# A band of all needs, where one has too few partnerships.
ANY = "any"
GRID = np.linspace(0.0, 1.0, 21)


@dataclass(frozen=True)
class Band:
    """How a KPI lies in partnerships of a kind, need and age: their number, and 21 evenly spaced quantiles."""

    number: int
    quantiles: tuple[float, ...]

    def beside(self, value: float) -> tuple[float, float]:
        """The shares of partnerships below a value, and at it."""
        own = np.array(self.quantiles)
        # As many figures as a file is likely to have: 0.4 in it is 0.4 here.
        below, at = float(np.mean(own < value - 1e-6)), float(np.mean(np.abs(own - value) <= 1e-6))
        # One quantile at a value is no heap of partnerships there.
        return (below, at) if at > 1.5 / own.size else (float(np.interp(value, own, GRID)), 0.0)


Bands = dict[tuple[str, str, int, str], Band]


def needs() -> list[str]:
    """Need areas by name, in their order."""
    return [need.name for need in load_needs()]


def banded(table: pd.DataFrame) -> Bands:
    """Bands of followed partnerships, of every kind, need and age that has enough."""
    found: Bands = {}
    for kind, code in KINDS.items():
        own = table[table["kind"] == code]
        for need in (ANY, *needs()):
            some = own if need == ANY else own[own["need"] == needs().index(need)]
            for age in AGES:
                for name in INDICATORS:
                    values = some[f"{name}_{age}"].dropna().to_numpy()
                    if values.size >= settings.count("kpi_fewest"):
                        ends = tuple(float(round(each, 4)) for each in np.quantile(values, GRID))
                        found[kind, need, age, name] = Band(int(values.size), ends)
    return found


def band_rows(bands: Bands) -> list[dict[str, Any]]:
    """Bands as rows of a table."""
    return [
        {
            "kind": kind,
            "need": need,
            "month": age,
            "indicator": name,
            "number": band.number,
            "quantiles": " ".join(f"{each:g}" for each in band.quantiles),
        }
        for (kind, need, age, name), band in bands.items()
    ]


@cache
def shipped() -> Bands:
    """The bands that come with the project."""
    return {
        (row["kind"], row["need"], int(row["month"]), row["indicator"]): Band(
            int(row["number"]), tuple(map(float, row["quantiles"].split()))
        )
        for row in settings.table("kpi_bands")
    }


@cache
def origin() -> dict[str, str]:
    """What the shipped bands and actions rest on."""
    return {row["name"]: row["value"] for row in settings.table("kpi_origin")}


def is_stale() -> bool:
    """Whether the rules of the model have changed since the shipped bands were made."""
    return origin()["rules"] != basis.rules()


def like(bands: Bands, kind: str, need: str, age: int, name: str) -> tuple[Band | None, str]:
    """The band of a kind and need, else of the kind in any need, and which it is; None where there is neither."""
    for which in (need, ANY):
        if (kind, which, age, name) in bands:
            return bands[kind, which, age, name], which
    return None, ANY


def spread(values: Array) -> tuple[float, float]:
    """Mean and standard error of independent values."""
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan")
