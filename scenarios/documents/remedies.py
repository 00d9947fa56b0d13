"""What to do about a text that is no YAML: the parser says what it looked for, not what to mend."""

from __future__ import annotations

import re

from samspil.model.messages import say

# What the parser says, and the message that tells what to mend.
REMEDIES = {
    r"did not find expected (key|'-' indicator|<document start>)|expected <block end>": "remedy-line-up",
    "mapping values are not allowed": "remedy-colon",
    r"cannot start any token": "remedy-quotes",
    r"expected ',' or|did not find expected node content": "remedy-close",
    r"could not find expected ':'|unexpected end of stream": "remedy-end",
}


def remedy(message: str, text: str, line: int) -> str:
    """The remedy for the parser's `message` about `line` (from 1) of a document; nothing where none is known."""
    lines = text.splitlines()
    # The parser may stop a line or two after the tab.
    if any(re.match(r" *\t", each) for each in lines[max(line - 3, 0) : line]):
        return say("remedy-tab")
    return next((say(key) for found, key in REMEDIES.items() if re.search(found, message)), "")
