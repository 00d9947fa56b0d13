"""Units of parameters, levers and variables in words of each language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .read import Column, load_table

FILE = Path(__file__).parent / "data" / "units.csv"


def unit_in(unit: str, language: str) -> str:
    """A unit in the language; English, as tables name it, where no other word is known."""
    return unit if language == "en" else unit_table().get(unit, unit)


@cache
def unit_table() -> dict[str, str]:
    """Danish words for units."""
    return {row["en"]: row["da"] for row in load_table(FILE, [Column("en"), Column("da")], "en")}
