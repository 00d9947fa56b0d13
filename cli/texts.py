"""The command line's own texts, both languages side by side in `data/texts.csv`."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "texts.csv"


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every text by key and language."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["key"]: {"en": row["en"], "da": row["da"]} for row in csv.DictReader(lines)}


def text(key: str, language: str, **values: object) -> str:
    """The text `key` with its places filled in.

    Raises:
        KeyError: no such text, or a place was left open.
    """
    return texts()[key][language].format(**values)
