"""How sure a forecast is, apart from how likely: what its own facts allow, with the fact that holds it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samspil.experiments.records import Summary
from samspil.model.parameters import registry
from samspil.model.read import Column, load_table

from ..words import Words

FILE = Path(__file__).parents[1] / "data" / "confidence.csv"


@dataclass(frozen=True)
class Facts:
    """What is known of a forecast's footing; None is what these runs do not tell.

    `assumed_share`: of the spread that single numbers are told to explain, the part of numbers graded assumed.
    `outside` of `observations`: those that the middle of the model lies outside the deviation of. `rules` of the
    model were tried in rival `forms`.
    """

    assumed_share: float | None
    outside: int
    observations: int
    rules: int
    forms: int


@dataclass(frozen=True)
class Level:
    """One level of confidence: what it allows at most (of rules: asks for at least), and its words."""

    name: str
    assumed_share: float
    outside_share: float
    rules_tried: float
    text: Mapping[str, str]


@dataclass(frozen=True)
class Reason:
    """One criterion: the best level that its fact allows, and whether it is this one that holds the level down."""

    criterion: str
    level: str
    decides: bool


@dataclass(frozen=True)
class Confidence:
    """The level, with what decides it."""

    level: str
    reasons: tuple[Reason, ...]
    facts: Facts

    def told(self, say: Words) -> str:
        """The level in words, and every fact that holds it there."""
        because = [reason_words(each.criterion, self.facts, say) for each in self.reasons if each.decides]
        return say("confidence.told", level=level_words(self.level, say.lang), reasons="; ".join(because))


@cache
def levels() -> tuple[Level, ...]:
    """The levels from the lowest, which asks for nothing."""
    numbers = ("assumed_share", "outside_share", "rules_tried")
    texts = ("en", "da", "meaning_en", "meaning_da")
    columns = [Column("level"), *map(Column, texts), *(Column(name, "number", 0.0) for name in numbers)]
    return tuple(
        Level(row["level"], *(row[each] for each in numbers), {each: row[each] for each in texts})
        for row in load_table(FILE, columns, "level")
    )


def level_words(name: str, lang: str) -> str:
    """A level in words."""
    return next(each.text[lang] for each in levels() if each.name == name)


def confidence(facts: Facts) -> Confidence:
    """The level that every fact allows: the lowest of them decides, and what is not known allows the lowest."""
    share = facts.outside / facts.observations if facts.observations else None
    met = {
        "assumed": [facts.assumed_share is not None and facts.assumed_share <= each.assumed_share for each in levels()],
        "outside": [share is not None and share <= each.outside_share for each in levels()],
        "rules": [facts.rules >= each.rules_tried for each in levels()],
    }
    best = {name: max((place for place, ok in enumerate(told) if ok), default=0) for name, told in met.items()}
    worst = min(best.values())
    reasons = tuple(Reason(name, levels()[place].name, place == worst) for name, place in best.items())
    return Confidence(levels()[worst].name, reasons, facts)


def facts_of(summary: Summary, scenario: str) -> Facts:
    """What a forecast's summary tells of its footing, under a scenario."""
    split = summary["scenarios"][scenario]["potentials"][summary["potentials"]].get("split")
    drawn = summary.get("drawn_from")
    return Facts(
        assumed_share(summary),
        len(summary.get("outside") or []),
        summary.get("compared") or (len(drawn["targets"]) if drawn else 0),
        split["rules"] if split else 0,
        split["forms"] if split else 0,
    )


def assumed_share(summary: Summary) -> float | None:
    """Of the variance that single numbers are told to explain, the part of those graded assumed; None if none is."""
    told = (summary.get("drivers") or {}).get("parameters") or []
    whole = sum(each["share"] for each in told)
    assumed = sum(each["share"] for each in told if registry()[each["name"]].grade == "assumed")
    return assumed / whole if whole > 0 else None


def reason_words(criterion: str, facts: Facts, say: Words) -> str:
    """A criterion with its number; or that these runs do not tell it."""
    number = say.numbers
    if criterion == "assumed":
        share = facts.assumed_share
        if share is None:
            return say("confidence.assumed_unknown")
        return say("confidence.assumed", share=number.percent(share))
    if criterion == "outside" and not facts.observations:
        return say("confidence.outside_unknown")
    if criterion == "rules" and not facts.rules:
        return say("confidence.rules_unknown")
    values = {name: number.plain(getattr(facts, name)) for name in ("outside", "observations", "rules", "forms")}
    return say(f"confidence.{criterion}", **values)
