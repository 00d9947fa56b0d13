"""Sizes of hospital units: reported where they are, filled in by population where they are not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samspil.model.read import Row

from .records import HOSPITAL_KINDS, Municipalities

KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Units:
    """Hospital units (H,) as their sites report them: the first site gives name and place; nan is not reported."""

    rows: list[Row]
    kind: np.ndarray
    fte: np.ndarray
    headcount: np.ndarray


def group_sites(sites: Sequence[Row]) -> Units:
    """Sites grouped by unit; a site without a figure is taken to be part of its unit's figure."""
    groups: dict[str, list[Row]] = {}
    for site in sites:
        groups.setdefault(site["unit"], []).append(site)
    first = [group[0] for group in groups.values()]
    return Units(
        first,
        np.array([HOSPITAL_KINDS.index(row["kind"]) for row in first]),
        np.array([_total(group, "fte") for group in groups.values()]),
        np.array([_total(group, "headcount") for group in groups.values()]),
    )


def _total(group: Sequence[Row], column: str) -> float:
    known = [row[column] for row in group if row[column] is not None]
    return float(sum(known)) if known else math.nan


def complete(units: Units, region: np.ndarray, towns: Municipalities, catchment_km: float) -> np.ndarray:
    """FTE of every unit (H,), before they are scaled to the reference total.

    A headcount becomes FTE by the ratio of the units that report both. A unit that reports neither has its catchment
    times the median FTE per inhabitant of reporting units of its kind.
    """
    fte = np.where(np.isnan(units.fte), units.headcount * _fte_per_head(units), units.fte)
    if not np.isnan(fte).any():
        return fte
    people = catchments(units, region, towns, catchment_km)
    rate = fte / people
    for kind in range(len(HOSPITAL_KINDS)):
        missing = np.isnan(fte) & (units.kind == kind)
        known = rate[~np.isnan(rate) & (units.kind == kind)]
        if known.size == 0:
            known = rate[~np.isnan(rate)]
        fte[missing] = people[missing] * (np.median(known) if known.size else 1.0)
    return fte


def _fte_per_head(units: Units) -> float:
    both = ~np.isnan(units.fte) & ~np.isnan(units.headcount)
    return float(units.fte[both].sum() / units.headcount[both].sum()) if both.any() else 1.0


def catchments(units: Units, region: np.ndarray, towns: Municipalities, catchment_km: float) -> np.ndarray:
    """Inhabitants (H,) whom each unit serves: a municipality spreads over the units of its region and of one kind
    by 1 / (distance + catchment_km)^2.
    """
    lat = np.array([row["lat"] for row in units.rows])
    lon = np.array([row["lon"] for row in units.rows])
    people = np.zeros(lat.size)
    for place in np.unique(region):
        for kind in range(len(HOSPITAL_KINDS)):
            mine = np.flatnonzero((region == place) & (units.kind == kind))
            if mine.size == 0:
                continue
            near = np.flatnonzero(towns.region == place)
            north = towns.lat[near, None] - lat[mine]
            east = (towns.lon[near, None] - lon[mine]) * np.cos(np.radians(towns.lat[near, None]))
            pull = (KM_PER_DEGREE * np.hypot(north, east) + max(catchment_km, 1e-6)) ** -2.0
            people[mine] = (towns.population[near, None] * pull / pull.sum(axis=1, keepdims=True)).sum(axis=0)
    return people
