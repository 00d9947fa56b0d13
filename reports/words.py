"""Every sentence and label a reader meets, from one data file with both languages side by side."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.read import Column, load_table

from .formats import Numbers
from .told import Said, filled

FOLDER = Path(__file__).parent / "data"
FILES = (FOLDER / "words.csv", FOLDER / "document.csv", FOLDER / "app.csv")
LANGUAGES = ("en", "da")


@functools.cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every entry of the data files by key, each with a text in every language.

    Raises:
        UserError: a key stands twice.
    """
    columns = [Column(name) for name in ("key", *LANGUAGES)]
    rows = [row for file in FILES for row in load_table(file, columns, "key")]
    twice = [key for key, number in Counter(row["key"] for row in rows).items() if number > 1]
    if twice:
        raise UserError(say("words-twice", keys=", ".join(twice)))
    return {row["key"]: row.values for row in rows}


@dataclass(frozen=True)
class Words:
    """One language: its sentences by key, and its way of writing numbers."""

    lang: str
    entries: Mapping[str, Mapping[str, str]]
    numbers: Numbers

    def __call__(self, key: str, **values: str) -> Said:
        """Give the sentence `key` with its places filled in; it knows the numbers among them.

        Raises:
            KeyError: the key is in no language, or a place was left unfilled.
        """
        return filled(self.template(key), values, key)

    def template(self, key: str) -> str:
        """The sentence `key` with its places open.

        Raises:
            KeyError: the key is in no language.
        """
        return self.entries[key][self.lang]

    def has(self, key: str) -> bool:
        """Say whether the data file knows `key`."""
        return key in self.entries

    def named(self, group: str, label: object) -> str:
        """Give the title of a label of the results (`step`, `origin`, ...); an unknown one reads as itself."""
        key = f"{group}.{label}"
        return self(key) if self.has(key) else str(label).replace("_", " ").replace(".", ": ")


def words(lang: str) -> Words:
    """Give the words of `en` or `da`.

    Raises:
        ValueError: for any other language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no language {lang!r}: reports are written in {' and '.join(LANGUAGES)}")
    entries = table()
    thousands, decimal, percentage, months = (
        entries[f"number.{name}"][lang] for name in ("thousands", "decimal", "percentage", "months")
    )
    return Words(lang, entries, Numbers(thousands, decimal, percentage, tuple(months.split())))
