"""Loads a population from a folder: Denmark, another country, or a synthetic one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from samspil.model.messages import say
from samspil.model.problems import Problem, reason, refuse
from samspil.model.read import Row

from ..tables.shipped import DATA, populations
from . import hospitals
from .checks import BOX, unknown_population
from .files import read_files
from .records import (
    INSTITUTION_KINDS,
    SIZES,
    CompanyAges,
    CompanyMix,
    Hospitals,
    InstitutionEvent,
    Institutions,
    Municipalities,
    Population,
    Regions,
    digest_of,
)
from .totals import scale_problems, sum_problems


def load_population(name_or_folder: str | Path) -> Population:
    """A population by name, or from a folder in the layout that scenarios/data/README.md describes.

    Raises:
        TableError: no such population, or everything that is wrong with its files.
    """
    known = populations()
    name = str(name_or_folder)
    folder = DATA / name if name in known else Path(name_or_folder)
    if not os.path.isdir(folder):
        refuse([unknown_population(name, known)])
    return _remembered(folder, _stamp(folder))


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of a folder does."""
    try:
        found = [(entry.name, entry.stat()) for entry in os.scandir(folder) if entry.name.endswith(".csv")]
    except OSError as error:
        refuse([Problem(str(folder), 0, "", "", say("cannot-be-read", why=reason(error)))])
        raise
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))


@lru_cache(maxsize=8)
def _remembered(folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> Population:
    return _from_folder(folder)


def _from_folder(folder: Path) -> Population:
    tables, about = read_files(folder)
    position = {row["code"]: index for index, row in enumerate(tables["regions.csv"])}
    towns = _municipalities(tables["municipalities.csv"], position)
    clinics = _hospitals(tables["hospitals.csv"], position, towns, float(about["catchment_km"]))
    reference = {row["total"]: row["value"] for row in tables["totals.csv"]}.get("hospital_fte")
    scale = _scale(clinics, reference)
    parts = (
        _regions(tables["regions.csv"], towns),
        towns,
        replace(clinics, fte=clinics.fte * scale),
        _institutions(tables["institutions.csv"], position, towns),
        _company_mix(tables["companies.csv"], position),
        CompanyAges(*(_numbers(tables["company_ages.csv"], c) for c in ("from_years", "to_years", "share"))),
        tuple(_event(row) for row in tables["events.csv"]),
    )
    lat_min, lat_max, lon_min, lon_max = (float(about[key]) for key in BOX)
    box = (lat_min, lat_max, lon_min, lon_max)
    title = {"en": about["title_en"], "da": about["title_da"]}
    population = Population(about["name"], title, *parts, box, digest_of([*parts, box]), scale)
    known = scale if clinics.reported.any() else 1.0  # sizes that nobody reported have no scale of their own
    refuse(scale_problems(tables["totals.csv"], known) + sum_problems(tables["totals.csv"], _sums(population)))
    return population


def _sums(population: Population) -> list[tuple[str, str, float]]:
    towns = population.municipalities
    return [
        ("regions", say("sum-regions"), len(population.regions)),
        ("municipalities", say("sum-municipalities"), len(towns)),
        ("population", say("sum-inhabitants"), float(towns.population.sum())),
        ("care_fte", say("sum-care-by-65"), float(towns.care_fte_by_65.sum())),
        ("care_fte", say("sum-care-by-nursing"), float(towns.care_fte_by_home_nursing.sum())),
        ("hospital_units", say("sum-units"), len(population.hospitals)),
        ("hospital_fte", say("sum-hospital-fte"), float(population.hospitals.fte.sum())),
        ("institutions", say("sum-institutions"), len(population.institutions)),
        ("companies", say("sum-companies"), float(population.company_mix.count.sum())),
    ]


def _texts(rows: Sequence[Row], column: str) -> np.ndarray:
    return np.array([row[column] for row in rows], dtype=str)


def _numbers(rows: Sequence[Row], column: str) -> np.ndarray:
    return np.array([np.nan if row[column] is None else row[column] for row in rows], dtype=np.float64)


def _positions(rows: Sequence[Row], column: str, position: dict[str, int]) -> np.ndarray:
    return np.array([position[row[column]] for row in rows], dtype=np.int64)


def _regions(rows: Sequence[Row], towns: Municipalities) -> Regions:
    people = np.bincount(towns.region, weights=towns.population, minlength=len(rows)).astype(np.int64)
    return Regions(
        code=_texts(rows, "code"),
        name=_texts(rows, "name"),
        label=_texts(rows, "label"),
        lat=_numbers(rows, "lat"),
        lon=_numbers(rows, "lon"),
        population=people,
    )


def _municipalities(rows: Sequence[Row], position: dict[str, int]) -> Municipalities:
    share_65 = _numbers(rows, "share_65")
    nursing = _numbers(rows, "home_nursing_per_1000")
    ranks = np.column_stack([percentile_rank(share_65), percentile_rank(nursing)])
    return Municipalities(
        code=_texts(rows, "code"),
        name=_texts(rows, "name"),
        region=_positions(rows, "region", position),
        population=_numbers(rows, "population").astype(np.int64),
        share_65=share_65,
        area_km2=_numbers(rows, "area_km2"),
        lat=_numbers(rows, "lat"),
        lon=_numbers(rows, "lon"),
        home_nursing=nursing,
        care_fte_by_65=_numbers(rows, "care_fte_by_65"),
        care_fte_by_home_nursing=_numbers(rows, "care_fte_by_home_nursing"),
        pressure=np.nanmean(ranks, axis=1),
        company_weight=_numbers(rows, "company_weight"),
        group=_texts(rows, "group"),
    )


def percentile_rank(values: np.ndarray) -> np.ndarray:
    """Share (n,) of the other values that lie below, ties counting half; 0.5 if alone, nan stays nan."""
    known = values[~np.isnan(values)]
    if known.size < 2:
        return np.where(np.isnan(values), np.nan, 0.5)
    ordered = np.sort(known)
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    rank = (below + 0.5 * (upto - below - 1)) / (known.size - 1)
    return np.where(np.isnan(values), np.nan, rank)


def _hospitals(rows: Sequence[Row], position: dict[str, int], towns: Municipalities, catchment_km: float) -> Hospitals:
    units = hospitals.group_sites(rows)
    region = _positions(units.rows, "region", position)
    home = {str(code): index for index, code in enumerate(towns.code)}
    weight = np.bincount(towns.region, weights=towns.population)
    pressure = np.bincount(towns.region, weights=towns.population * towns.pressure) / weight
    return Hospitals(
        name=_texts(units.rows, "unit"),
        region=region,
        municipality=_positions(units.rows, "municipality", home),
        lat=_numbers(units.rows, "lat"),
        lon=_numbers(units.rows, "lon"),
        fte=hospitals.complete(units, region, towns, catchment_km),
        reported=~np.isnan(units.fte) | ~np.isnan(units.headcount),
        psychiatry=units.kind == 1,
        pressure=pressure[region],
    )


def _scale(clinics: Hospitals, reference: float | None) -> float:
    """What brings the units' FTE to the reference total, where there is one."""
    total = float(clinics.fte.sum())
    return 1.0 if reference is None or total <= 0.0 else reference / total


def _institutions(rows: Sequence[Row], position: dict[str, int], towns: Municipalities) -> Institutions:
    home = {str(code): index for index, code in enumerate(towns.code)}
    return Institutions(
        name=_texts(rows, "name"),
        short=_texts(rows, "short"),
        kind=np.array([INSTITUTION_KINDS.index(row["kind"]) for row in rows], dtype=np.int64),
        region=_positions(rows, "region", position),
        municipality=_positions(rows, "municipality", home),
        lat=_numbers(rows, "lat"),
        lon=_numbers(rows, "lon"),
        strength=_numbers(rows, "strength"),
    )


def _company_mix(rows: Sequence[Row], position: dict[str, int]) -> CompanyMix:
    return CompanyMix(
        region=_positions(rows, "region", position),
        size=np.array([SIZES.index(row["size"]) for row in rows], dtype=np.int64),
        count=_numbers(rows, "count").astype(np.int64),
    )


def _event(row: Row) -> InstitutionEvent:
    plain = ("kind", "start", "end", "regions", "needs", "parameter", "value", "grade", "source")
    title = {"en": row["title_en"], "da": row["title_da"]}
    return InstitutionEvent(name=row["event"], title=title, **{name: row[name] for name in plain})
