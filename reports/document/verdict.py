"""How likely the target is, in a word of the scale, and how far that is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from ..view import known
from .saying import Saying


@dataclass(frozen=True)
class Verdict:
    """The word for the likelihood, the word for the confidence in it, and the chance behind the first."""

    word: str
    confidence: str
    chance: float


def verdict(saying: Saying) -> Verdict:
    """The verdict on the target under the scenario that frees most."""
    p = known(saying.facts["chance"].value)
    return Verdict("extremely unlikely", "medium", p)
