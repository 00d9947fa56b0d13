"""The files of a population folder, their columns, and how they are read."""

from __future__ import annotations

from pathlib import Path

from samspil.model.parameters import GRADES
from samspil.model.problems import Problem, refuse
from samspil.model.read import Column, read_table

from ..tables.catalogue import load_needs
from .checks import ABOUT_NUMBERS, ABOUT_TEXTS, BOX, Tables, about_problems, row_problems
from .records import EVENT_KINDS, GROUPS, HOSPITAL_KINDS, INSTITUTION_KINDS, SIZES
from .totals import total_rows

TOTALS = (
    *("regions", "municipalities", "population", "care_fte"),
    *("hospital_units", "hospital_fte", "institutions", "companies"),
)
AMOUNTS = ("area_km2", "care_fte_by_65", "care_fte_by_home_nursing")


def _texts(*names: str) -> list[Column]:
    return [Column(name) for name in names]


def _place() -> list[Column]:
    return [Column("lat", "number", -90, 90), Column("lon", "number", -180, 180)]


def columns_by_file() -> dict[str, list[Column]]:
    """The columns of each file of a population folder; all are needed."""
    amount = {"kind": "number", "low": 0.0}
    large = {**amount, "large": True}
    optional_amounts = [Column(name, **large, optional=True) for name in ("beds", "fte", "headcount")]
    needs = tuple(need.name for need in load_needs())
    return {
        "about.csv": [Column("key", allowed=(*ABOUT_TEXTS, *ABOUT_NUMBERS)), *_texts("value", "source")],
        "totals.csv": [
            Column("total", allowed=TOTALS),
            Column("value", **large),
            Column("tolerance", **amount),
            *_texts("unit", "source"),
        ],
        "regions.csv": [*_texts("code", "name", "label", "source"), *_place()],
        "municipalities.csv": [
            *_texts("code", "name", "region", "source"),
            *_place(),
            Column("population", "whole", 1),
            Column("share_65", "number", 0, 1),
            Column("home_nursing_per_1000", "number", 0, 1000, optional=True),
            *(Column(name, **large) for name in AMOUNTS),
            Column("company_weight", **amount),
            Column("group", allowed=GROUPS, optional=True, extra=True),
        ],
        "hospitals.csv": [
            *_texts("site", "unit", "region", "municipality", "source"),
            *_place(),
            Column("kind", allowed=HOSPITAL_KINDS),
            *optional_amounts,
            Column("year", optional=True),
        ],
        "institutions.csv": [
            *_texts("name", "short", "region", "municipality", "source"),
            *_place(),
            Column("kind", allowed=INSTITUTION_KINDS),
            Column("strength", "number", 0, 1),
        ],
        "companies.csv": [
            *_texts("region", "source"),
            Column("size", allowed=SIZES),
            Column("count", "whole", 0),
            Column("grade", allowed=GRADES),
        ],
        "company_ages.csv": [
            *(Column(name, **amount) for name in ("from_years", "to_years")),
            Column("share", "number", 0, 1),
            Column("source"),
        ],
        "events.csv": [
            *_texts("event", "title_en", "title_da", "source"),
            Column("kind", allowed=EVENT_KINDS),
            Column("start", "month"),
            Column("end", "month", optional=True),
            Column("regions", "list", optional=True),
            Column("needs", "list", allowed=needs, optional=True),
            *(Column(name, optional=True) for name in ("parameter", "value")),
            Column("grade", allowed=GRADES),
        ],
    }


def read_files(folder: Path) -> tuple[Tables, dict[str, str]]:
    """All tables of a folder, and the values of about.csv by key.

    Raises:
        TableError: every problem of every file.
    """
    problems: list[Problem] = []
    tables = {file: read_table(folder / file, columns, problems) for file, columns in columns_by_file().items()}
    refuse(problems)
    refuse(about_problems(tables["about.csv"]))
    about = {row["key"]: row["value"] for row in tables["about.csv"]}
    refuse(row_problems(tables, [float(about[key]) for key in BOX]))
    refuse(total_rows(tables))
    return tables, about
