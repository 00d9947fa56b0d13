"""Texts that know the numbers in them, so that the value behind each figure of a sentence can be asked for."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping

# An abbreviation that ends a sentence takes no second dot.
ABBREVIATED = re.compile(r"\b(pct|kr|mio|mia)\.$")


class Number(str):
    """A number as a language writes it, and the value behind it: a share of 1 where it reads as percent."""

    __slots__ = ("value",)
    value: float

    def __new__(cls, text: str, value: float) -> Number:
        """The text with its value."""
        made = super().__new__(cls, text)
        made.value = value
        return made


class Said(str):
    """A text put together of others: its pieces in their order, the numbers among them as such, and the sentence that
    it is, by its key, where it is one."""

    __slots__ = ("key", "pieces")
    pieces: tuple[str, ...]
    key: str

    def __new__(cls, pieces: Iterable[str], key: str = "") -> Said:
        """The text of these pieces."""
        held = tuple(_single_dots(piece for each in pieces for piece in pieces_of(each)))
        made = super().__new__(cls, "".join(held))
        made.pieces, made.key = held, key
        return made


def pieces_of(text: str) -> tuple[str, ...]:
    """A text as its pieces; one that knows of none is a single one."""
    return text.pieces if isinstance(text, Said) else (text,)


def numbers_of(text: str) -> list[Number]:
    """The numbers of a text, in their order."""
    return [piece for piece in pieces_of(text) if isinstance(piece, Number)]


def filled(template: str, values: Mapping[str, str], key: str = "") -> Said:
    """A template with its places filled: the sentence `key`.

    Raises:
        KeyError: a place has no value.
    """
    pieces: list[str] = []
    for text, name, _, _ in string.Formatter().parse(template):
        pieces += [text] if text else []
        pieces += [] if name is None else [values[name]]
    return Said(pieces, key)


def joined(separator: str, texts: Iterable[str]) -> Said:
    """Texts in a row, as `str.join` has them."""
    pieces: list[str] = []
    for text in texts:
        pieces += [separator, text] if pieces else [text]
    return Said(pieces)


def _single_dots(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, without the dot that would follow that of an abbreviation."""
    before = ""
    for piece in pieces:
        follows = piece.startswith(".") and not piece.startswith("..") and ABBREVIATED.search(before)
        told = piece[1:] if follows else piece
        before = told or before
        yield told
