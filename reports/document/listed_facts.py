"""The table of facts alone, which is read in no time: whether a number can have a name is told before a forecast is
read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from samspil.model.read import Column, load_table

FILE = Path(__file__).parent.parent / "data" / "facts.csv"
# In the ids of all numbers that are no facts: of a sentence, or of a cell of a table.
DOT = "."


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Path, unit and meaning of each fact by its id."""
    columns = [Column(name) for name in ("id", "path", "unit", "meaning_en", "meaning_da")]
    return {row["id"]: row.values for row in load_table(FILE, columns, "id")}


def may_be_an_id(name: str) -> bool:
    """Whether a number of some report may have this id."""
    return DOT in name or name in table()
