"""What to do about a text that is no YAML: the parser says what it looked for, not what to mend."""

from __future__ import annotations

import re

TAB = "indent with spaces, not tabs"
LINE_UP = "line it up with the line above it that it belongs with"
COLON = f"{LINE_UP}, or put a text with a colon in quotes"
QUOTES = "put a text that begins with such a character in quotes"
CLOSE = "close every bracket and brace, and put commas between what stands in them"
END = "close the quotes, and write every key as key: value"
REMEDIES = {
    r"did not find expected (key|'-' indicator|<document start>)|expected <block end>": LINE_UP,
    "mapping values are not allowed": COLON,
    r"cannot start any token": QUOTES,
    r"expected ',' or|did not find expected node content": CLOSE,
    r"could not find expected ':'|unexpected end of stream": END,
}


def remedy(message: str, text: str, line: int) -> str:
    """The remedy for the parser's `message` about `line` (from 1) of a document; nothing where none is known."""
    lines = text.splitlines()
    # The parser may stop a line or two after the tab.
    if any(re.match(r" *\t", each) for each in lines[max(line - 3, 0) : line]):
        return TAB
    return next((told for found, told in REMEDIES.items() if re.search(found, message)), "")
