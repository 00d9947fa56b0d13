"""Texts that know their numbers, and numbers of a report's sentences: each is in the summary, or is told to be made."""

import json

import pytest

from samspil.reports.document.content import Bullets, Paragraph
from samspil.reports.document.explaining import explained
from samspil.reports.document.whereabouts import places_of
from samspil.reports.told import Said, filled, joined, numbers_of
from samspil.reports.words import LANGUAGES, words

from .composing import composed
from .test_document import shown

# Sentences with numbers that are worked out: sums, ratios, differences, counts of what is kept elsewhere, and settings.
MADE = {
    "changes.unchanged",
    "claim.body",
    "deciding.dear",
    "deciding.together",
    "front.decide.none",
    "helps.costly",
    "helps.money",
    "helps.price",
    "helps.rests",
    "helps.saves",
    "likely.chance",
    "likely.nor_others",
    "lost.bridge",
    "lost.lacking",
    "partnering.effect",
    "partnering.late",
    "report.counting",
    "counts.what",
    "sure.forms_untold",
    "sure.levels",
    "sure.split",
    "sure.together",
    "track.none",
    "track.some",
    "trust.assumed",
    "trust.far",
    "trust.miss.same",
    "true.leaning.none",
    "true.leaning.some",
    "true.move",
    "true.move.other",
    "why.stairs",
    "why.won",
}


def test_a_text_keeps_its_numbers_through_sentences_and_rows():
    say = words("en")
    inner = say("cell.range", low=say.numbers.amount(1234.5), high=say.numbers.percent(0.25))
    told = joined("; ", ["first", inner, filled("{a} of {b}", {"a": say.numbers.plain(3), "b": "nine"})])
    assert told == "first; 1,230 to 25%; 3 of nine"
    assert [each.value for each in numbers_of(told)] == [1234.5, 0.25, 3.0]
    assert say("cell.range", low="a", high="b").key == "cell.range"
    assert isinstance(say.numbers.amount(None), str)
    assert not numbers_of(say.numbers.amount(None))


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("2 pct.", ". Then"), "2 pct. Then"),
        (("2 pct.", "..."), "2 pct...."),
        (("2.", "."), "2.."),
        (("5 kr.", "."), "5 kr."),
    ],
)
def test_an_abbreviation_takes_no_second_dot(pieces, text):
    assert Said(pieces) == text


def test_a_value_is_found_where_it_stands_and_a_common_count_nowhere():
    summary = {"a": [1.5, {"b": 2.25}], "c": 2.25, "d": True, "e": [7, 7, 7, 7]}
    assert places_of(summary, 2.25) == ["a/1/b", "c"]
    assert places_of(summary, 1.0) == []
    assert places_of(summary, 7.0) == []
    assert places_of(summary, 9.5) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_a_sentence_is_in_the_summary_or_is_known_to_be_made(lang):
    of = shown(lang)
    held = set(leaves(json.loads(json.dumps(of.summary))))
    sentences = [
        sentence
        for block in composed(of).blocks()
        if isinstance(block, Paragraph | Bullets)
        for sentence in block.sentences
    ]
    astray = {
        (sentence.key, fact.text)
        for sentence in sentences
        for fact in sentence.facts
        if not fact.path and fact.value not in held and sentence.key not in MADE
    }
    assert not astray
    assert sum(len(sentence.facts) for sentence in sentences) > 60


def leaves(record):
    if isinstance(record, dict):
        for each in record.values():
            yield from leaves(each)
    elif isinstance(record, list):
        for each in record:
            yield from leaves(each)
    elif isinstance(record, int | float) and not isinstance(record, bool):
        yield float(record)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_of_a_sentence_says_where_it_stands_and_moves_with_it(lang):
    of = shown(lang)
    facts = [fact for fact in composed(of).facts().values() if not fact.path]
    found = next(each for each in facts if not each.value.is_integer() and len(places_of(of.summary, each.value)) == 1)
    [place] = places_of(of.summary, found.value)
    assert f"summary.json: {place}" in [text for _, text in explained(of, found.id).lines]
    assert found.text in found.meaning
    put(of.summary, place.split("/"), found.value * 3.0)
    assert composed(of).facts()[found.id].value == pytest.approx(found.value * 3.0)


def put(record, keys, value):
    *above, last = keys
    for key in above:
        record = record[int(key)] if isinstance(record, list) else record[key]
    record[int(last) if isinstance(record, list) else last] = value
