"""Dates that hang on the start of a policy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samspil.model.epoch import month_number

_RELATIVE = re.compile(r"start(?:\s*\+\s*(\d{1,3})(?:\s*months?)?)?")


@dataclass(frozen=True)
class Start:
    """The month in which a policy starts. Unless a document has `stated` it, a lever may have to wait for longer."""

    month: int
    stated: bool = False


@dataclass(frozen=True)
class Moment:
    """A month as written: a date, or so many months after the start of the policy."""

    month: int = 0
    after_start: bool = False

    def settled(self, start: int) -> int:
        """The month it means when the policy starts in month `start`."""
        return start + self.month if self.after_start else self.month


def moment(text: str) -> Moment | None:
    """A date, `start` or `start+N`; None if the text is none of them."""
    relative = _RELATIVE.fullmatch(text)
    if relative is not None:
        return Moment(int(relative[1] or 0), after_start=True)
    month = month_number(text)
    return None if month is None else Moment(month)
