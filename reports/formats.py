"""Numbers as people write them, in English and in Danish."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .told import Number

MISSING = "–"
MINUS = "−"
HARD_SPACE = "\u00a0"


def telling(write: Callable[..., str]) -> Callable[..., str]:
    """A way of writing whose texts know the value that they write."""

    @functools.wraps(write)
    def told(self: Numbers, value: float | None, *more: Any, **named: Any) -> str:
        text = write(self, value, *more, **named)
        return text if value is None or not math.isfinite(value) else Number(text, float(value))

    return told


@dataclass(frozen=True)
class Numbers:
    """How a language writes numbers: its marks, a percentage with a place for the `value`, names of the months."""

    thousands: str
    decimal: str
    percentage: str
    months: tuple[str, ...]

    @telling
    def plain(self, value: float | None, decimals: int = 0) -> str:
        """Give `value` with a fixed number of decimals, a real minus sign and grouped thousands."""
        if value is None or not math.isfinite(value):
            return MISSING
        rounded = round(float(value), decimals)
        text = f"{abs(rounded):,.{decimals}f}".translate({ord(","): self.thousands, ord("."): self.decimal})
        return f"{MINUS}{text}" if rounded < 0 else text

    @telling
    def amount(self, value: float | None) -> str:
        """Give an amount as precisely as it deserves: one decimal below 10, three figures above 1,000."""
        if value is None or not math.isfinite(value):
            return MISSING
        size = abs(value)
        if round(size, 1) == 0:
            return "0"
        if round(size, 1) < 10:
            return self.plain(value, 0 if round(size, 1) == round(size) else 1)
        return self.plain(_three_figures(value))

    @telling
    def rounded(self, value: float | None, error: float | None, digits: int = 2) -> str:
        """Give an amount with no figure that its error drowns: 523 with an error of 19 reads 520."""
        return self.amount(rounded(value, error, digits))

    @telling
    def figures(self, value: float | None, digits: int = 3) -> str:
        """Give a value of any size with so many figures that mean something."""
        if value is None or not math.isfinite(value):
            return MISSING
        if value == 0:
            return "0"
        if abs(value) >= 10**digits:
            return self.amount(value)
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        text = self.plain(value, decimals)
        return text.rstrip("0").rstrip(self.decimal) if self.decimal in text else text

    @telling
    def signed(self, value: float | None) -> str:
        """Give an amount with its sign; zero has none, and what would round to zero is given with one figure."""
        text = self.amount(value)
        if not value or text == MISSING:
            return text
        if text == "0":
            text = self.figures(value, 1)
        return f"+{text}" if value > 0 else text

    @telling
    def percent(self, share: float | None) -> str:
        """Give a share (0 to 1) in percent; never 0 or 100 unless it is exactly that."""
        if share is None or not math.isfinite(share):
            return MISSING
        if 0 < share < 0.001:
            return f"<{HARD_SPACE}{self._with_sign(self.plain(0.1, 1))}"
        if 0.999 < share < 1:
            return f">{HARD_SPACE}{self._with_sign(self.plain(99.9, 1))}"
        hundred = 100 * share
        whole = round(hundred, 1) == round(hundred) or 10 <= abs(hundred) < 99.5 or abs(hundred) > 100.5
        return self._with_sign(self.plain(hundred, 0 if whole else 1))

    @telling
    def bound(self, share: float | None) -> str:
        """Give the bound on a share (0 to 1) in percent, with two figures: 1 % and 0.99 % are not the same promise."""
        return MISSING if share is None else self._with_sign(self.figures(100 * share, 2))

    def month(self, date: str | None) -> str:
        """Give `YYYY-MM` as month and year."""
        if not date:
            return MISSING
        year, month = date.split("-")[:2]
        return f"{self.months[int(month) - 1]}{HARD_SPACE}{year}"

    def _with_sign(self, text: str) -> str:
        return self.percentage.format(value=text)


def rounded(value: float | None, error: float | None, digits: int = 2) -> float | None:
    """Round `value` to the power of ten of its `error`, and to no more than `digits` figures that mean something.

    Where no error is known the figures alone decide. What would round to zero is zero: it cannot be told from it.
    """
    if value is None or not math.isfinite(value) or value == 0:
        return value
    place = math.floor(math.log10(abs(value))) - digits + 1
    if error is not None and math.isfinite(error) and error > 0:
        place = max(place, math.floor(math.log10(error)))
    unit = 10.0**place
    return round(float(value) / unit) * unit if place >= 0 else round(float(value), -place)


def _three_figures(value: float) -> float:
    """Round to a whole number with at most three figures that mean something."""
    digits = max(0, math.floor(math.log10(abs(value))) - 2)
    return round(value / 10**digits) * 10**digits
