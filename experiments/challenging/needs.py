"""What would have to be true for a claim, as values of our own numbers: shares kept, runs that reach it, the reverse
test."""

from ..records import Number, Reverse, Summary
from .records import ClaimStep, Needed, Reaching
from .staircase import STEPS

# A forecast's summary, one of its scenarios and a told month.
Place = tuple[Summary, str, str]


def needed(place: Place, claimed: float, steps: list[ClaimStep], parting: str | None) -> Needed:
    """What the staircase would have to keep, and what runs and the reverse test say of the claim's size."""
    summary, scenario, date = place
    at = {step["name"]: step["ours"] for step in steps}
    paper, end, losses = at["potential"], at["sustained"], len(STEPS) - 1
    kept, kept_ours = _share(claimed, paper), _share(end, paper)
    found = _reverse(summary, scenario, date, claimed)
    return {
        "kept": kept,
        "kept_ours": kept_ours,
        "steps": losses,
        "each": _root(kept, losses),
        "each_ours": _root(kept_ours, losses),
        "alone": _alone(steps, parting, kept, kept_ours),
        "reaching": reaching(summary, scenario, date, claimed),
        "reverse": [] if found is None else found["assumptions"],
        "reverse_target": None if found is None else found["target"],
        "reverse_by": None if found is None else found["by"],
    }


def reaching(summary: Summary, scenario: str, date: str, claimed: float) -> Reaching | None:
    """The share of runs that stand at the largest told level that is no more than the claim: no more reach the claim.

    None where the claim is smaller than every told level.
    """
    told = summary["milestones"][scenario][summary["potentials"]]
    levels = [level for level in told if float(level) <= claimed]
    if not levels:
        return None
    level = max(levels, key=float)
    at = told[level][date[:4]]
    return {"level": float(level), "p": at["p"], "se": at["se"], "upper": at["upper"], "draws": summary["draws"]}


def _reverse(summary: Summary, scenario: str, date: str, claimed: float) -> Reverse | None:
    """The reverse test of this scenario for the smallest target that is no less than the claim."""
    fits = [
        each
        for each in summary["reverse_test"]
        if each["scenario"] == scenario and each["by"] == date and each["target"] >= claimed and each["reached"]
    ]
    return min(fits, key=lambda each: (each["target"], len(each["unused"])), default=None)


def _alone(steps: list[ClaimStep], parting: str | None, kept: Number, ours: Number) -> Number:
    """What the step where they part would have to keep for all of them to keep enough."""
    now = next((step["kept"] for step in steps if step["name"] == parting), None)
    return None if now is None or kept is None or not ours else now * kept / ours


def _share(part: Number, whole: Number) -> Number:
    return None if part is None or not whole else part / whole


def _root(value: Number, steps: int) -> Number:
    return None if value is None or value < 0.0 else value ** (1.0 / steps)
