"""Names of the entries of every dim of the outputs."""

from __future__ import annotations

from enum import IntEnum
from itertools import combinations_with_replacement

from samspil.model.epoch import FIRST_YEAR, MONTHS, YEARS, month_text
from samspil.model.state.codes import Kpi, Loss, Origin, OriginClass, Part, Regime, Sector, Step, label
from samspil.scenarios.population import SIZES, Population
from samspil.scenarios.tables import PAYERS, load_needs


def labels_of(population: Population) -> dict[str, list[str]]:
    """Labels by dim; months as YYYY-MM."""
    return {
        "region": [str(label) for label in population.regions.label],
        "need": [need.name for need in load_needs()],
        "origin": _names(Origin, "-"),
        "regime": _names(Regime),
        "municipality": [str(name) for name in population.municipalities.name],
        "step": _names(Step),
        "origin_class": _names(OriginClass),
        "loss": _names(Loss),
        "part": _names(Part),
        "payer": list(PAYERS),
        "size": list(SIZES),
        "kpi": _names(Kpi),
        "sectors": [f"{one} - {other}" for one, other in combinations_with_replacement(_names(Sector, " "), 2)],
        "year": [str(FIRST_YEAR + year) for year in range(YEARS)],
        "time": [month_text(month) for month in range(MONTHS)],
    }


def _names(codes: type[IntEnum], between: str = "_") -> list[str]:
    return [label(code).replace("_", between) for code in codes]
