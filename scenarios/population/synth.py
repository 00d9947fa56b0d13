"""Writes a synthetic country of any size, made from the rows of Denmark, as a folder that the loader reads."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from samspil.model.messages import say
from samspil.model.problems import Problem, refuse

from ..tables.shipped import DATA
from .load import load_population
from .records import Population
from .synthetic import about_rows, clinic_rows, make_towns, mix_rows, school_rows, total_rows, town_rows

TEMPLATE = "denmark"
LARGEST = 1_000_000


def synth(municipalities: int, companies: int, seed: int, folder: str | Path) -> Path:
    """Write a country with so many municipalities and companies; hospitals and institutions in proportion.

    It keeps the regions and institution events of Denmark, so that every scenario of the library runs on it.

    Raises:
        TableError: a number out of range, or the folder exists and is not empty.
        OSError: the folder cannot be written.
    """
    target = Path(folder)
    _check(municipalities, companies, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside the target and moved there when whole: a folder that looks finished is finished.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as workplace:
        draft = Path(workplace) / "population"
        draft.mkdir()
        _write_all(draft, load_population(TEMPLATE), (municipalities, companies, seed), target.name)
        if target.exists():
            target.rmdir()
        draft.rename(target)
    return target


def _check(municipalities: int, companies: int, target: Path) -> None:
    least = len(load_population(TEMPLATE).regions)
    problems: list[Problem] = []
    for key, value, low in (("municipalities", municipalities, least), ("companies", companies, 0)):
        if not low <= value <= LARGEST:
            problems.append(
                Problem("synth", 0, key, str(value), say("is-out-of-range"), say("between-many", low=low, high=LARGEST))
            )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        problems.append(Problem(str(target), 0, "", "", say("exists-already"), say("new-or-empty-folder")))
    refuse(problems)


def _write_all(folder: Path, template: Population, size: tuple[int, int, int], name: str) -> None:
    municipalities, companies, seed = size
    for file in ("regions.csv", "events.csv", "company_ages.csv"):
        shutil.copyfile(DATA / TEMPLATE / file, folder / file)
    towns = make_towns(template, municipalities, seed)
    clinics = clinic_rows(template, towns, seed)
    schools = school_rows(template, towns, seed)
    tables = {
        "municipalities.csv": town_rows(template, towns),
        "hospitals.csv": clinics,
        "institutions.csv": schools,
        "companies.csv": mix_rows(template, companies),
        "about.csv": about_rows(template, name, (municipalities, companies)),
        "totals.csv": total_rows(towns, clinics, schools, companies),
    }
    for file, rows in tables.items():
        _write(folder / file, rows, f"synthetic: drawn from the rows of {TEMPLATE} with seed {seed}")


def _write(path: Path, rows: Iterable[Sequence[object]], source: str) -> None:
    """Write a table whose first row is the header, with the source added to every row."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        for index, row in enumerate(rows):
            writer.writerow([*row, "source" if index == 0 else source])
