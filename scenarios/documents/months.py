"""Months as whole numbers (0 is January 2022, 167 December 2035), and dates that hang on a policy's start."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samspil.model.state.state import MONTHS

FIRST_YEAR = 2022
SIMULATED = MONTHS + 12
LAST = MONTHS - 1
FORM = "YYYY-MM, start or start+N months"

_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_RELATIVE = re.compile(r"start(?:\s*\+\s*(\d{1,3})(?:\s*months?)?)?")


@dataclass(frozen=True)
class Moment:
    """A month as written: a date, or so many months after the start of the policy."""

    month: int = 0
    after_start: bool = False

    def settled(self, start: int) -> int:
        """The month it means when the policy starts in month `start`."""
        return start + self.month if self.after_start else self.month


def month_number(text: str) -> int | None:
    """The number of a month written YYYY-MM (may lie outside the simulated period); None if it is not one."""
    match = _DATE.fullmatch(text)
    return None if match is None else (int(match[1]) - FIRST_YEAR) * 12 + int(match[2]) - 1


def month_text(month: int) -> str:
    """A month number as YYYY-MM."""
    return f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"


def moment(text: str) -> Moment | None:
    """A date, `start` or `start+N`; None if the text is none of them."""
    relative = _RELATIVE.fullmatch(text)
    if relative is not None:
        return Moment(int(relative[1] or 0), after_start=True)
    month = month_number(text)
    return None if month is None else Moment(month)
