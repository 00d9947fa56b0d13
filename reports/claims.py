"""Public claims beside a forecast, in sentences and rows: at the terminal, in the report's body and in its annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samspil.experiments import settings
from samspil.experiments.challenging.records import ClaimRecord, ClaimStep
from samspil.experiments.challenging.table import claims_known

from .claiming import (
    alone_words,
    claim_value,
    ended,
    evidence_words,
    grades_words,
    happened_words,
    needed_words,
    part_words,
    reaching_words,
    reverse_words,
    step_words,
    two,
)
from .told import filled, joined
from .wording import source_words, unit_words
from .words import Words, words

Table = tuple[list[str], list[list[str]]]
Titles = Mapping[str, str]


def sentence(record: ClaimRecord, lang: str, titles: Titles | None = None) -> str:
    """The first sentence of a claim: their number, ours, and where they part.

    Args:
        record: what `samspil.experiments.challenging.walking.claims` gives.
        lang: ``en`` or ``da``.
        titles: what scenarios are called, by name.
    """
    say = words(lang)
    theirs = _theirs(record, say)
    if record["why_not"]:
        return say(f"claim.not.{record['why_not']}", who=theirs["who"], says=theirs["says"])
    key = "claim.we.meets" if record["parts_at"] is None else "claim.we"
    return joined(" ", [say("claim.they", **theirs), say(key, **_ours(record, say, titles or {}))])


def body(records: Sequence[ClaimRecord], lang: str, titles: Titles | None = None) -> list[str]:
    """The claims of ``claims_body`` beside ours in a report's body, and where each parts, a sentence each."""
    say, wanted = words(lang), settings.word("claims_body").split()
    told = [each for name in wanted for each in records if each["id"] == name and each["steps"]]
    return [_in_body(each, say, titles or {}) for each in told]


def _in_body(record: ClaimRecord, say: Words, titles: Titles) -> str:
    key = "claim.body.meets" if record["parts_at"] is None else "claim.body.one"
    return say(key, **{**_theirs(record, say), **_ours(record, say, titles)})


def annex(records: Sequence[ClaimRecord], lang: str) -> Table:
    """A row a claim for a report's annex: theirs, what of it is health and care, ours, where they part, on what."""
    say = words(lang)
    names = ("claim", "theirs", "scoped", "ours", "part", "evidence", "needed")
    return [say(f"claim.column.{name}") for name in names], [_annex_row(each, say) for each in records]


def _annex_row(record: ClaimRecord, say: Words) -> list[str]:
    claim = f"{record['who'][say.lang]}, {record['published']}: {record['title'][say.lang]}"
    if record["why_not"]:
        why = say(f"claim.why.{record['why_not']}")
        return [claim, claim_value(record, say), two(record["scoped"], say), "", why, record["caution"][say.lang], ""]
    month = say.numbers.month(record["date"])
    ours = say("claim.at", fte=two(record["ours"]["p50"], say), month=month)
    at = next((each for each in record["steps"] if each["name"] == record["parts_at"]), None)
    stands = "" if at is None else grades_words(at, say)
    scoped, part = two(record["scoped"], say), part_words(record, say)
    return [claim, claim_value(record, say), scoped, ours, part, stands, needed_words(record, say)]


def walk(record: ClaimRecord, lang: str) -> Table:
    """The staircase of a claim: a row a step, theirs and ours, with what stands on it."""
    say = words(lang)
    names = ("step", "claim_fte", "ours_fte", "ratio", "kept", "evidence")
    heads = [say(f"claim.column.{name}") for name in names]
    rows = [[say("claim.step.claim"), two(record["fte"], say), "", "", "", _conversion(record, say)]]
    if record["steps"]:
        scope, stands = _scope(record, say), _scope_stands(record, say)
        rows.append([say("claim.step.scope"), two(record["scoped"], say), "", "", scope, stands])
    return heads, rows + [_step(each, record, say) for each in record["steps"]]


def _step(step: ClaimStep, record: ClaimRecord, say: Words) -> list[str]:
    title = step_words(step["name"], say)
    marked = say("claim.step.parts", step=title) if step["name"] == record["parts_at"] else title
    ratio, kept = (say.numbers.percent(step[name]) for name in ("ratio", "kept"))
    kept = "" if step["kept"] is None else kept
    return [marked, two(step["claim"], say), two(step["ours"], say), ratio, kept, grades_words(step, say)]


def lines(record: ClaimRecord, lang: str) -> list[str]:
    """What follows the table of a claim: the evidence where they part, what would have to be true, what happened."""
    say = words(lang)
    needs = needed_words(record, say)
    told = [_date(record, say), *_stands(record, say), *_rests(record, say)]
    told.append(say("claim.needs", text=needs) if needs else "")
    told += [alone_words(record, say), reaching_words(record, say), reverse_words(record, say)]
    told += [say("claim.caution", text=ended(record["caution"][lang])), happened_words(record, say)]
    source = source_words(record["source"], say)
    told.append(say("claim.source", grade=say.named("grade", record["grade"]), source=source))
    return [line for line in told if line]


def _date(record: ClaimRecord, say: Words) -> str:
    if not record["steps"]:
        return ""
    key = "claim.date" if record["by"] else "claim.date.none"
    return say(key, horizon=record["horizon"][say.lang], month=say.numbers.month(record["date"]))


def _stands(record: ClaimRecord, say: Words) -> list[str]:
    """What the step rests on where they part, and the first of its numbers."""
    at = next((each for each in record["steps"] if each["name"] == record["parts_at"]), None)
    if at is None:
        return []
    first = at["evidence"][: settings.count("claims_numbers")]
    head = say("claim.stands", part=part_words(record, say), grades=grades_words(at, say))
    more = say("claim.stands.first") if len(first) < len(at["evidence"]) else ":"
    return [head + more, *(evidence_words(each, say) for each in first)]


def _rests(record: ClaimRecord, say: Words) -> list[str]:
    found = [*record["conversion"], *record["scope"], *record["on_paper"]]
    return [say("claim.rests"), *(evidence_words(each, say) for each in found)] if found else []


def _theirs(record: ClaimRecord, say: Words) -> dict[str, str]:
    lang = say.lang
    value = claim_value(record, say)
    if record["conversion"]:
        value = say("claim.converted", value=value, fte=two(record["fte"], say))
    within = say("claim.within", fte=two(record["scoped"], say)) if record["scope"] else ""
    said = filled(record["says"][lang], {"value": value})
    return {"who": record["who"][lang], "says": said, "within": within}


def _ours(record: ClaimRecord, say: Words, titles: Titles) -> dict[str, str]:
    name, ours, decided = record["scenario"], record["ours"], record["ours_decided"]
    low, high = (two(ours[key], say) for key in ("p05", "p95"))
    is_other = decided is not None and name != record["baseline"]
    also = say("claim.decided", fte=two(decided["p50"], say)) if decided is not None and is_other else ""
    told = {"ours": two(ours["p50"], say), "low": low, "high": high, "also": also, "scenario": titles.get(name, name)}
    return {**told, "month": say.numbers.month(record["date"]), "part": part_words(record, say)}


def _conversion(record: ClaimRecord, say: Words) -> str:
    if not record["conversion"]:
        return ""
    one = record["conversion"][0]
    title = one["title"][say.lang]
    return say("claim.by", title=title, value=say.numbers.figures(one["value"], 4), unit=unit_words(one["unit"], say))


def _scope(record: ClaimRecord, say: Words) -> str:
    return "" if not record["scope"] else say.numbers.percent(record["scope"][0]["value"])


def _scope_stands(record: ClaimRecord, say: Words) -> str:
    if not record["scope"]:
        return say("claim.wider") if record["is_wider"] else ""
    low, high = (two(record[name], say) for name in ("scoped_low", "scoped_high"))
    return say("claim.scope_range", low=low, high=high, grade=say.named("grade", record["scope"][0]["grade"]))


def listed(lang: str) -> Table:
    """Every claim that is known: its id, what it says, who says it, and whether it can be walked down."""
    say = words(lang)
    rows = []
    for name, each in claims_known().items():
        row = each.row
        value = joined(" ", [say.numbers.figures(row["value"], 4), unit_words(row["unit"], say)])
        who = f"{row[f'who_{lang}']}, {row['published']}"
        walks = say("yes") if row["walk"] == "yes" else say("no")
        rows.append([name, filled(row[f"says_{lang}"], {"value": value}), who, walks])
    return [say(f"claim.column.{name}") for name in ("id", "says", "who", "walks")], rows
