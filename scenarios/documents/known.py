"""Names that a document may use, read from the tables that define them."""

from __future__ import annotations

from functools import cache

from samspil.model.levers import MISSION, levers
from samspil.model.parameters import registry
from samspil.model.read import read_table

from ..tables import Programme, load_catalogue, load_costs, load_programmes
from ..tables.shipped import DATA

BEST = "best"  # stands for the best proven solution at the time


def programmes() -> dict[str, Programme]:
    """Programmes that are decided, by name."""
    return load_programmes()


def earliest(cost_item: str) -> int:
    """The first month in which something of this price can start; 0 where the table of costs does not say."""
    cost = load_costs().get(cost_item)
    return 0 if cost is None or cost.earliest is None else cost.earliest


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
    return tuple(row["label"] for row in read_table(DATA / population / "regions.csv", None, []))


def region_name(written: str) -> str:
    """The label of a region whose whole name may be written ("Region Sjælland" is "Sjælland")."""
    return written.strip().removeprefix("Region ")
