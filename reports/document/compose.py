"""Puts a report together: the forecast's view and what was brought along become one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samspil.experiments import settings
from samspil.experiments.challenging.table import goal_of
from samspil.experiments.challenging.walking import claims
from samspil.experiments.choosing import picked

from ..claiming import ended
from ..view import View
from ..wording import counting_words, day_words, evidence_words, goal_words
from . import annex, body, front
from .annex import flat
from .content import Block, Chart, Document, Paragraph, Section, paragraph
from .given import Given
from .numbering import identified, numbered
from .saying import Saying

# What the short version keeps of each section: kinds of blocks, and names of charts.
SHORT: dict[str, tuple[tuple[type, ...], tuple[str, ...]]] = {
    "trust": ((Paragraph,), ()),
    "years": ((), ("fan",)),
    "policies": ((), ("policies",)),
}


def document(view: View, given: Given) -> Document:
    """The whole report of a view."""
    saying, say = Saying(view), view.words
    given = replace(given, claims=claims(view.summary))
    chosen = picked(given.brought, settings.count("decisions_told"))
    first = identified(Section("front", "", [*warnings(view, given.run), *front.page(saying, chosen), *_below(view)]))
    told = numbered(map(identified, body.sections(saying, given)), map(identified, annex.sections(view, given, chosen)))
    return Document(
        lang=say.lang,
        title=front.title(saying),
        subtitle=_subtitle(view),
        front=first.blocks,
        body=told[0],
        annex=told[1],
        running=say("report.running", title=front.title(saying)),
        made=day_words(str(given.run.get("made", "")), say),
    )


def brief(told: Document) -> Document:
    """The two pages of it that answer: the first, how sure it is, the fan, and the scenarios side by side."""
    sections = [
        replace(section, blocks=[block for block in section.blocks if _kept(section.key, block)])
        for section in told.body
        if section.key in SHORT
    ]
    return replace(told, body=numbered(sections)[0], annex=[])


def _kept(key: str, block: Block) -> bool:
    kinds, charts = SHORT[key]
    if isinstance(block, Paragraph) and block.kind == "lead":
        return False
    return isinstance(block, kinds) or (isinstance(block, Chart) and block.name in charts)


def warnings(view: View, run_info: Mapping[str, Any]) -> list[Block]:
    """What stands above the answer: settings that were changed, and draws too few for an answer."""
    texts = [changed(view, run_info), few(view)]
    return [paragraph(text, kind="note") for text in texts if text]


def changed(view: View, run_info: Mapping[str, Any]) -> str:
    """Settings that are not as the policies have them, in a sentence for the head; nothing where there are none."""
    told = flat(run_info.get("changed"))
    return view.words("report.changed", changed=told) if told else ""


def few(view: View) -> str:
    """A warning where the draws are too few for an answer; else nothing."""
    draws = view.summary["draws"]
    return (
        view.words("report.few", draws=view.words.numbers.plain(draws)) if draws < settings.count("few_draws") else ""
    )


def _below(view: View) -> list[Block]:
    """How FTE are counted, and how new the evidence is."""
    say = view.words
    counted = say("report.counting", counting=counting_words(view.target, say), level=say.named("level", view.level))
    of = goal_of(view.target)
    caution = "" if of is None else ended(of.titles("caution")[say.lang])
    return [paragraph(*filter(None, (caution, counted, evidence_words(view.summary, say))), kind="small")]


def _subtitle(view: View) -> str:
    """What the forecast is held against, and whose target that is, where a public claim says so."""
    say, of = view.words, goal_of(view.target)
    goal = goal_words(view.target, say)
    if of is None:
        return say("report.subtitle", goal=goal)
    return say("report.subtitle.of", goal=goal, who=of.titles("who")[say.lang], published=of.row["published"])
