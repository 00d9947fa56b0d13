"""Names of the entries of every dim of the outputs."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from samspil.model.arrays import MONTHS
from samspil.scenarios.population import SIZES, Population
from samspil.scenarios.tables import PAYERS, load_needs

if TYPE_CHECKING:
    import numpy as np

ORIGINS = ["catalogue", "abroad", "in-house", "partnership"]
REGIMES = ["start", "voluntary", "joint_procurement", "national_programme", "mandate"]
STEPS = ["potential", "hosts", "depth", "realised", "cashed", "sustained"]
ORIGIN_CLASSES = ["catalogue", "new"]
LOSSES = ["hosts", "depth", "realised", "cashed", "abandoned"]
# Each KPI by the name of the variable that gives it for the country.
KPIS = [
    *("kpi_knowledge_transfer", "kpi_cocreation", "kpi_networks", "kpi_relations", "trust_mean", "kpi_learning"),
    *("kpi_ideas", "kpi_implementation"),
]
SECTORS = ["municipality", "hospital", "knowledge institution", "company"]
MONEY_PARTS = ["programme", "purchase", "implementation", "running"]


def labels_of(population: Population) -> dict[str, list[str]]:
    """Labels by dim, and the codes behind regions and municipalities; months as YYYY-MM."""
    return {
        "region": [str(label) for label in population.regions.label],
        "need": [need.name for need in load_needs()],
        "origin": ORIGINS,
        "regime": REGIMES,
        "region_code": [str(code) for code in population.regions.code],
        "municipality": _told_apart(population.municipalities.name, population.municipalities.code),
        "municipality_code": [str(code) for code in population.municipalities.code],
        "step": STEPS,
        "origin_class": ORIGIN_CLASSES,
        "loss": LOSSES,
        "part": MONEY_PARTS,
        "payer": list(PAYERS),
        "size": list(SIZES),
        "kpi": KPIS,
        "sectors": [f"{one} - {other}" for one, other in combinations_with_replacement(SECTORS, 2)],
        "year": [str(2022 + year) for year in range(MONTHS // 12)],
        "time": [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in range(MONTHS)],
    }


def _told_apart(names: np.ndarray, codes: np.ndarray) -> list[str]:
    """Names, with their codes where several bear the same one (Norway has two pairs of such municipalities)."""
    count = Counter(names.tolist())
    return [f"{name} ({code})" if count[name] > 1 else str(name) for name, code in zip(names, codes, strict=True)]
