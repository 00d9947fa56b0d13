"""Names of the entries of every dim of the outputs."""

from __future__ import annotations

from collections import Counter
from enum import IntEnum
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from samspil.model.epoch import FIRST_YEAR, MONTHS, YEARS, month_text
from samspil.model.state.codes import Kpi, Need, Origin, OriginClass, Part, Regime, Sector, label
from samspil.model.state.steps import Bridge, Lack, Loss, Promise, Step
from samspil.scenarios.population import SIZES, Population
from samspil.scenarios.tables import PAYERS, catalogue_names

if TYPE_CHECKING:
    import numpy as np


def labels_of(population: Population) -> dict[str, list[str]]:
    """Labels by dim, and the codes behind regions and municipalities; months as YYYY-MM."""
    return {
        "region": [str(label) for label in population.regions.label],
        "need": _names(Need),
        "origin": _names(Origin, "-"),
        "regime": _names(Regime),
        "region_code": [str(code) for code in population.regions.code],
        "municipality": _told_apart(population.municipalities.name, population.municipalities.code),
        "municipality_code": [str(code) for code in population.municipalities.code],
        "municipality_group": [str(group) for group in population.municipalities.group],
        "municipality_region": [str(population.regions.label[place]) for place in population.municipalities.region],
        "step": _names(Step),
        "origin_class": _names(OriginClass),
        "loss": _names(Loss),
        "lack": _names(Lack),
        "bridge": _names(Bridge),
        "promise": _names(Promise),
        "part": _names(Part),
        "payer": list(PAYERS),
        "size": list(SIZES),
        "kpi": _names(Kpi),
        "sectors": [f"{one} - {other}" for one, other in combinations_with_replacement(_names(Sector, " "), 2)],
        "year": [str(FIRST_YEAR + year) for year in range(YEARS)],
        "time": [month_text(month) for month in range(MONTHS)],
    }


def names_of(population: Population, companies: int) -> dict[str, list[str]]:
    """What actors and the catalogue's solutions are called, in the order of their rows. Companies are synthetic: they
    have numbers."""
    towns = population.municipalities
    named = [population.regions.label, _told_apart(towns.name, towns.code), population.hospitals.name]
    named += [population.institutions.name, [f"company {number}" for number in range(companies)]]
    return {"actor": [str(name) for group in named for name in group], "solution": catalogue_names()}


def _told_apart(names: np.ndarray, codes: np.ndarray) -> list[str]:
    """Names, with their codes where several bear the same one (Norway has two pairs of such municipalities)."""
    count = Counter(names.tolist())
    return [f"{name} ({code})" if count[name] > 1 else str(name) for name, code in zip(names, codes, strict=True)]


def _names(codes: type[IntEnum], between: str = "_") -> list[str]:
    return [label(code).replace("_", between) for code in codes]
