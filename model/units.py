"""Units of parameters, levers and variables in words of each language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .messages import Message
from .read import Column, load_table
from .written import range_text

FILE = Path(__file__).parent / "data" / "units.csv"


class Unit(Message):
    """A unit as part of a message: English as tables name it, told in the reader's language."""

    def __new__(cls, unit: str) -> Unit:
        """The unit as a text in English."""
        message = str.__new__(cls, unit)
        message.key, message.values = "", {"unit": unit}
        return message

    def __reduce__(self) -> tuple[type[Unit], tuple[str]]:
        return Unit, (str(self),)

    def told(self, language: str) -> str:
        """The unit in a language."""
        return unit_in(str(self), language)


def range_in(low: float, high: float, unit: str) -> Message:
    """A range in words, its unit told in the reader's language; a unit that is to be written is told as it is."""
    return range_text(low, high, unit if isinstance(unit, Message) else Unit(unit))


def unit_in(unit: str, language: str) -> str:
    """A unit in the language; English, as tables name it, where no other word is known."""
    return unit if language == "en" else unit_table().get(unit, unit)


@cache
def unit_table() -> dict[str, str]:
    """Danish words for units."""
    return {row["en"]: row["da"] for row in load_table(FILE, [Column("en"), Column("da")], "en")}
