"""Public claims walked down the staircase of a forecast, from ``summary.json`` alone: nothing is run."""

from collections.abc import Sequence

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import called

from .. import settings
from ..pace import harvest
from ..records import Number, Spread, Summary
from .converting import fte_of, scoped
from .needs import needed
from .records import ClaimRecord, Happened
from .staircase import mean_at, ours, parts_at, steps_of
from .table import Claim, claim_named, claims_known, evidence_of

# Scope and basis of a target that claims can be held against.
COMPARABLE = ("health-and-care", "level")


def claims(summary: Summary, ids: Sequence[str] | None = None, scenario: str | None = None) -> list[ClaimRecord]:
    """Public claims beside a forecast, each walked down to where the numbers part.

    Args:
        summary: what ``summary.json`` holds.
        ids: which claims; all unless told.
        scenario: one of the forecast's; the one that frees most by the claim's date unless told.

    Returns:
        A record a claim; none, unless some are asked for, where the forecast tells no December, and so no staircase.

    Raises:
        UserError: an unknown claim or scenario, or no staircase to walk it down.

    Example:
        >>> told = summarise(run_ensemble("current-policy", draws=3, replicates=1))
        >>> [one["id"] for one in claims(told, ["life-science-council"])]
        ['life-science-council']
    """
    wanted = list(claims_known().values()) if ids is None else [claim_named(each) for each in ids]
    if scenario is not None and scenario not in summary["scenarios"]:
        known = ", ".join(summary["scenarios"])
        raise UserError(say("not-in-results", what=called("policy"), each=scenario, known=known))
    if not any(summary["staircase"].values()):
        if ids is None:
            return []
        raise UserError(say("challenge-no-december"))
    return [claimed(summary, each, scenario) for each in wanted]


def claimed(summary: Summary, claim: Claim, scenario: str | None = None) -> ClaimRecord:
    """One claim beside a forecast."""
    row, dates = claim.row, sorted(summary["staircase"][next(iter(summary["scenarios"]))])
    date, later = date_of(row["by"], dates), dates[-1]
    name = scenario or fullest(summary, date)
    fte, conversion = fte_of(claim, summary["target"]["hours_per_fte"])
    within, low, high, scope = scoped(claim, fte)
    why_not = hindrance(claim, summary)
    walks = not why_not
    told = ours(summary, name, date, row["technologies"] == "today")
    steps = steps_of(within, told, summary["potentials"]) if walks and within else []
    parting = parts_at(steps, settings.number("claims_part"))
    return {
        "id": claim.id,
        "title": claim.titles("title"),
        "who": claim.titles("who"),
        "says": claim.titles("says"),
        "value": row["value"],
        "unit": row["unit"],
        "years": row["years"],
        "published": row["published"],
        "source": row["source"],
        "grade": row["grade"],
        "caution": claim.titles("caution"),
        "horizon": claim.titles("horizon"),
        "by": row["by"] or None,
        "technologies": row["technologies"],
        "is_wider": row["scope"] == "part",
        "scenario": name,
        "baseline": settings.word("baseline"),
        "potentials": summary["potentials"],
        "date": date,
        "later": later,
        "fte": fte,
        "conversion": conversion,
        "scope": scope,
        "scoped": within,
        "scoped_low": low,
        "scoped_high": high,
        "why_not": why_not,
        "on_paper": [evidence_of(row["solution"])] if row["solution"] else [],
        "steps": steps,
        "parts_at": parting,
        "ours": _headline(summary, name, date),
        "ours_decided": _decided(summary, date),
        "ours_later": _headline(summary, name, later),
        "needed": needed((summary, name, date), within, steps, parting) if steps and within else None,
        "happened": happened(claim),
    }


def hindrance(claim: Claim, summary: Summary) -> str:
    """Why a claim cannot be walked down: its row says so, or the forecast counts another scope, or FTE-years."""
    if claim.row["walk"] != "yes":
        return claim.row["walk"]
    target = summary["target"]
    return "" if (target["scope"], target["basis"]) == COMPARABLE else "counting"


def date_of(by: str, dates: Sequence[str]) -> str:
    """The first told date at or after a claim's own, the last if there is none; the first where it has no date."""
    return next((date for date in dates if date >= by), dates[-1])


def fullest(summary: Summary, date: str) -> str:
    """The scenario that frees most by a date, on average."""
    return max(summary["scenarios"], key=lambda name: mean_at(summary, name, date) or 0.0)


def happened(claim: Claim) -> Happened | None:
    """What came of a claim, beside the harvest that was counted."""
    if not claim.row["happened_en"]:
        return None
    best = harvest()
    money, years = best["money"]["value"], best["years"]["value"]
    share = money / years / (claim.row["value"] / claim.row["years"]) if claim.row["unit"] == "million DKK" else None
    text, period = claim.titles("happened"), best["money"]["period"]
    return {"text": text, "money": money, "yearly": money / years, "share": share, "period": period}


def _headline(summary: Summary, scenario: str, date: str) -> Spread:
    return summary["scenarios"][scenario]["potentials"][summary["potentials"]]["fte"][date]


def _decided(summary: Summary, date: str) -> Spread | None:
    baseline = settings.word("baseline")
    return _headline(summary, baseline, date) if baseline in summary["scenarios"] else None


def number_at(record: ClaimRecord, step: str) -> Number:
    """Ours at a step of a claim."""
    return next((each["ours"] for each in record["steps"] if each["name"] == step), None)
