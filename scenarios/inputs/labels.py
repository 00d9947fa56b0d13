"""Names of the entries of every dim of the outputs."""

from __future__ import annotations

from itertools import combinations_with_replacement

from samspil.model.arrays import MONTHS, YEARS
from samspil.model.epoch import FIRST_YEAR, month_text
from samspil.scenarios.population import SIZES, Population
from samspil.scenarios.tables import PAYERS, load_needs

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
    """Labels by dim; months as YYYY-MM."""
    return {
        "region": [str(label) for label in population.regions.label],
        "need": [need.name for need in load_needs()],
        "origin": ORIGINS,
        "regime": REGIMES,
        "municipality": [str(name) for name in population.municipalities.name],
        "step": STEPS,
        "origin_class": ORIGIN_CLASSES,
        "loss": LOSSES,
        "part": MONEY_PARTS,
        "payer": list(PAYERS),
        "size": list(SIZES),
        "kpi": KPIS,
        "sectors": [f"{one} - {other}" for one, other in combinations_with_replacement(SECTORS, 2)],
        "year": [str(FIRST_YEAR + year) for year in range(YEARS)],
        "time": [month_text(month) for month in range(MONTHS)],
    }
