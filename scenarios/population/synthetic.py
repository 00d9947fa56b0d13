"""The rows of a synthetic country: each is drawn from a Danish row of the same region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .checks import BOX
from .companies import FREE_COLUMN, apportion, draws
from .records import INSTITUTION_KINDS, SIZES, Population

SPREAD_DEGREES = 0.2  # width of the square around the template's place in which a synthetic one lies
SPREAD_SIZE = 0.4  # width of the range around 1 by which its inhabitants differ from the template's
CATCHMENT_KM = 10  # never used: every synthetic hospital has its size

_TOWN, _NORTH, _EAST, _PEOPLE, _CLINIC, _CLINIC_HOME, _SCHOOL, _SCHOOL_HOME = range(FREE_COLUMN, FREE_COLUMN + 8)

Rows = Iterable[Sequence[object]]


@dataclass(frozen=True)
class Towns:
    """Synthetic municipalities (M,): region and template by position, place, inhabitants, care FTE (2, M), codes."""

    region: np.ndarray
    origin: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    people: np.ndarray
    care: np.ndarray
    code: list[str]


def _pick(candidates: np.ndarray, region: np.ndarray, u: np.ndarray) -> np.ndarray:
    """For each region (n,) the position of one of the candidates in that region, evenly by u (n,)."""
    chosen = np.zeros(region.size, dtype=np.int64)
    for place in np.unique(region):
        inside = np.flatnonzero(candidates == place)
        mine = region == place
        chosen[mine] = inside[(u[mine] * inside.size).astype(np.int64)]
    return chosen


def make_towns(template: Population, count: int, seed: int) -> Towns:
    """Municipalities scattered in the regions, in the proportions of the template."""
    danish = template.municipalities
    region = apportion(np.bincount(danish.region), count)
    origin = _pick(danish.region, region, draws(seed, _TOWN, count))
    lat_min, lat_max, lon_min, lon_max = template.box
    lat = danish.lat[origin] + SPREAD_DEGREES * (draws(seed, _NORTH, count) - 0.5)
    lon = danish.lon[origin] + SPREAD_DEGREES * (draws(seed, _EAST, count) - 0.5)
    factor = 1.0 + SPREAD_SIZE * (draws(seed, _PEOPLE, count) - 0.5)
    people = np.maximum(np.rint(danish.population[origin] * factor), 1).astype(np.int64)
    care = np.stack([danish.care_fte_by_65[origin], danish.care_fte_by_home_nursing[origin]]) * factor
    # Both allocations share out the same staff.
    care[1] *= care[0].sum() / care[1].sum()
    codes = [f"{index + 1:07d}" for index in range(count)]
    place = (np.clip(lat, lat_min, lat_max).round(4), np.clip(lon, lon_min, lon_max).round(4))
    return Towns(region, origin, *place, people, care.round(2), codes)


def town_rows(template: Population, towns: Towns) -> Iterator[Sequence[object]]:
    """Header and rows of municipalities.csv."""
    yield (
        *("code", "name", "region", "population", "lat", "lon", "care_fte_by_65", "care_fte_by_home_nursing"),
        *("share_65", "area_km2", "home_nursing_per_1000", "company_weight", "group"),
    )
    danish, codes = template.municipalities, template.regions.code
    for i, k in enumerate(towns.origin):
        own = (towns.people[i], towns.lat[i], towns.lon[i], *towns.care[:, i])
        kept = (danish.share_65[k], danish.area_km2[k], danish.home_nursing[k], danish.company_weight[k])
        yield (towns.code[i], f"Municipality {i + 1}", codes[towns.region[i]], *own, *kept, danish.group[k])


def _drawn(
    template: Population, towns: Towns, regions: np.ndarray, draw: tuple[int, int, int]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Bodies in proportion to the municipalities: the template of each, and where it lies.

    `regions` are the templates' regions; `draw` the seed and the columns of draws for template and municipality.
    """
    seed, which, where = draw
    count = max(len(template.regions), round(regions.size * len(towns.code) / len(template.municipalities)))
    region = apportion(np.bincount(regions, minlength=len(template.regions)), count)
    origin = _pick(regions, region, draws(seed, which, count))
    home = _pick(towns.region, region, draws(seed, where, count))
    for k, town in zip(origin, home, strict=True):
        place = (template.regions.code[towns.region[town]], towns.code[town], towns.lat[town], towns.lon[town])
        yield int(k), place


def clinic_rows(template: Population, towns: Towns, seed: int) -> list[Sequence[object]]:
    """Header and rows of hospitals.csv; at least one hospital a region."""
    danish = template.hospitals
    columns = ("site", "unit", "kind", "region", "municipality", "lat", "lon", "beds", "fte", "headcount", "year")
    rows: list[Sequence[object]] = [columns]
    for i, (k, place) in enumerate(_drawn(template, towns, danish.region, (seed, _CLINIC, _CLINIC_HOME))):
        name, kind = f"Hospital {i + 1}", "psychiatry" if danish.psychiatry[k] else "somatic"
        rows.append((name, name, kind, *place, "", round(float(danish.fte[k]), 1), "", ""))
    return rows


def school_rows(template: Population, towns: Towns, seed: int) -> list[Sequence[object]]:
    """Header and rows of institutions.csv."""
    danish = template.institutions
    rows: list[Sequence[object]] = [("name", "short", "kind", "region", "municipality", "lat", "lon", "strength")]
    for i, (k, place) in enumerate(_drawn(template, towns, danish.region, (seed, _SCHOOL, _SCHOOL_HOME))):
        kind = INSTITUTION_KINDS[danish.kind[k]]
        rows.append((f"Institution {i + 1}", f"I{i + 1}", kind, *place, danish.strength[k]))
    return rows


def mix_rows(template: Population, companies: int) -> Iterator[Sequence[object]]:
    """Header and rows of companies.csv, in the proportions of the template."""
    mix, codes = template.company_mix, template.regions.code
    counts = np.bincount(apportion(mix.count, companies), minlength=len(mix))
    yield ("region", "size", "count", "grade")
    for region, size, count in zip(mix.region, mix.size, counts, strict=True):
        yield (codes[region], SIZES[size], count, "assumed")


def about_rows(template: Population, name: str, size: tuple[int, int]) -> Iterator[Sequence[object]]:
    """Header and rows of about.csv."""
    yield ("key", "value")
    yield ("name", name)
    yield ("title_en", f"Synthetic country: {size[0]} municipalities, {size[1]} companies")
    yield ("title_da", f"Syntetisk land: {size[0]} kommuner, {size[1]} virksomheder")
    yield from zip(BOX, template.box, strict=True)
    yield ("catchment_km", CATCHMENT_KM)


def total_rows(
    towns: Towns, clinics: Sequence[Sequence[object]], schools: Sequence[object], companies: int
) -> Iterator[Sequence[object]]:
    """Header and rows of totals.csv."""
    fte = clinics[0].index("fte")
    yield ("total", "value", "tolerance", "unit")
    yield ("municipalities", len(towns.code), 0, "count")
    yield ("population", towns.people.sum(), 0, "persons")
    yield ("care_fte", round(float(towns.care[0].sum()), 1), 0.001, "FTE")
    yield ("hospital_units", len(clinics) - 1, 0, "count")
    yield ("hospital_fte", round(sum(float(str(row[fte])) for row in clinics[1:]), 1), 0.001, "FTE")
    yield ("institutions", len(schools) - 1, 0, "count")
    yield ("companies", companies, 0, "count")
