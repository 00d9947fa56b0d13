"""Names that a document may use, read from the tables that define them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from samspil.model.levers import MISSION, levers
from samspil.model.parameters import registry
from samspil.model.read import read_table

from ..tables import Programme, load_catalogue, load_programmes
from ..tables.shipped import DATA

BEST = "best"  # stands for the best proven solution at the time


def programmes() -> dict[str, Programme]:
    """Programmes that are decided, by name."""
    return load_programmes()


@cache
def solutions() -> tuple[str, ...]:
    """Solutions of the start catalogue."""
    return tuple(solution.name for solution in load_catalogue())


@cache
def needs() -> tuple[str, ...]:
    """Need areas, in the order that results keep."""
    return tuple(name.split(".")[1] for name in levers() if name.startswith(f"{MISSION}."))


def moved_needs() -> tuple[str, ...]:
    """Need areas with tasks that a reform can move from municipalities to regions."""
    return tuple(sorted(name.split(".")[1] for name in registry() if name.startswith("transfer.")))


def population_folder(population: str) -> Path:
    """The folder of a population: a name of a shipped one, or a path."""
    return Path(population) if is_path(population) else DATA / population


def is_path(name: str) -> bool:
    """Whether a name is meant as a path."""
    return "/" in name or "\\" in name or name.startswith(".")


@cache
def regions(population: str) -> tuple[str, ...]:
    """Labels of the regions of a population; empty if it cannot be read (its own loader says why)."""
    rows = read_table(population_folder(population) / "regions.csv", None, [])
    names = [{"label": "", "name": "", **row.values} for row in rows]
    return tuple(row["label"] or region_name(row["name"]) for row in names)


def region_name(written: str) -> str:
    """The label of a region whose whole name may be written ("Region Sjælland" is "Sjælland")."""
    return written.strip().removeprefix("Region ")
