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
from .origin import lead_months, newest_published, newest_seen, origin, policy_start
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
    "lead_months",
    "load_capabilities",
    "load_catalogue",
    "load_costs",
    "load_needs",
    "load_pools",
    "load_programmes",
    "newest_published",
    "newest_seen",
    "origin",
    "policy_start",
    "tables_digest",
]
