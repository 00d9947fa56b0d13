"""Our side of a claim: the staircase from potential on paper to the headline, from ``summary.json`` alone."""

from collections import Counter

from samspil.model.parameters import registry

from ..records import Number, Summary
from .records import ClaimStep
from .table import deciding, evidence_of

STEPS = ("potential", "hosts", "depth", "realised", "cashed", "sustained")
TODAY = "catalogue"


def ours(summary: Summary, scenario: str, date: str, is_today: bool) -> dict[str, Number]:
    """What is left of ours at each step, mean FTE, ending with the headline's mean.

    Where a claim is of technologies of today, those of the catalogue are walked, and ``origin`` then adds those that
    do not exist yet. ``since`` takes away what stood before the baseline month, so that the walk ends where the
    forecast does.
    """
    by_origin = summary["staircase"][scenario][date]
    origins = [TODAY] if is_today else list(by_origin)
    told = {step: _sum(by_origin[origin][step] for origin in origins) for step in STEPS}
    if is_today:
        told["origin"] = _sum(each["sustained"] for each in by_origin.values())
    return {**told, "since": mean_at(summary, scenario, date)}


def mean_at(summary: Summary, scenario: str, date: str) -> Number:
    """The headline's mean by a date."""
    return summary["scenarios"][scenario]["potentials"][summary["potentials"]]["fte"][date]["mean"]


def steps_of(claimed: float, told: dict[str, Number]) -> list[ClaimStep]:
    """The steps of a claim that leaves nothing out, beside ours."""
    before: Number = None
    steps = []
    for name, fte in told.items():
        kept = None if not before or fte is None or name not in STEPS else fte / before
        ratio = None if fte is None or not claimed else fte / claimed
        steps.append(_step(name, claimed, fte, (ratio, kept)))
        before = fte
    return steps


def _step(name: str, claimed: float, fte: Number, shares: tuple[Number, Number]) -> ClaimStep:
    names = deciding(name)
    found = [evidence_of(each) for each in names]
    # Of many numbers the grades are told, and none by itself.
    shown = found if len(found) <= len(STEPS) else []
    grades = dict(Counter(registry()[each].grade for each in names))
    ratio, kept = shares
    return ClaimStep(name=name, claim=claimed, ours=fte, ratio=ratio, kept=kept, grades=grades, evidence=shown)


def parts_at(steps: list[ClaimStep], share: float) -> str | None:
    """The first step at which ours is below a share of the claim, and stays below it at the end; None if it is not."""
    below = [step["ratio"] is not None and step["ratio"] < share for step in steps]
    if not below or not below[-1]:
        return None
    return steps[len(below) - next((i for i, each in enumerate(reversed(below)) if not each), len(below))]["name"]


def _sum(values: object) -> Number:
    known = [value for value in values]  # type: ignore[attr-defined]
    return None if any(value is None for value in known) else float(sum(known))
