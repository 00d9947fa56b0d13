"""What people are told when something is wrong, in each language: one catalogue, `data/messages.csv`.

Python reads a message in English, as the text that it is; the command line has it told in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "messages.csv"
LANGUAGES = ("en", "da")
PLAIN = LANGUAGES[0]  # the language of a message as a text
MINUS = "\N{MINUS SIGN}"  # as all told numbers have it; what a reader types has a hyphen
# An abbreviation that ends a sentence takes no second dot.
TWO_DOTS = re.compile(r"\b(pct|kr|mio|mia)\.\.(?!\.)")


class Message(str):
    """A text in English that knows how it is told in other languages: a key of the catalogue and what fills it in.

    Args:
        key: of the catalogue; "" for parts that stand one behind the other (`joined`), or the text itself (`written`).
        values: by place; messages among them are told in the same language.
    """

    key: str
    values: Mapping[str, Any]

    def __new__(cls, key: str, values: Mapping[str, Any]) -> Message:
        """The message as a text in English."""
        message = super().__new__(cls, _filled(key, values, PLAIN))
        message.key, message.values = key, values
        return message

    def __reduce__(self) -> tuple[type[Message], tuple[str, dict[str, Any]]]:
        return Message, (self.key, dict(self.values))

    def told(self, language: str) -> str:
        """The message in a language."""
        return _filled(self.key, self.values, language)


def say(key: str, /, **values: Any) -> Message:
    """The message `key` of the catalogue with its places filled in.

    Raises:
        KeyError: no such message, or a place was left open.
    """
    return Message(key, values)


def joined(*parts: str, by: str = "") -> Message:
    """Messages and other texts, one behind the other."""
    return Message("", {"parts": parts, "by": by})


def written(**texts: str) -> Message:
    """A text that is no message of the catalogue, as each language writes it."""
    return Message("", texts)


def figure(value: float) -> Message:
    """A number with three figures, without a mark for thousands."""
    text = f"{value:.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
    text = text.replace("-", MINUS)
    return written(en=text, da=text.replace(".", ","))


def told(text: Any, language: str) -> Any:
    """A message in a language; anything else as it is."""
    return text.told(language) if isinstance(text, Message) else text


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every message by key and language."""
    from .read import Column, load_table  # tells by messages what is wrong with a table

    columns = [Column(name) for name in ("key", *LANGUAGES)]
    return {row["key"]: row.values for row in load_table(FILE, columns, "key")}


def _filled(key: str, values: Mapping[str, Any], language: str) -> str:
    if not key and language in values:
        return values[language]
    if not key:
        return told(values["by"], language).join(told(part, language) for part in values["parts"])
    filled = catalogue()[key][language].format(**{name: told(value, language) for name, value in values.items()})
    return one_dot(filled)


def one_dot(text: str) -> str:
    """A text without a second dot after an abbreviation that ends a sentence."""
    return TWO_DOTS.sub(r"\1.", text)
