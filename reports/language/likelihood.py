"""The word for a probability: the weaker one where the runs do not tell two words apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from samspil.experiments import settings
from samspil.experiments.records import Chance, Outcome
from samspil.model.read import Column, load_table
from samspil.runs.precision import upper_bound

from ..view import known
from ..words import Words

FILE = Path(__file__).parents[1] / "data" / "likelihood.csv"
WEAKEST = "even"
# The ways to draw that a word has to hold under: each number by itself, all a quarter of the way to their favourable
# ends, and weighed by the one realised harvest on record.
VARIANTS = ("independent", "shift_25", "forced")


@dataclass(frozen=True)
class Term:
    """One word of the scale with its band of probability, `low` in it and `high` not (1 is in the last)."""

    name: str
    low: float
    high: float
    text: Mapping[str, str]


@dataclass(frozen=True)
class Likelihood:
    """A probability with its simulation interval, the word for it, and the variant of the draws that decided the word.

    `decided` is empty where the probability alone did.
    """

    low: float
    p: float
    high: float
    term: str
    decided: str = ""

    def told(self, number: str, say: Words) -> str:
        """The word with its number in brackets: there is no way to the word alone.

        Raises:
            ValueError: the number is empty.
        """
        if not number.strip():
            raise ValueError("a likelihood is told with its number")
        return say("likelihood.told", word=scale()[self.place].text[say.lang], number=number)

    @property
    def place(self) -> int:
        """The place of the word on the scale, from the least likely."""
        return places()[self.term]


@cache
def scale() -> tuple[Term, ...]:
    """The words from the least to the most likely; each band ends where the next begins."""
    columns = [Column("term"), Column("en"), Column("da"), Column("low", "number"), Column("high", "number")]
    columns += [Column("source_en"), Column("source_da")]
    rows = load_table(FILE, columns, "term")
    return tuple(Term(row["term"], row["low"], row["high"], {"en": row["en"], "da": row["da"]}) for row in rows)


@cache
def places() -> dict[str, int]:
    """The place of every word on the scale."""
    return {term.name: place for place, term in enumerate(scale())}


def likelihood(low: float, p: float, high: float) -> Likelihood:
    """The word for a probability `p` whose simulation interval is from `low` to `high`.

    Of the words that the interval touches, the weakest: the one nearest "about as likely as not", which it is itself
    where the interval reaches from one side of it to the other.

    Raises:
        ValueError: not 0 <= low <= p <= high <= 1.
    """
    if not 0.0 <= low <= p <= high <= 1.0:
        raise ValueError(f"not 0 <= low <= p <= high <= 1: {low}, {p}, {high}")
    term = scale()[_weakest(_place(low), _place(high))].name
    return Likelihood(low, p, high, term)


def weakest(found: Mapping[str, Likelihood]) -> Likelihood:
    """The first of `found` with the weakest word that it has under any of the variants.

    Where all lie on one side of the middle that is the word nearest it. Where one variant says unlikely and another
    likely, no side is known, and it is the middle itself, not the nearer of the two: so the words are taken over what
    the variants span together.
    """
    first = next(iter(found.values()))
    places_found = [each.place for each in found.values()]
    place = _weakest(min(places_found), max(places_found))
    if place == first.place:
        return first
    nearest = min(found, key=lambda name: abs(found[name].place - place))
    return replace(first, term=scale()[place].name, decided=nearest)


def of_outcome(outcome: Outcome, date: str) -> Likelihood | None:
    """The word for the chance of the target's level by `date`; None where nothing finished.

    A further variant with so few draws that they only test the machinery counts with what it showed, without the
    interval: the bound on none of two draws is no reason to hold a target for likely.
    """
    told = {name: each for name, each in outcome["variants"].get(date, {}).items() if name in VARIANTS}
    found = {name: _variant(name, each) for name in VARIANTS if (each := told.get(name)) and _known(each)}
    return weakest(found) if VARIANTS[0] in found else None


def _known(told: Chance) -> bool:
    return told["p"] is not None and told["draws"] > 0


def _variant(name: str, told: Chance) -> Likelihood:
    p = known(told["p"])
    if name != VARIANTS[0] and told["draws"] < settings.count("few_draws"):
        return likelihood(p, p, p)
    return interval(p, told["draws"])


def interval(p: float, draws: int) -> Likelihood:
    """The word for a share `p` of so many draws, with exact binomial bounds on either side."""
    return likelihood(1.0 - upper_bound(1.0 - p, draws), p, upper_bound(p, draws))


def _place(p: float) -> int:
    return next((place for place, term in enumerate(scale()) if p < term.high), len(scale()) - 1)


def _weakest(low: int, high: int) -> int:
    return min(max(places()[WEAKEST], low), high)
