"""Every sentence and label a reader meets, from one data file with both languages side by side."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samspil.model.read import Column, load_table

from .formats import Numbers

FILE = Path(__file__).parent / "data" / "words.csv"
LANGUAGES = ("en", "da")
# An abbreviation that ends a sentence takes no second dot.
TWO_DOTS = re.compile(r"\b(pct|kr|mio|mia)\.\.(?!\.)")


@functools.cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every entry of the data file by key, each with a text in every language."""
    columns = [Column(name) for name in ("key", *LANGUAGES)]
    return {row["key"]: row.values for row in load_table(FILE, columns, "key")}


@dataclass(frozen=True)
class Words:
    """One language: its sentences by key, and its way of writing numbers."""

    lang: str
    entries: Mapping[str, Mapping[str, str]]
    numbers: Numbers

    def __call__(self, key: str, **values: str) -> str:
        """Give the sentence `key` with its places filled in.

        Raises:
            KeyError: the key is in no language, or a place was left unfilled.
        """
        return TWO_DOTS.sub(r"\1.", self.entries[key][self.lang].format(**values))

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
