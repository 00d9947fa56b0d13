"""The process KPIs of one partnership: what it can measure itself, at which ages, and what they are to foretell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .. import settings

AGES = tuple(int(age) for age in settings.word("kpi_ages").split())
EARLY = settings.count("kpi_early")
USE_AT, FTE_AT = settings.count("kpi_use_at"), settings.count("kpi_fte_at")


@dataclass(frozen=True)
class Indicator:
    """A KPI: its range in a file, whether more is better (0: neither), and its texts by language."""

    name: str
    low: float
    high: float
    is_whole: bool
    better: int
    title: Mapping[str, str]
    meaning: Mapping[str, str]


@cache
def indicators() -> dict[str, Indicator]:
    """Every KPI by name, in the order of the table."""
    return {row["name"]: _indicator(row) for row in settings.table("indicators")}


def _indicator(row: Mapping[str, Any]) -> Indicator:
    texts = {part: {lang: row[f"{part}_{lang}"] for lang in ("en", "da")} for part in ("title", "meaning")}
    whole, better = bool(int(row["whole"])), int(row["better"])
    return Indicator(row["name"], float(row["low"]), float(row["high"]), whole, better, **texts)


INDICATORS = tuple(indicators())
