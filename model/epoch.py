"""The axis of time: month 0 is January of the first year, and every other way to write a month is told here."""

from __future__ import annotations

import re

import numpy as np

MONTHS = 168  # that are reported
MONTHS_A_YEAR = 12
YEARS = MONTHS // MONTHS_A_YEAR
FIRST_YEAR = 2022
EPOCH = np.datetime64(f"{FIRST_YEAR}-01", "M")
LAST = MONTHS - 1  # December of the last year

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_number(text: str) -> int | None:
    """The number of a month written YYYY-MM (may lie outside the simulated period); None if it is not one.

    Example:
        >>> month_number("2027-06")
        65
    """
    match = _MONTH.fullmatch(text)
    return None if match is None else january(int(match[1])) + int(match[2]) - 1


def month_text(month: int) -> str:
    """A month number as YYYY-MM.

    Example:
        >>> month_text(65)
        '2027-06'
    """
    return f"{FIRST_YEAR + month // MONTHS_A_YEAR}-{month % MONTHS_A_YEAR + 1:02d}"


def january(year: int) -> int:
    """The number of the first month of a year."""
    return (year - FIRST_YEAR) * MONTHS_A_YEAR
