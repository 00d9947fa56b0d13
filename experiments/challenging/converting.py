"""A claim in the unit and the scope of a forecast, by numbers that have a name."""

from ..records import Number, Titles
from .records import Evidence
from .table import Claim, conversion, evidence_of

FTE_VALUE = "cost.fte_value"
HOURS = {"million hours": 1e6, "hours": 1.0}


def fte_of(claim: Claim, hours_per_fte: float) -> tuple[Number, list[Evidence]]:
    """The claim in FTE and what converts it; None where its unit is in doubt."""
    row = claim.row
    a_year = row["value"] / row["years"]
    if row["walk"] == "unit":
        return None, []
    if row["unit"] in HOURS:
        return a_year * HOURS[row["unit"]] / hours_per_fte, [_hours(hours_per_fte)]
    if row["unit"] == "million DKK":
        price = evidence_of(FTE_VALUE)
        return a_year / price["value"], [price]
    return a_year, []


def scoped(claim: Claim, fte: Number) -> tuple[Number, Number, Number, list[Evidence]]:
    """What of a claim is within health and care, the least and the most of it, and what says so.

    Of a claim for the whole public sector the share of health and care; of one for a part of health and care all.
    """
    if fte is None or claim.row["scope"] != "public":
        return fte, fte, fte, []
    share = conversion("health_care_share")
    return fte * share["value"], fte * share["low"], fte * share["high"], [share]


def _hours(hours_per_fte: float) -> Evidence:
    """The target's own unit: a definition, without a range."""
    title = Titles(en="Hours of an FTE, as the target counts", da="Timer i et årsværk, som målet tæller")
    value, source = float(hours_per_fte), "the settings of the target"
    name, unit = "target.hours_per_fte", "hours a year"
    return Evidence(
        name=name, title=title, unit=unit, value=value, low=value, high=value, grade="definition", source=source
    )
