"""Names that a document may use, read from the tables that define them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from samspil.model.levers import MISSION, levers
from samspil.model.parameters import registry

from .months import LAST, month_number, month_text

DATA = Path(__file__).resolve().parent.parent / "data"
BEST = "best"  # stands for the best proven solution at the time


@dataclass(frozen=True)
class Programme:
    """A programme with money: its months, the last one included (None: no end is decided)."""

    name: str
    start: int
    end: int | None
    title: dict[str, str] = field(default_factory=dict)

    @property
    def dates(self) -> str:
        """Its dates in words."""
        return f"{month_text(max(self.start, 0))} to {month_text(LAST if self.end is None else self.end)}"

    def covers(self, begin: int, end: int | None) -> bool:
        """Whether it runs from `begin` to `end` (None: for good)."""
        if self.end is None:
            return begin >= self.start
        return self.start <= begin <= self.end and end is not None and end <= self.end


@cache
def programmes() -> dict[str, Programme]:
    """Programmes that are decided, by name."""
    return {row["programme"]: _programme(row) for row in _rows(DATA / "programmes.csv")}


@cache
def solutions() -> tuple[str, ...]:
    """Solutions of the start catalogue."""
    return tuple(row["solution"] for row in _rows(DATA / "catalogue.csv"))


@cache
def needs() -> tuple[str, ...]:
    """Need areas, in the order that results keep."""
    return tuple(name.split(".")[1] for name in levers() if name.startswith(f"{MISSION}."))


def moved_needs() -> tuple[str, ...]:
    """Need areas with tasks that a reform can move from municipalities to regions."""
    return tuple(sorted(name.split(".")[1] for name in registry() if name.startswith("transfer.")))


def is_path(name: str) -> bool:
    """Whether a name is meant as a path."""
    return "/" in name or "\\" in name or name.startswith(".")


def regions(population: str) -> tuple[str, ...]:
    """Labels of the regions of a population, a shipped one by its name or another one by its folder."""
    if not is_path(population):
        return _shipped_regions(population)
    from ..population import load_population

    return tuple(str(label) for label in load_population(population).regions.label)


@cache
def _shipped_regions(population: str) -> tuple[str, ...]:
    # Read alone: the whole population needs far more than a document that only names its regions.
    rows = _rows(DATA / population / "regions.csv")
    return tuple(row.get("label") or region_name(row.get("name") or "") for row in rows)


def region_name(written: str) -> str:
    """The label of a region whose whole name may be written ("Region Sjælland" is "Sjælland")."""
    return written.strip().removeprefix("Region ")


def _programme(row: dict[str, str]) -> Programme:
    title = {language: row[f"title_{language}"] for language in ("en", "da")}
    return Programme(row["programme"], month_number(row["start"]) or 0, month_number(row["end"]), title)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
