"""A real partnership beside simulated ones of its kind, need and age: where each KPI lies, and which is weakest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import xarray as xr

from .. import settings
from .actions import Action, best
from .bands import Band, Bands, like
from .following import USE
from .indicators import INDICATORS, indicators


@dataclass(frozen=True)
class Placed:
    """One KPI of one partnership.

    Attributes:
        name: of the KPI.
        value: the partnership's own.
        band: of the partnerships that it is held against.
        need: of those: its own, or ``any`` where too few have it.
        below: share of those that lie below it.
        same: share of those that lie at it.
    """

    name: str
    value: float
    band: Band
    need: str
    below: float
    same: float

    @property
    def worse(self) -> float:
        """The share of partnerships that do worse; of what is neither good nor bad, of those that have fewer."""
        return 1.0 - self.below - self.same if indicators()[self.name].better < 0 else self.below

    @property
    def rank(self) -> float:
        """The share of partnerships that do worse (have less), and half of those that do the same."""
        return self.worse + self.same / 2.0


@dataclass(frozen=True)
class Told:
    """A row of the file: the partnership, where its KPIs lie, its weakest link, the action that helps that most, and
    the one that helps most to have what it makes used."""

    partnership: str
    kind: str
    need: str
    month: int
    placed: tuple[Placed, ...]
    weakest: Placed | None
    action: Action | None
    for_use: Action | None


def placed(rows: list[dict[str, Any]], bands: Bands, actions: tuple[Action, ...]) -> list[Told]:
    """Every row beside its band."""
    return [_told(row, bands, actions) for row in rows]


def _told(row: dict[str, Any], bands: Bands, actions: tuple[Action, ...]) -> Told:
    kind, need, month = row["kind"], row["need"], row["month"]
    found = []
    for name in INDICATORS:
        value = row[name]
        band, which = like(bands, kind, need, month, name)
        if value is not None and band is not None:
            found.append(Placed(name, float(value), band, which, *band.beside(float(value))))
    weak = min((each for each in found if indicators()[each.name].better), key=lambda each: each.rank, default=None)
    if weak is not None and weak.rank >= settings.number("kpi_weak"):
        weak = None
    action = None if weak is None else best(kind, weak.name, actions)
    return Told(row["partnership"], kind, need, month, tuple(found), weak, action, best(kind, USE, actions))


def dataset(told: list[Told]) -> xr.Dataset:
    """Where KPIs lie, dims ``row`` and ``indicator``; NaN where the file or the bands have none."""
    names = list(INDICATORS)
    values, shares, same = ([[float("nan")] * len(names) for _ in told] for _ in range(3))
    for place, each in enumerate(told):
        for one in each.placed:
            values[place][names.index(one.name)] = one.value
            shares[place][names.index(one.name)] = one.below
            same[place][names.index(one.name)] = one.same
    data: dict[str, Any] = {
        "value": (("row", "indicator"), values),
        "share": (("row", "indicator"), shares, {"long_name": "Share of like simulated partnerships below it"}),
        "same": (("row", "indicator"), same, {"long_name": "Share of like simulated partnerships that have the same"}),
        "partnership": ("row", [each.partnership for each in told]),
        "kind": ("row", [each.kind for each in told]),
        "need": ("row", [each.need for each in told]),
        "month": ("row", [each.month for each in told], {"units": "months"}),
        "weakest": ("row", ["" if each.weakest is None else each.weakest.name for each in told]),
        "action": ("row", ["" if each.action is None else each.action.lever for each in told]),
    }
    return xr.Dataset(data, {"indicator": names})
