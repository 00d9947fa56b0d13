"""How likely the target is, in a word of the scale with its number, and how far that is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspil.experiments import settings

from ..figures.milestones import best
from ..language.confidence import Confidence, confidence, facts_of, level_words
from ..language.likelihood import Likelihood, of_outcome, places, scale
from ..view import View, known

HIGH = "high"
# The runs must be enough to call it this, or less likely, before their distance from the target counts.
TOLD = "very_unlikely"


@dataclass(frozen=True)
class Verdict:
    """The likelihood of the target under the scenario that frees most, the confidence in the amounts, and whether the
    target is so far off that the verdict does not hang on them; `likelihood` is None where nothing finished."""

    likelihood: Likelihood | None
    amounts: Confidence
    is_far: bool

    def word(self, lang: str) -> str:
        """The word of the scale."""
        return "" if self.likelihood is None else scale()[self.likelihood.place].text[lang]

    def sure(self, lang: str) -> str:
        """The confidence in the verdict, in words."""
        return level_words(HIGH if self.is_far else self.amounts.level, lang)

    def sure_of_amounts(self, lang: str) -> str:
        """The confidence in the amounts, in words."""
        return level_words(self.amounts.level, lang)


def verdict(view: View) -> Verdict:
    """The verdict on the target."""
    name = best(view)
    is_told = view.summary["draws"] >= settings.count("few_draws")
    found = of_outcome(view.result(name), view.date) if is_told else None
    amounts = confidence(facts_of(view.summary, view.baseline))
    is_far = (
        bool(leaning(view))
        and found is not None
        and found.place <= places()[TOLD]
        and farthest(view) < float(view.target["fte"])
    )
    return Verdict(found, amounts, is_far)


def farthest(view: View) -> float:
    """The most that is freed at the target's date, in FTE, times the margin that a verdict of high confidence asks for:
    of every simulation of any scenario and level of potentials, and with numbers leaning the favourable way."""
    runs = [view.at(name, view.date, level=level) for name in view.scenarios for level in view.levels]
    ends = [float(np.max(values)) for values in runs if len(values)]
    return settings.number("verdict_margin") * max([*ends, *leaning(view)], default=np.inf)


def leaning(view: View) -> list[float]:
    """The 95th percentile of FTE at the target's date with all numbers a share of the way to their favourable ends, for
    every share up to that of the settings; nothing where that was not run."""
    found = [
        known(shift["fte"]["p95"])
        for record in view.summary["optimism"]
        if record["by"] == view.date
        for shift in record["shifts"]
        if shift["share"] <= settings.number("verdict_lean")
    ]
    return [value for value in found if value == value]
