"""A lever's level as people write it: `2`, `2 introductions a month`, `50 %`."""

from __future__ import annotations

import math
import re

from samspil.model.levers import Lever
from samspil.model.messages import say

from .findings import Findings
from .tree import Node
from .values import as_number, in_range, is_large, number_fault, range_text

_QUANTITY = re.compile(r"([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(.*)", re.DOTALL)


def level(node: Node, key: str, findings: Findings, lever: Lever, limits: tuple[float, float]) -> float | None:
    """A level of a lever in its own unit, from `limits[0]` to `limits[1]`; a wrong unit or size is noted."""
    low, high = limits
    value, large = as_number(node), is_large(lever.high, lever.unit)
    is_text = node.kind == "scalar" and isinstance(node.value, str)
    if value is None and is_text and not number_fault(node, large):
        value, unit = _split(node.value)
        if value is not None and not is_unit(unit, lever.unit):
            findings.add(node, key, say("has-the-wrong-unit", unit=unit), allowed=range_text(low, high, lever.unit))
            return None
        value = value / 100 if value is not None and "%" in unit else value
    return in_range(node, key, findings, value, (low, high, lever.unit), large)


def is_unit(written: str, unit: str) -> bool:
    """Whether a unit as written means `unit`: per = a = /, singular = plural, % = a share."""
    words, known = _words(written), _words(unit)
    if words[:1] == ["%"]:
        return known[:1] == ["share"] and (len(words) == 1 or words[1:] == known[1:])
    return not words or words == known


def _split(text: str) -> tuple[float | None, str]:
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        return None, ""
    try:
        value = float(match[1])
    except ValueError:
        return None, ""
    return (value, match[2].strip()) if math.isfinite(value) else (None, "")


def _words(unit: str) -> list[str]:
    spaced = re.sub(r"([/%])", r" \1 ", unit.lower().replace("percent", "%"))
    same = {"per": "a", "an": "a", "/": "a"}
    return [same.get(word, word.removesuffix("s")) for word in spaced.replace(",", " ").split()]
