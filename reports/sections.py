"""The report as a list of sections: which figures, tables and texts stand where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import drivers, partnering, spread, tables, trust
from .figures.countings import counting_title
from .lost import lost_tables, lost_texts
from .rows import Table
from .view import Info, View
from .wording import counting_words, source_words

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
# What the tables of money tell.
MONEY = ("money", "payers", "bought")
# Beside what the caller knows of the run, what the results carry of themselves.
CARRIED = ("version", "commit", "scenario_digests", "evidence_digest")


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


def _section(view: View, key: str, texts: Sequence[str] = ("",), **parts: Any) -> Section:
    """The section `key` under its heading; an empty text stands for the section's own introduction."""
    told = [text or view.words(f"text.{key}") for text in texts]
    return Section(key, view.words(f"section.{key}"), told, **parts)


def _results(view: View, pictures: Mapping[str, Picture]) -> list[Section]:
    def shown(*names: str) -> list[Picture]:
        return [pictures[name] for name in names if name in pictures]

    compared = tables.policies(view)
    told = [*([compared] if compared.rows else []), *(tables.costs(view, kind) for kind in MONEY)]
    cards = [view.info(name) for name in view.scenarios]
    return [
        _section(view, "headline", pictures=shown("overview"), tables=[tables.headline(view)]),
        _section(view, "years", (), pictures=shown("fan", "fans", "exceedance")),
        _section(view, "dates", (), pictures=shown("milestones"), tables=[tables.dates(view)]),
        _section(view, "pace", pictures=shown("pace")),
        _section(view, "lost", lost_texts(view), pictures=shown("staircase"), tables=lost_tables(view)),
        _section(view, "policies", pictures=shown("policies"), tables=told, cards=cards),
        _section(
            view, "countings", _counting_texts(view), pictures=shown("countings"), folded=[tables.countings(view)]
        ),
    ]


def _counting_texts(view: View) -> list[str]:
    left_out = [counting_title(view, entry) for entry in view.summary["definitions"] if not entry["scenarios"]]
    return ["", view.words("text.countings_left_out", countings="; ".join(left_out))] if left_out else [""]


def _mechanism_texts(view: View) -> list[str]:
    """In how many draws they were switched off: fewer than the forecast has."""
    of = view.summary.get("mechanisms_of")
    return ["", view.words("text.mechanisms_draws", draws=view.words.numbers.plain(of["draws"]))] if of else [""]


def _causes(view: View, pictures: Mapping[str, Picture]) -> list[Section]:
    def shown(start: str) -> list[Picture]:
        return [picture for name, picture in pictures.items() if name.startswith(start)]

    moved = [tables.mechanisms(view)] if view.summary["mechanisms"] else []
    assumed = [tables.reverse(view, record) for record in view.summary["reverse_test"] if record["assumptions"]]
    lifted = partnering.table(view)
    moved_together = [tables.moves(view)] if assumed else []
    together = [tables.shifts(view)] if view.summary["optimism"] else []
    unsure = [spread.split_table(view), tables.grades(view)]
    driven = drivers.table(view)
    return [
        _section(
            view, "drivers", ["", *drivers.sentence(view)], pictures=shown("tornado"), folded=[driven] if driven else []
        ),
        _section(view, "mechanisms", _mechanism_texts(view), pictures=shown("mechanisms"), folded=moved),
        _section(view, "partnering", partnering.sentences(view), tables=[lifted] if lifted else []),
        _section(view, "reverse", pictures=shown("reverse-"), tables=moved_together, folded=assumed),
        _section(view, "together", pictures=shown("together"), tables=[tables.variants(view)], folded=together),
        _section(view, "uncertainty", tables=unsure, folded=[spread.errors_table(view)]),
        _section(view, "trust", [trust.text(view)], tables=trust.tables(view)),
    ]


def _back(view: View, run_info: Mapping[str, Any]) -> list[Section]:
    say = view.words
    first, last = view.policy_years
    values = {"counting": counting_words(view.target, say), "scenario": view.title(view.baseline)}
    values |= {"first": first, "last": last, "replicates": say.numbers.plain(view.summary["replicates"])}
    terms = [(say(f"term.{key}"), say(f"term.{key}.means", **values)) for key in DEFINITIONS]
    return [
        _section(view, "terms", (), terms=terms),
        _section(view, "sources", sources=_sources(view)),
        _section(view, "again", facts=_facts(view, run_info)),
    ]


def _sources(view: View) -> list[str]:
    harvest = view.summary["pace"]["harvest"].values()
    found = [row["source"] for row in harvest] + [
        source for name in view.scenarios for source in view.info(name).sources
    ]
    return list(dict.fromkeys(source_words(source, view.words) for source in found if source))


def _facts(view: View, run_info: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Seed and size of the forecast, then what the run says of itself, names as they stand in run.json."""
    say, summary = view.words, view.summary
    own = [(say(f"fact.{key}"), str(summary[key])) for key in ("seed", "draws", "replicates", "failed")]
    known = CARRIED if "digests" not in run_info else ()
    carried = {name: view.ds.attrs[name] for name in known if name in view.ds.attrs}
    told = {**carried, **{name: value for name, value in run_info.items() if name not in summary}}
    return own + [(say.named("fact", name), flat(value)) for name, value in told.items() if flat(value)]


def flat(value: Any) -> str:
    """A value of run.json in one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {flat(each)}" for name, each in value.items() if flat(each))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(flat(each) for each in value)
    return "" if value is None else str(value)
