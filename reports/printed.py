"""Finding where a number stands, by what is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .words import Words

NUMBER = re.compile(r"[+\-−]?\d(?:[\d.,]*\d)?")
Row = tuple[str, str, str]


def is_printed(text: str) -> bool:
    """Whether a text is a number as it is printed, and so no id."""
    return NUMBER.fullmatch(text.strip().removesuffix("%").rstrip()) is not None


def printed(rows: Sequence[Row], text: str, say: Words) -> list[Row]:
    """The rows (id, text, meaning) in which a number is printed, with or without its mark for thousands; a sign counts
    only where one is given.

    Args:
        rows: every number of a report.
        text: the number as it was read.
        say: words of the language that the report is in.
    """
    wanted = _plain(text.strip().removesuffix("%").rstrip(), say)
    is_signed = wanted[0] in "+-"
    return [
        row
        for row in rows
        if any(wanted == (told if is_signed else told.lstrip("+-")) for told in _numbers(row[1], say))
    ]


def _numbers(text: str, say: Words) -> list[str]:
    return [_plain(found, say) for found in NUMBER.findall(text)]


def _plain(number: str, say: Words) -> str:
    """A number without marks for thousands, with a decimal point and a plain minus."""
    return number.replace("−", "-").replace(say.numbers.thousands, "").replace(say.numbers.decimal, ".")
