"""Where the tables that come with the project lie, and what they have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from samspil.model.read import Column, Row, load_table

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(file: str, columns: Sequence[Column]) -> list[Row]:
    """The rows of a shipped table; names in the first column are unique.

    Raises:
        TableError: the table has been edited into something that cannot be used.
    """
    return load_table(DATA / file, columns, columns[0].name)


def tables_digest() -> str:
    """SHA-256 of the shipped tables: which catalogue, needs, costs and programmes a result rests on."""
    content = hashlib.sha256()
    for path in sorted(DATA.glob("*.csv")):
        content.update(path.name.encode())
        content.update(path.read_bytes())
    return content.hexdigest()
