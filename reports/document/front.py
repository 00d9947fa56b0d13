"""The first page: the verdict as title, the answer in five sentences, and what to decide."""

from __future__ import annotations

from collections.abc import Sequence

from ..figures.milestones import best
from .content import Block, Paragraph, Sentence
from .derived import largest_loss
from .saying import Saying
from .verdict import Verdict, verdict


def title(saying: Saying) -> str:
    """The verdict on the target, in a line."""
    return str(saying("front.title", likelihood=verdict(saying).word))


def answer(saying: Saying, decided: Sequence[str]) -> list[Sentence]:
    """Five sentences of at most ninety words: how likely, what is decided frees, what the fullest effort frees, where
    most is lost, and what to decide.

    Args:
        saying: of the forecast.
        decided: short names of the decisions to take, those that tell for most first.
    """
    told = [_verdict(saying, verdict(saying)), saying("front.decided", month=saying.facts["target_month"])]
    if best(saying.view) != saying.view.baseline:
        told.append(saying("front.fullest", year=saying.view.date[:4], late=saying.view.dates[-1][:4]))
    return [*told, *_loss(saying), _decide(saying, decided)]


def _verdict(saying: Saying, found: Verdict) -> Sentence:
    key = "front.verdict.none" if found.chance == 0 else "front.verdict.some"
    return saying(key, likelihood=found.word, confidence=found.confidence)


def _loss(saying: Saying) -> list[Sentence]:
    found = largest_loss(saying.view)
    return [] if found is None else [saying("front.loss", where=saying.view.words(f"front.lost.{found[0]}"))]


def _decide(saying: Saying, decided: Sequence[str]) -> Sentence:
    if not decided:
        return saying("front.decide.unknown")
    return saying(f"front.decide.{len(decided)}", **{f"d{number + 1}": name for number, name in enumerate(decided)})


def page(saying: Saying, decided: Sequence[str], below: Sequence[Block]) -> list[Block]:
    """The first page below its title."""
    return [Paragraph(answer(saying, decided), "answer"), *below]
