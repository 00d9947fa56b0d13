"""The pages behind the first: a section for each thing a reader asks next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xarray as xr

from samspil.experiments import settings
from samspil.experiments.causes import what_changed
from samspil.experiments.challenging.records import ClaimRecord
from samspil.experiments.publishing import SHIPPED, published
from samspil.experiments.saved import of_ensemble, of_record

from .. import answer, changing, claims, lost, tables, takes
from ..figures.policies import compared
from ..view import View
from ..wording import counting_words
from . import trusting
from .content import Block, Bullets, Chart, Section, paragraph, plain
from .saying import Saying
from .watching import watch


@dataclass(frozen=True)
class Given:
    """What a report is made of beside the forecast's view: charts by name, other analyses, and further sentences."""

    charts: Mapping[str, Chart] = field(default_factory=dict)
    brought: Mapping[str, xr.Dataset] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    claims: Sequence[ClaimRecord] = ()


def sections(saying: Saying, given: Given) -> list[Section]:
    """Every section of the body; those without content are left out."""
    told = [
        trusting.section(saying, given.charts),
        _years(saying, given),
        _policies(saying, given),
        _counts(saying, given),
        _takes(saying, given),
        _lost(saying, given),
        watch(saying, given.brought.get("signposts")),
        _changes(saying, given),
        _told_by(saying, given, "parts", "places"),
        _told_by(saying, given, "funnel", "funnel"),
    ]
    return [section for section in told if section.blocks]


def _section(saying: Saying, key: str, *blocks: Block) -> Section:
    return Section(key, saying.view.words(f"section.{key}"), blocks)


def _charts(given: Given, *names: str) -> list[Chart]:
    return [given.charts[name] for name in names if name in given.charts]


def _years(saying: Saying, given: Given) -> Section:
    return _told_by(saying, given, "years", "fan", "milestones")


def _told_by(saying: Saying, given: Given, key: str, *names: str) -> Section:
    """A section of charts: what they find as its text, since in print they may stand on another page."""
    charts = _charts(given, *names)
    told = [f"{chart.title}." for chart in charts]
    return _section(saying, key, *([paragraph(*told)] if told else []), *charts)


def _policies(saying: Saying, given: Given) -> Section:
    view = saying.view
    if not compared(view):
        return _section(saying, "policies")
    return _section(saying, "policies", *_charts(given, "policies"), paragraph(*answer.what_helps_in_short(view)))


def _lost(saying: Saying, given: Given) -> Section:
    texts = [text for text in lost.lost_texts(saying.view) if text]
    return _section(saying, "lost", *_charts(given, "staircase"), *([paragraph(texts[0])] if texts else []))


def _counts(saying: Saying, given: Given) -> Section:
    view = saying.view
    goal = tables.goal(view)
    told = view.words("counts.what", goal=goal, counting=counting_words(view.target, view.words))
    told_claims = claims.body(given.claims, view.words.lang, titles(view))
    texts = [told, *answer.countings(view), *([told_claims] if told_claims else [])]
    return _section(saying, "counts", *(paragraph(text) for text in texts))


def titles(view: View) -> dict[str, str]:
    """What the scenarios are called, by name."""
    return {name: view.title(name) for name in view.scenarios}


def _takes(saying: Saying, given: Given) -> Section:
    """What it takes in actions; which numbers would have to be others stands in the annex."""
    view, found = saying.view, given.brought.get("discover")
    if found is None:
        return _section(saying, "takes", paragraph(*answer.pace(view), view.words("takes.not_brought")))
    told = [plain(text) for text in [*takes.sentences(found, view.words.lang), *answer.pace(view)]]
    return _section(saying, "takes", Bullets(told))


def _changes(saying: Saying, given: Given) -> Section:
    """This forecast beside the last that was frozen; nothing where the results do not say enough of themselves."""
    view, frozen = saying.view, published((SHIPPED,))
    if not frozen or settings.word("headline_level") not in view.levels or "scenario_digests" not in view.ds.attrs:
        return _section(saying, "changes")
    name = max(frozen, key=lambda each: (frozen[each]["made"], each))
    this = of_ensemble(view.words("changes.this"), view.ds, given.run, view.summary.get("drawn_from"))
    found = what_changed(of_record(name, frozen[name]), this)
    caption = view.words("changes.table", name=name, made=str(frozen[name]["made"])[:10])
    told = changing.sentence(found, view.words, titles(view))
    return _section(saying, "changes", paragraph(told), changing.table(found, view.words, caption, titles(view)))
