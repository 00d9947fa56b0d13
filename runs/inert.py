"""Cells of tables that a spreadsheet opens: a text is a text there, and never runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

# What spreadsheets take for the beginning of a formula; the wide forms too, and what they skip before it.
STARTS = re.compile(
    r"[\s\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]"
)
MARK = "'"  # what is behind it is shown as it stands


def runs(text: str) -> bool:
    """Whether a spreadsheet would take a text for something else: for a formula, or for a number with a sign."""
    return STARTS.match(text) is not None


def inert(cell: Any) -> Any:
    """A cell of a CSV file as it may be written: a text that would run is marked as a text, all else is as it was.

    A carriage return becomes a line feed: Python writes it without quotes where lines end with a line feed, and what is
    behind it would begin a row of its own.
    """
    if not isinstance(cell, str):
        return cell
    return (MARK if runs(cell) else "") + re.sub("\r\n?", "\n", cell)


def inert_row(cells: Iterable[Any]) -> list[Any]:
    """All cells of a row likewise."""
    return [inert(cell) for cell in cells]
