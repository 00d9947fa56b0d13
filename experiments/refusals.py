"""Why a policy cannot be brought to an amount of money, in both languages."""

from collections.abc import Mapping
from typing import Any

from samspil.model.errors import UserError
from samspil.model.read import Column, load_table

from . import settings

FILE = settings.DATA / "refusals.csv"
LANGUAGES = ("en", "da")


class Refused(UserError):
    """Policies that have no size, or none that meets the budget: a line each; ``told`` gives them in a language.

    Args:
        *reasons: for each its code in ``refusals.csv`` and what fills the places of the text.
    """

    def __init__(self, *reasons: tuple[str, Mapping[str, Any]]) -> None:
        self.reasons = reasons
        super().__init__(*self.told("en"))

    def told(self, language: str) -> list[str]:
        """The lines in a language."""
        texts = {
            row["code"]: row[language] for row in load_table(FILE, [Column(c) for c in ("code", *LANGUAGES)], "code")
        }
        return [
            texts[code].format(**{name: _said(value, texts, places, language) for name, value in places.items()})
            for code, places in self.reasons
        ]


def _said(value: Any, texts: Mapping[str, str], places: Mapping[str, Any], language: str) -> str:
    """A place of a text: a number as the language writes it, a reason of `sizes.csv`, a further text by its code."""
    if isinstance(value, float):
        return figure(value, language)
    if isinstance(value, Mapping):
        return value[language]
    if value in texts:
        return texts[value].format(**{name: _said(more, {}, {}, language) for name, more in places.items()})
    return str(value)


def figure(value: float, language: str) -> str:
    """A number with three figures, without a mark for thousands."""
    text = f"{value:.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
    return text.replace(".", ",") if language == "da" else text
