"""Our side of a claim: the staircase from potential on paper to the headline, from ``summary.json`` alone."""

from collections import Counter
from collections.abc import Iterable

from samspil.model.parameters import registry
from samspil.model.potentials import ADMITTED

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


def steps_of(claimed: float, told: dict[str, Number], level: str) -> list[ClaimStep]:
    """The steps of a claim that leaves nothing out, beside ours, with the evidence of a level of potentials."""
    before: Number = None
    steps = []
    for name, fte in told.items():
        kept = None if not before or fte is None or name not in STEPS else fte / before
        ratio = None if fte is None or not claimed else fte / claimed
        steps.append(_step(name, claimed, fte, (ratio, kept), _rests_on(name, told, level)))
        before = fte
    return steps


def _step(name: str, claimed: float, fte: Number, shares: tuple[Number, Number], names: list[str]) -> ClaimStep:
    found = [evidence_of(each) for each in names]
    grades = dict(Counter(each["grade"] for each in found))
    ratio, kept = shares
    return ClaimStep(name=name, claim=claimed, ours=fte, ratio=ratio, kept=kept, grades=grades, evidence=found)


def _rests_on(step: str, told: dict[str, Number], level: str) -> list[str]:
    """The numbers that decide a step: of potentials those that count at the level; on paper stand solutions that do not
    exist yet as well, unless the walk has a step of its own for them."""
    if step != "potential":
        return list(deciding(step))
    counted = [name for name in deciding(step) if registry()[name].grade in ADMITTED[level]]
    return counted if "origin" in told else [*counted, *deciding("origin")]


def parts_at(steps: list[ClaimStep], share: float) -> str | None:
    """The step from which on ours is below a share of the claim; None where it is not at the last."""
    found = None
    for step in reversed(steps):
        if step["ratio"] is None or step["ratio"] >= share:
            break
        found = step["name"]
    return found


def _sum(values: Iterable[Number]) -> Number:
    known = list(values)
    return None if None in known else float(sum(value for value in known if value is not None))
