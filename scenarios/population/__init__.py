"""Who there is and where: Denmark, another country's folder, or a synthetic country of any size."""

from ..tables.shipped import populations as list_populations
from .companies import Companies, companies
from .load import load_population
from .records import (
    GROUPS,
    HOSPITAL_KINDS,
    INSTITUTION_KINDS,
    SIZES,
    CompanyMix,
    Hospitals,
    InstitutionEvent,
    Institutions,
    Municipalities,
    Population,
    Regions,
)
from .synth import synth

__all__ = [
    "GROUPS",
    "HOSPITAL_KINDS",
    "INSTITUTION_KINDS",
    "SIZES",
    "Companies",
    "CompanyMix",
    "Hospitals",
    "InstitutionEvent",
    "Institutions",
    "Municipalities",
    "Population",
    "Regions",
    "companies",
    "list_populations",
    "load_population",
    "synth",
]
