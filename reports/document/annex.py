"""The annex: everything that the forecast says, section by section, and how to read it and compute it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samspil.experiments.challenging.records import ClaimRecord
from samspil.experiments.decided import Chosen

from .. import answer, claims, drivers, partnering, spread, tables, trust
from ..figures.countings import counting_title
from ..lost import lost_tables, lost_texts
from ..rows import Row, Table
from ..view import View
from ..wording import counting_words, source_words
from .content import Block, Cards, Chart, Folded, Lines, Section, Terms, paragraph
from .deciding import all_of
from .given import Given

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


def sections(view: View, given: Given, chosen: Chosen | None = None) -> list[Section]:
    """Every section of the annex; those without content are left out."""
    found = [
        _section(view, "decided", *([] if chosen is None else all_of(view, chosen))),
        *_answers(view),
        *_results(view, given.charts),
        *_causes(view, given.charts),
        _with_text(view, "claims", *_claims(view, given.claims)),
        *_back(view, given.run),
    ]
    return [section for section in found if section.blocks]


def _section(view: View, key: str, *blocks: Block) -> Section:
    return Section(f"annex-{key}", view.words(f"section.{key}"), blocks)


def _with_text(view: View, key: str, *blocks: Block) -> Section:
    """A section under its own introduction; none where it would introduce nothing."""
    return _section(view, key, *([paragraph(view.words(f"text.{key}")), *blocks] if blocks else []))


def _answers(view: View) -> list[Section]:
    """The answer in full: every part of it under its heading."""
    return [
        Section(f"annex-answer-{part.key}", part.heading, [paragraph(*part.sentences)]) for part in answer.answer(view)
    ]


def _claims(view: View, told: Sequence[ClaimRecord]) -> list[Block]:
    """A row for each public claim: theirs, ours, where they part, and what would have to be true."""
    if not told:
        return []
    heads, rows = claims.annex(told, view.words.lang)
    every = frozenset(range(len(heads)))
    return [Table(view.words("table.claims"), heads, [Row(row[0], row[1:]) for row in rows], every)]


def _shown(charts: Mapping[str, Chart], *names: str) -> list[Chart]:
    return [charts[name] for name in names if name in charts]


def _results(view: View, charts: Mapping[str, Chart]) -> list[Section]:
    compared = tables.policies(view)
    told = [*([compared] if compared.rows else []), *(tables.costs(view, kind) for kind in MONEY)]
    cards = Cards([view.info(name) for name in view.scenarios])
    lost = [*(paragraph(text) for text in lost_texts(view) if text), *lost_tables(view)]
    return [
        _with_text(view, "headline", *_shown(charts, "overview"), tables.headline(view)),
        _section(view, "dates", *_shown(charts, "fans", "exceedance"), tables.dates(view)),
        _with_text(view, "pace", *_shown(charts, "pace")),
        _with_text(view, "lost", *lost),
        _with_text(view, "policies", *told, cards),
        _with_text(view, "countings", *_countings(view), *_shown(charts, "countings"), Folded(tables.countings(view))),
    ]


def _countings(view: View) -> list[Block]:
    left_out = [counting_title(view, entry) for entry in view.summary["definitions"] if not entry["scenarios"]]
    return [paragraph(view.words("text.countings_left_out", countings="; ".join(left_out)))] if left_out else []


def _mechanisms(view: View, charts: Mapping[str, Chart]) -> list[Block]:
    """In how many draws they were switched off: fewer than the forecast has."""
    of = view.summary.get("mechanisms_of")
    if not of or not view.summary["mechanisms"]:
        return []
    told = paragraph(view.words("text.mechanisms_draws", draws=view.words.numbers.plain(of["draws"])))
    return [told, *_shown(charts, "mechanisms"), Folded(tables.mechanisms(view))]


def _causes(view: View, charts: Mapping[str, Chart]) -> list[Section]:
    is_moved = any(record["assumptions"] for record in view.summary["reverse_test"])
    moved = [tables.moves(view)] if is_moved else []
    reverse = [chart for name, chart in charts.items() if name.startswith("reverse-")]
    lifted, driven = partnering.table(view), drivers.table(view)
    worked = [paragraph(*partnering.sentences(view)), lifted] if lifted else []
    together = [Folded(tables.shifts(view))] if view.summary["optimism"] else []
    folded = [Folded(driven)] if driven else []
    return [
        _with_text(view, "drivers", paragraph(*drivers.sentence(view)), *_shown(charts, "tornado"), *folded),
        _with_text(view, "mechanisms", *_mechanisms(view, charts)),
        _section(view, "partnering", *worked),
        _with_text(view, "reverse", *reverse, *moved),
        _with_text(view, "together", *_shown(charts, "together"), tables.variants(view), *together),
        _with_text(
            view, "uncertainty", spread.split_table(view), tables.grades(view), Folded(spread.errors_table(view))
        ),
        _section(view, "trust", paragraph(trust.text(view)), *trust.tables(view)),
    ]


def _back(view: View, run_info: Mapping[str, Any]) -> list[Section]:
    say = view.words
    first, last = view.policy_years
    values = {"counting": counting_words(view.target, say), "scenario": view.title(view.baseline)}
    values |= {"first": first, "last": last, "replicates": say.numbers.plain(view.summary["replicates"])}
    terms = [(say(f"term.{key}"), say(f"term.{key}.means", **values)) for key in DEFINITIONS]
    return [
        _section(view, "terms", Terms(terms)),
        _section(view, "sources", Lines(_sources(view))),
        _section(view, "again", Terms(_facts(view, run_info))),
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
    told = {**carried, **{name: value for name, value in run_info.items() if name not in (*summary, "texts")}}
    return own + [(say.named("fact", name), flat(value)) for name, value in told.items() if flat(value)]


def flat(value: Any) -> str:
    """A value of run.json in one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {flat(each)}" for name, each in value.items() if flat(each))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(flat(each) for each in value)
    return "" if value is None else str(value)
