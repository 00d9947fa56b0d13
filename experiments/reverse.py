"""The reverse test: what would have to be true for the target to be reached, and how far that is from the evidence.

Every uncertain parameter is first moved alone to both ends of its range. Those that help most are then moved
together, each from its central value towards its favourable end, all by the same share of the way (the *step*: 0 is
central, 1 the favourable end, above 1 beyond the range). The mildest set of assumptions is the smallest step at which
the median run reaches the target, found by bisection and confirmed by runs with other luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samspil.model.limits import possible
from samspil.model.parameters import Parameter, registry
from samspil.runs.draws import lifted

from . import settings
from .asking import Asking, settings_of
from .outcomes import number
from .records import Assumption, Reverse
from .sensitivities import uncertain

PROBABILITIES = np.linspace(0.0, 1.0, 2001)
# Luck of its own for what confirms and for what measures gains anew: neither may see the runs that chose.
CONFIRMING, AGAIN = 1, 2


@dataclass(frozen=True)
class Lean:
    """A parameter that helps: its favourable end, and the FTE it wins there alone."""

    parameter: Parameter
    end: float
    gain: float

    def at(self, step: float) -> float:
        """Its value at a step; a share stays between 0 and 1, what cannot be negative stays at 0 or above."""
        value = self.parameter.default + step * (self.end - self.parameter.default)
        return float(np.clip(value, *possible(self.parameter)))


@dataclass(frozen=True)
class Question:
    """One scenario, one date: the runs that answer it."""

    scenario: Any
    fte: float
    by: str
    asking: Asking

    def medians(self, rows: Sequence[dict[str, float]], replicates: int, luck: int = 0) -> list[float]:
        """Median headline FTE at the date for each setting of parameters."""
        moved = lifted(settings_of(rows, luck, self.asking.base), beyond_evidence=True)
        found = self.asking.due([self.scenario], moved, replicates, [self.by])[0]
        return [float(value) for value in np.nanmedian(found[..., 0], axis=1)]

    def median(self, leans: Sequence[Lean], step: float, replicates: int | None = None, luck: int = 0) -> float:
        """Median headline FTE at the date with all ``leans`` at the same step."""
        row = {lean.parameter.name: lean.at(step) for lean in leans}
        return self.medians([row], replicates or settings.count("reverse_replicates"), luck)[0]


def reverse_test(scenario: Any, dates: Sequence[str], asking: Asking) -> list[Reverse]:
    """The mildest assumptions under which ``scenario`` reaches its target by each date; one record a date.

    A record holds ``scenario, potentials, target, by, reached, within_range, step, median, confirmed, fte_central,
    fte_at_ends, fte_all_at_ends, fte_at_limit, limit, moved, assumptions``; every assumption ``name, title, unit,
    grade, source, central, low, high, needed, outside, as_favourable, gain`` (``as_favourable`` is the prior
    probability of a value at least as favourable).
    """
    fte = float(scenario.target.record()["fte"])
    gains = screen(scenario, dates, asking)
    return [answer(Question(scenario, fte, date, asking), gains[date]) for date in dates]


def screen(scenario: Any, dates: Sequence[str], asking: Asking) -> dict[str, list[Lean]]:
    """For each date the parameters that help by more than their simulation error, the most helpful first.

    Each is moved alone to both ends of its range; those that seem to help most are run again at that end with other
    luck, because the best of many noisy differences looks better than it is.
    """
    known = registry()
    names = [name for name in uncertain(scenario) if known[name].distribution != "choice"]
    ends = [(name, end) for name in names for end in (known[name].low, known[name].high)]
    rows = [{}, *({name: end} for name, end in ends)]
    found = np.nanmean(
        asking.due([scenario], settings_of(rows, base=asking.base), settings.count("reverse_screen"), dates)[0], axis=1
    )
    told = {}
    for place, date in enumerate(dates):
        won = (found[1:, place] - found[0, place]).reshape(len(names), 2)
        leans = [
            Lean(known[name], (known[name].low, known[name].high)[best], gain[best])
            for name, gain, best in zip(names, won, won.argmax(axis=1), strict=True)
        ]
        promising = sorted((lean for lean in leans if lean.gain > 0.0), key=lambda lean: -lean.gain)
        told[date] = run_again(scenario, date, promising[: settings.count("reverse_kept")], asking)
    return told


def run_again(scenario: Any, date: str, leans: list[Lean], asking: Asking) -> list[Lean]:
    """The leans whose gain, measured anew with other luck, is larger than its error; the most helpful first."""
    rows = [{}, *({lean.parameter.name: lean.end} for lean in leans)]
    replicates = settings.count("reverse_again")
    found = asking.due([scenario], settings_of(rows, AGAIN, asking.base), replicates, [date])[0][..., 0]
    won = found[1:] - found[0]
    gains = np.nanmean(won, axis=1)
    errors = np.nanstd(won, axis=1, ddof=1) / np.sqrt(np.isfinite(won).sum(axis=1))
    kept = [
        Lean(lean.parameter, lean.end, float(gain))
        for lean, gain, error in zip(leans, gains, errors, strict=True)
        if gain > settings.number("moved_errors") * error
    ]
    return sorted(kept, key=lambda lean: -lean.gain)


def answer(question: Question, leans: list[Lean]) -> Reverse:
    """The record of one date, given what helps at that date."""
    few = leans[: settings.count("reverse_count")]
    limit = settings.number("reverse_stretch")
    at_ends, all_at_ends = question.median(few, 1.0), question.median(leans, 1.0)
    # A handful is easier to judge; all help only where the handful stays inside its ranges and is not enough.
    moved = leans if at_ends < question.fte <= all_at_ends else few
    at_limit = question.median(moved, limit)
    step = smallest_step(question, moved, 1.0 if max(at_ends, all_at_ends) >= question.fte else limit)
    step, median = confirmed(question, moved, step)
    reached = median is not None and median >= question.fte
    return {
        "scenario": question.scenario.name,
        "potentials": question.asking.level,
        "target": question.fte,
        "by": question.by,
        "reached": reached,
        "within_range": bool(reached and step is not None and step <= 1.0),
        "step": step,
        "median": median,
        "confirmed": reached,
        "fte_central": number(question.median([], 0.0)),
        "fte_at_ends": number(at_ends),
        "fte_all_at_ends": number(all_at_ends),
        "fte_at_limit": number(at_limit),
        "limit": limit,
        "moved": len(moved),
        "assumptions": [assumption(lean, limit if step is None else step) for lean in moved],
    }


def smallest_step(question: Question, leans: list[Lean], highest: float) -> float | None:
    """The smallest common step at which the median reaches the target; None if not even the highest does."""
    if not leans or question.median(leans, highest) < question.fte:
        return None
    low, high = 0.0, highest
    if question.median(leans, low) >= question.fte:
        return 0.0
    while high - low > settings.number("reverse_tolerance"):
        middle = (low + high) / 2
        if question.median(leans, middle) >= question.fte:
            high = middle
        else:
            low = middle
    return high


def confirmed(question: Question, leans: list[Lean], step: float | None) -> tuple[float | None, float | None]:
    """The step at which more runs, with other luck, reach the target, and their median.

    The median of a few runs has an error of its own, so the step is raised by its tolerance until the larger sample
    agrees, or the limit is met.
    """
    if step is None:
        return None, None
    replicates, limit = settings.count("reverse_confirm"), settings.number("reverse_stretch")
    median = question.median(leans, step, replicates, CONFIRMING)
    while median < question.fte and step < limit:
        step += settings.number("reverse_tolerance")
        median = question.median(leans, step, replicates, CONFIRMING)
    return step, median


def assumption(lean: Lean, step: float) -> Assumption:
    """One assumption beside its evidence range."""
    parameter, needed = lean.parameter, lean.at(step)
    return {
        "name": parameter.name,
        "title": {"en": parameter.title_en, "da": parameter.title_da},
        "unit": parameter.unit,
        "grade": parameter.grade,
        "source": parameter.source,
        "central": parameter.default,
        "low": parameter.low,
        "high": parameter.high,
        "needed": needed,
        "outside": not parameter.low <= needed <= parameter.high,
        "as_favourable": as_favourable(lean, needed),
        "gain": float(lean.gain),
    }


def as_favourable(lean: Lean, needed: float) -> float:
    """Prior probability of a value at least as favourable as ``needed``."""
    values = lean.parameter.quantile(PROBABILITIES)
    below = float(np.interp(needed, values, PROBABILITIES))
    return 1.0 - below if lean.end >= lean.parameter.default else below


def expected_runs(scenario: Any, dates: int) -> int:
    """About how many runs a reverse test takes: the screening, then bisection and confirmation at each date."""
    ends = 2 * len(uncertain(scenario))
    rounds = int(np.ceil(np.log2(settings.number("reverse_stretch") / settings.number("reverse_tolerance")))) + 5
    at_date = rounds * settings.count("reverse_replicates") + settings.count("reverse_confirm")
    at_date += (settings.count("reverse_kept") + 1) * settings.count("reverse_again")
    return (ends + 1) * settings.count("reverse_screen") + dates * at_date
