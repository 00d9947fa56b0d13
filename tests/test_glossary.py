"""Every text of the project keeps to the glossary, in both languages: an avoided word fails with file and key."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from samspil.reports.language.glossary import avoided, glossary
from samspil.reports.words import LANGUAGES
from samspil.scenarios import library, load

ROOT = Path(__file__).parents[1]
FOLDERS = ("model", "scenarios", "runs", "calibration", "experiments", "reports", "cli")
OWN = "glossary.csv"


def catalogues() -> Iterator[tuple[str, str, str]]:
    """Language, place (file, key and column) and text of every text that stands in a table."""
    for path in sorted(each for folder in FOLDERS for each in (ROOT / folder / "data").rglob("*.csv")):
        if path.name == OWN:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, text in row.items():
                    lang = str(column).rsplit("_", 1)[-1]
                    if lang in LANGUAGES and text:
                        yield lang, f"{path.relative_to(ROOT)}: {next(iter(row.values()))[:60]}: {column}", text


def documents() -> Iterator[tuple[str, str, str]]:
    """The same for what scenarios of the library say of themselves."""
    for name in library():
        scenario = load(name)
        for key in ("title", "description", "decider", "instrument", "cost"):
            value = getattr(scenario, key) or {}
            for lang in LANGUAGES:
                yield lang, f"{name}: {key}", value.get(lang, "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("texts", [catalogues, documents])
def test_no_text_has_a_word_that_the_glossary_avoids(texts, lang: str) -> None:
    found = list(texts())
    assert len(found) > 300 or texts is documents
    wrong = [f"{place}: {', '.join(told)}" for of, place, text in found if of == lang and (told := avoided(text, lang))]
    assert not wrong, "\n".join(wrong)


def test_the_glossary_follows_its_own_words() -> None:
    for entry in glossary():
        for lang in LANGUAGES:
            assert not avoided(f"{entry.text[lang]}. {entry.meaning[lang]}", lang), entry.term


@pytest.mark.parametrize(
    ("text", "lang", "word"),
    [
        ("I {share} af kørslerne", "da", "kørslerne"),
        ("hver anden\n  vært", "da", "vært"),
        ("Nuværende politik", "da", "Nuværende politik"),
        ("samme trækninger", "da", "trækninger"),
        ("75 %", "da", "%"),
        ("the same luck", "en", "luck"),
    ],
)
def test_an_avoided_word_is_found_in_any_form(text: str, lang: str, word: str) -> None:
    assert any(f"'{word}'" in told for told in avoided(text, lang))


@pytest.mark.parametrize(
    "text", ["besluttet politik", "tiltrækning", "`luck`", "https://x.dk/a%20b", "--from", "medvært", "{harvest}"]
)
def test_a_word_that_only_holds_an_avoided_one_is_none(text: str) -> None:
    assert not [*avoided(text, "da"), *avoided(text, "en")]
