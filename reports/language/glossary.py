"""The glossary: the field's terms in both languages, and the words that a text of the project does without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samspil.model.read import Column, load_table

from ..words import LANGUAGES

FILE = Path(__file__).parents[1] / "data" / "glossary.csv"
# A name that stands in backticks, in a place to fill, or as an option or an address is no word.
NAMES = re.compile(r"`[^`]*`|\{[^}]*\}|--[\w-]+|https?://\S+")


@dataclass(frozen=True)
class Entry:
    """One term: what it is called in a language, what it means, and the words that are avoided for it."""

    term: str
    text: dict[str, str]
    meaning: dict[str, str]
    avoid: dict[str, tuple[str, ...]]


@cache
def glossary() -> tuple[Entry, ...]:
    """All terms."""
    texts = [f"{kind}{lang}" for kind in ("", "meaning_") for lang in LANGUAGES]
    columns = [Column("term"), *map(Column, texts)]
    columns += [Column(f"avoid_{lang}", "list", optional=True) for lang in LANGUAGES]
    return tuple(
        Entry(
            row["term"],
            {lang: row[lang] for lang in LANGUAGES},
            {lang: row[f"meaning_{lang}"] for lang in LANGUAGES},
            {lang: row[f"avoid_{lang}"] for lang in LANGUAGES},
        )
        for row in load_table(FILE, columns, "term")
    )


def avoided(text: str, lang: str) -> list[str]:
    """The words in `text` that the glossary avoids, each with what it is called instead."""
    plain = NAMES.sub(" ", text)
    return [f"{found[0]!r}: {entry.text[lang]}" for entry, word in _words(lang) if (found := word.search(plain))]


@cache
def _words(lang: str) -> tuple[tuple[Entry, re.Pattern[str]], ...]:
    return tuple((entry, _pattern(word)) for entry in glossary() for word in entry.avoid[lang])


def _pattern(word: str) -> re.Pattern[str]:
    """A whole word or phrase in any case and over line ends; a star stands for any ending, of decided policy none."""
    body = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    start, end = (r"\b" if word[side].isalnum() or word[side] == "*" else "" for side in (0, -1))
    kept = r"(?<!besluttet )" if word == "politik" else ""
    return re.compile(f"{kept}{start}{body}{end}", re.IGNORECASE)
