"""The pages behind the first: a section for each thing a reader asks next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from samspil.experiments import settings
from samspil.experiments.causes import Changes, what_changed
from samspil.experiments.publishing import SHIPPED, published
from samspil.experiments.saved import of_ensemble, of_record

from .. import answer, changing, claims, lost, tables, takes
from ..figures.policies import compared
from ..view import View
from ..wording import counting_words, day_words
from . import trusting
from .content import Block, Bullets, Chart, Section, paragraph, plain
from .given import Given
from .saying import Saying
from .watching import watch


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
        _section(saying, "parts", *_charts(given, "places")),
        _section(saying, "funnel", *_charts(given, "funnel")),
    ]
    return [section for section in told if section.blocks]


def _section(saying: Saying, key: str, *blocks: Block) -> Section:
    return Section(key, saying.view.words(f"section.{key}"), blocks)


def _charts(given: Given, *names: str) -> list[Chart]:
    return [given.charts[name] for name in names if name in given.charts]


def _years(saying: Saying, given: Given) -> Section:
    return _section(saying, "years", *_charts(given, "fan", "milestones"))


def _policies(saying: Saying, given: Given) -> Section:
    view = saying.view
    if not compared(view):
        return _section(saying, "policies")
    each = paragraph(*(_in_a_line(view, name) for name in view.scenarios if view.info(name).description), kind="small")
    told = paragraph(*answer.what_helps_in_short(view))
    return _section(saying, "policies", *_charts(given, "policies"), told, *([each] if each.sentences else []))


def _in_a_line(view: View, name: str) -> str:
    """What a scenario is: its title and the first sentence of what its document says."""
    first = re.split(r"(?<=[.:;])\s", view.info(name).description, maxsplit=1)[0].rstrip(".:;")
    return view.words("policies.each", title=view.title(name), what=f"{first}.")


def _lost(saying: Saying, given: Given) -> Section:
    texts = [*lost.headline_words(saying.view), *lost.lacking_words(saying.view)]
    return _section(saying, "lost", *_charts(given, "staircase"), *([paragraph(*texts)] if texts else []))


def _counts(saying: Saying, given: Given) -> Section:
    view = saying.view
    goal = tables.goal(view)
    told = view.words("counts.what", goal=goal, counting=counting_words(view.target, view.words))
    said = Bullets([plain(text) for text in claims.body(given.claims, view.words.lang, titles(view))])
    texts = [told, *answer.countings(view)]
    return _section(saying, "counts", *(paragraph(text) for text in texts), *([said] if said.sentences else []))


def titles(view: View) -> dict[str, str]:
    """What the scenarios are called, by name."""
    return {name: view.title(name) for name in view.scenarios}


def _takes(saying: Saying, given: Given) -> Section:
    """What it takes in actions; which numbers would have to be others stands in the annex."""
    view, found = saying.view, given.brought.get("discover")
    if found is None:
        told = paragraph(*answer.pace(view), view.words("takes.not_brought"))
        return Section("takes", view.words("section.takes.far"), [told])
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
    caption = view.words("changes.table", name=name, made=day_words(str(frozen[name]["made"]), view.words))
    if not found["target"] and not any(change["told"] for change in found["changes"]):
        return _section(saying, "changes", *_unchanged(view, name, frozen[name], found))
    told = [changing.sentence(found, view.words, titles(view)), *changing.counted(found, view.words)]
    return _section(saying, "changes", paragraph(*told), changing.table(found, view.words, caption, titles(view)))


def _unchanged(view: View, name: str, frozen: Mapping[str, Any], found: Changes) -> list[Block]:
    """That no number moved by more than chance, with the first of them; nothing where both tell none in common."""
    if not found["changes"]:
        return []
    change, number = found["changes"][0], view.words.numbers
    then, now = (number.rounded(change[key], change["se"]) for key in ("earlier", "later"))
    made, month = day_words(str(frozen["made"]), view.words), number.month(change["date"])
    return [paragraph(view.words("changes.unchanged", name=name, made=made, fte=then, now=now, month=month))]
