"""What the rows of a population folder must sum to, and rows that are themselves sums of others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from samspil.model.messages import say
from samspil.model.problems import Problem
from samspil.model.read import Row

from .checks import Tables

# Hospitals are scaled to their total. Figures of several years differ by some per cent; a column or a row of another
# kind (beds, a total among the units) is off by far more. Denmark has 1.08. The bounds are assumed.
SCALE = (0.75, 1.33)
# How near a row comes to the sum of others that it is taken to be their sum, and how many others that takes. Where it
# bears the region's own name or code, a sum of another year is one too.
NEAR, NEAR_BY_NAME = 0.0005, 0.1
LEAST_OTHERS = {"municipalities.csv": 2, "hospitals.csv": 4}
AMOUNTS = {"municipalities.csv": ("population",), "hospitals.csv": ("fte", "headcount")}
NAMES = {"municipalities.csv": ("code", "name"), "hospitals.csv": ("site", "unit")}


def sum_problems(totals: Sequence[Row], sums: Sequence[tuple[str, str, float]]) -> list[Problem]:
    """Totals that disagree with the rows; `sums` holds (total, what it is the sum of, value)."""
    return [
        row.problem("value", say("sum-disagrees", total=row["total"], what=what, value=value))
        for row in totals
        for total, what, value in sums
        if total == row["total"] and abs(value - row["value"]) > row["tolerance"] * row["value"]
    ]


def scale_problems(totals: Sequence[Row], scale: float) -> list[Problem]:
    """A total of hospital FTE that the units' own figures are too far from."""
    low, high = SCALE
    if low <= scale <= high:
        return []
    message = say("hospital-scale-is-off", scale=scale)
    allowed = say("between-times", low=low, high=high)
    return [row.problem("value", message, allowed) for row in totals if row["total"] == "hospital_fte"]


def total_rows(tables: Tables) -> list[Problem]:
    """Rows that hold the sum of the others of their region, or of all others: everybody would count twice."""
    regions = {row["code"]: {row["code"], row["name"], row["label"]} for row in tables["regions.csv"]}
    message = say("is-a-total-row")
    found: list[tuple[Row, str]] = []
    for file, columns in AMOUNTS.items():
        for column in columns:
            found += [(row, column) for row in _sums_of_parts(tables[file], column, regions)]
    told = {(row.file, row.line): row.problem(column, message) for row, column in reversed(found)}
    return sorted(told.values(), key=lambda problem: (problem.file, problem.line))


def _sums_of_parts(rows: Sequence[Row], column: str, regions: Mapping[str, set[str]]) -> list[Row]:
    """Rows that sum their region's others, then rows that sum all others but those."""
    filled = [row for row in rows if row[column]]
    members: dict[str, list[float]] = {}
    for row in filled:
        members.setdefault(row["region"], []).append(row[column])
    sums = {region: (len(values), math.fsum(values)) for region, values in members.items()}
    of_region, parts = [], []
    for row in filled:
        named = any(row[name] in regions[row["region"]] for name in NAMES[row.file])
        is_sum = _is_sum(row, column, sums[row["region"]], NEAR_BY_NAME if named else NEAR)
        (of_region if is_sum else parts).append(row)
    whole = (len(parts), math.fsum(row[column] for row in parts))
    return of_region + [row for row in parts if _is_sum(row, column, whole, NEAR)]


def _is_sum(row: Row, column: str, whole: tuple[int, float], near: float) -> bool:
    """Whether a row holds the sum of the others, where `whole` is how many there are and their sum, itself included."""
    count, total = whole
    return count > LEAST_OTHERS[row.file] and abs(2.0 * row[column] - total) <= near * row[column]
