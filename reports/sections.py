"""The report as a list of sections: which figures, tables and texts stand where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import tables
from .figures.countings import counting_title
from .tables import Table
from .view import Info, View
from .wording import counting_words

DEFINITIONS = (
    "fte",
    "counted",
    "run",
    "draw",
    "chance",
    "levels",
    "gross",
    "new",
    "policy",
    "baseline",
    "money",
    "scope",
)


@dataclass(frozen=True)
class Picture:
    """A figure in the report: its source (a data address), text in its place, caption, pixels wide and high."""

    source: str
    alternative: str
    caption: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it, in this order; folded tables open on demand."""

    key: str
    heading: str
    texts: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()
    folded: Sequence[Table] = ()
    terms: Sequence[tuple[str, str]] = ()
    cards: Sequence[Info] = ()
    facts: Sequence[tuple[str, str]] = ()
    sources: Sequence[str] = field(default_factory=list)


def sections(view: View, pictures: Mapping[str, Picture], run_info: Mapping[str, Any]) -> list[Section]:
    """Every section of the report; those without content are left out."""
    told = [*_results(view, pictures), *_causes(view, pictures), *_back(view, run_info)]
    return [section for section in told if _filled(section)]


def _filled(section: Section) -> bool:
    parts = (
        section.pictures,
        section.tables,
        section.folded,
        section.terms,
        section.cards,
        section.facts,
        section.sources,
    )
    return any(parts)


def _results(view: View, pictures: Mapping[str, Picture]) -> list[Section]:
    say = view.words

    def shown(*names: str) -> list[Picture]:
        return [pictures[name] for name in names if name in pictures]

    return [
        Section(
            "headline", say("section.headline"), [say("text.headline")], shown("overview"), [tables.headline(view)]
        ),
        Section("years", say("section.years"), [], shown("fan", "fans", "exceedance")),
        Section("dates", say("section.dates"), [], shown("milestones"), [tables.dates(view)]),
        Section("pace", say("section.pace"), [say("text.pace")], shown("pace")),
        Section("lost", say("section.lost"), [say("text.lost")], shown("staircase")),
        Section(
            "policies",
            say("section.policies"),
            [say("text.policies")],
            shown("policies"),
            _compared(view),
            cards=_cards(view),
        ),
    ]


def _compared(view: View) -> list[Table]:
    table = tables.policies(view)
    return [table] if table.rows else []


def _cards(view: View) -> list[Info]:
    return [view.info(name) for name in view.scenarios]


def _causes(view: View, pictures: Mapping[str, Picture]) -> list[Section]:
    say = view.words
    reverse = [picture for name, picture in pictures.items() if name.startswith("reverse-")]
    moved = [tables.mechanisms(view)] if view.summary["mechanisms"] else []
    left_out = [counting_title(view, entry) for entry in view.summary["definitions"] if not entry["scenarios"]]
    texts = [say("text.countings")]
    if left_out:
        texts.append(say("text.countings_left_out", countings="; ".join(left_out)))
    return [
        Section("countings", say("section.countings"), texts, _picked(pictures, "countings"), folded=[tables.countings(view)]),
        Section("mechanisms", say("section.mechanisms"), [say("text.mechanisms")], _picked(pictures, "mechanisms"), folded=moved),
        Section(
            "reverse", say("section.reverse"), [say("text.reverse")], reverse,
            folded=[tables.reverse(view, record) for record in view.summary["reverse_test"] if record["assumptions"]],
        ),
        Section("uncertainty", say("section.uncertainty"), [say("text.uncertainty")], tables=[tables.uncertainty(view), tables.grades(view)]),
    ]  # fmt: skip


def _picked(pictures: Mapping[str, Picture], name: str) -> list[Picture]:
    return [pictures[name]] if name in pictures else []


def _back(view: View, run_info: Mapping[str, Any]) -> list[Section]:
    say = view.words
    values = {"counting": counting_words(view.target, say), "scenario": view.title(view.baseline)}
    terms = [(say(f"term.{key}"), say(f"term.{key}.means", **values)) for key in DEFINITIONS]
    return [
        Section("terms", say("section.terms"), terms=terms),
        Section("sources", say("section.sources"), [say("text.sources")], sources=_sources(view)),
        Section("again", say("section.again"), [say("text.again")], facts=_facts(view, run_info)),
    ]


def _sources(view: View) -> list[str]:
    harvest = view.summary["pace"]["harvest"].values()
    found = [row["source"] for row in harvest] + [
        source for name in view.scenarios for source in view.info(name).sources
    ]
    return list(dict.fromkeys(source for source in found if source))


def _facts(view: View, run_info: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Seed and size of the forecast, then what the run says of itself, names as they stand in run.json."""
    say, summary = view.words, view.summary
    own = [(say(f"fact.{key}"), str(summary[key])) for key in ("seed", "draws", "replicates", "failed")]
    # The run's own record is written after the report; what the results carry stands in for it.
    carried = {
        name: view.ds.attrs[name]
        for name in ("version", "commit", "scenario_digests", "evidence_digest")
        if name in view.ds.attrs
    }
    told = {**carried, **{name: value for name, value in run_info.items() if name not in summary}}
    return own + [(say.named("fact", name), flat(value)) for name, value in told.items() if flat(value)]


def flat(value: Any) -> str:
    """A value of run.json in one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {flat(each)}" for name, each in value.items() if flat(each))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(flat(each) for each in value)
    return "" if value is None else str(value)
