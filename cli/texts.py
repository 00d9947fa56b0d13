"""The command line's own texts, both languages side by side in `data/texts.csv`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from samspil.model.messages import one_dot
from samspil.model.read import Column, load_table

FILE = Path(__file__).parent / "data" / "texts.csv"


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every text by key and language."""
    columns = [Column(name) for name in ("key", "en", "da")]
    return {row["key"]: row.values for row in load_table(FILE, columns, "key")}


def text(key: str, language: str, **values: object) -> str:
    """The text `key` with its places filled in.

    Raises:
        KeyError: no such text, or a place was left open.
    """
    return one_dot(texts()[key][language].format(**values))


def has(key: str) -> bool:
    """Whether there is a text of this key."""
    return key in texts()
