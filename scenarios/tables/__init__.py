"""The tables that come with the project: needs, capabilities, solutions, pools, costs and programmes."""

from .catalogue import (
    Capability,
    Need,
    Pool,
    Solution,
    catalogue_names,
    load_capabilities,
    load_catalogue,
    load_needs,
    load_pools,
)
from .money import PARTS, PAYERS, Cost, Programme, load_costs, load_programmes
from .shipped import tables_digest

__all__ = [
    "PARTS",
    "PAYERS",
    "Capability",
    "Cost",
    "Need",
    "Pool",
    "Programme",
    "Solution",
    "catalogue_names",
    "load_capabilities",
    "load_catalogue",
    "load_costs",
    "load_needs",
    "load_pools",
    "load_programmes",
    "tables_digest",
]
