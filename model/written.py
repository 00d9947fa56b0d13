"""Text as people write it: numbers that may mean thousands, and characters that nobody writes."""

from __future__ import annotations

import math
import re

from .messages import Message, joined, say

# One to three digits that begin with no 0, then groups of three behind one mark, then perhaps decimals behind another.
_GROUPS = re.compile(
    r"\s*(?P<head>[-+]?[1-9]\d{0,2})"
    r"(?P<groups>(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*|(?:[ \u00a0\u2009\u202f'’]\d{3})+)"
    r"(?:(?!(?P=mark))[.,](?P<decimals>\d+))?"
    r"(?![\d.,]|[eE][-+]?\d)"
)
# A decimal comma, as Danes write it; a unit may follow.
_COMMA = re.compile(r"\s*([-+]?\d+),(\d+)(?!\d|,)")
# Controls other than tab and line end, the marks that turn the direction of text, and halves of characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)


def thousands_fault(text: str, large: bool, whole: bool = False) -> str:
    """What is wrong with a number that is written with marks for thousands, as Danes and others write it.

    `10.000` is ten thousand to one reader and ten to another; `0.383`, `10.0000` and `1.5` are plain to both.

    Args:
        text: the number as written; a unit may follow it.
        large: the quantity may well be in the thousands, so that a single group of three digits is in doubt.
        whole: the quantity has no decimals.

    Returns:
        Words that follow its name; empty where nothing is wrong.
    """
    match = _GROUPS.match(text)
    if match is None:
        return ""
    head, groups, decimals = match["head"], match["groups"], match["decimals"]
    plain = head + re.sub(r"\D", "", groups) + (f".{decimals}" if decimals else "")
    is_decimal = match["mark"] is not None and len(groups) == 4 and not decimals
    if not is_decimal or whole:
        return say("has-a-mark-for-thousands", plain=plain)
    return say("may-mean-thousands", plain=plain, head=head, decimals=groups[1:]) if large else ""


def comma_fault(text: str) -> str:
    """What is wrong with a number that has a decimal comma; empty where there is none."""
    match = _COMMA.match(text)
    return "" if match is None else say("has-a-comma", whole=match[1], decimals=match[2])


def range_text(low: float, high: float, unit: str = "") -> Message:
    """A range in words: `0 to 12 introductions a month`."""
    ends = say("any-number")
    if math.isfinite(low):
        # No mark for thousands and a decimal point: what is told as allowed must be allowed as it stands.
        ends = say("range", low=low, high=high) if math.isfinite(high) else say("range-from", low=low)
    return joined(ends, unit, by=" ") if unit else ends


def unprintable(text: str) -> tuple[int, str] | None:
    """The first character that no text needs and that may do harm where it is shown, with its line (from 1)."""
    found = _UNPRINTABLE.search(text)
    return None if found is None else (text.count("\n", 0, found.start()) + 1, found[0])


def printable(text: str) -> str:
    """The text with such characters spelled out, so that they do nothing where it is shown."""
    return _UNPRINTABLE.sub(lambda found: repr(found[0])[1:-1], text)
