"""A folder's own numbers and lists: sizes, tolerances and thresholds are rows of a table, never typed in code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from samspil.model.read import load_table


class Settings:
    """The tables of one data folder; `settings.csv` has name, value, unit, meaning, source and grade in each row."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @cache  # noqa: B019 - one for each folder, for good
    def table(self, name: str) -> tuple[dict[str, str], ...]:
        """All rows of ``<name>.csv``, in file order, every value a string."""
        return tuple(row.values for row in load_table(self.data / f"{name}.csv"))

    def word(self, name: str) -> str:
        """The text called ``name`` in ``settings.csv``; KeyError when there is none."""
        return {row["name"]: row["value"] for row in self.table("settings")}[name]

    def number(self, name: str) -> float:
        """The number called ``name`` in ``settings.csv`` (its unit stands there); KeyError when there is none."""
        return float(self.word(name))

    def count(self, name: str) -> int:
        """The whole number called ``name`` in ``settings.csv``; KeyError when there is none."""
        return int(self.word(name))
