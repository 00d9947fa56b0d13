"""Readers of single values. Each takes (node, key, findings), notes what is wrong and then gives None."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from samspil.model.epoch import LAST, month_number, month_text

from .findings import Findings
from .months import FORM, Moment, moment
from .tree import Node

Reader = Callable[[Node, str, Findings], Any]
LANGUAGES = ("en", "da")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# a number with a decimal comma; digits, and a unit in words after them
COMMA = re.compile(r"\s*([-+]?\d+),(\d+)(?!\d|,)")
WHOLE = re.compile(r"([-+]?\d{1,9})\s*((?:[^\W\d].*|%.*)?)")
NAME_FORM = "lower-case letters, digits and single hyphens, at most 64"


def fields(
    node: Node,
    key: str,
    findings: Findings,
    readers: Mapping[str, Reader],
    what: str = "key",
    elsewhere: Callable[[str], str] = lambda name: "",
) -> dict[str, Any]:
    """The values of a map, each read by the reader of its key; unknown keys and wrong values are noted and left out.

    `what` is what the keys are called in messages; `elsewhere` gives a hint where an unknown one belongs.
    """
    if node.is_empty:
        return {}
    if node.kind != "map":
        findings.add(node, key, f"must map each {what} to a value", allowed=some(readers))
        return {}
    found = {}
    for name, value in node.entries:
        path = f"{key}.{name.raw}" if key else name.raw
        if name.raw not in readers:
            hint = _split_hint(name, value, readers) or elsewhere(name.raw)
            findings.add(name, key or name.raw, f"unknown {what}{hint}", allowed=some(readers), known=readers)
            continue
        read = readers[name.raw](value, path, findings)
        if read is not None:
            found[name.raw] = read
    return found


def _split_hint(name: Node, value: Node, readers: Mapping[str, Reader]) -> str:
    """A hint where a comma made two keys of one value: {en: one, two} or {set: 0,5}, which is seldom what was meant."""
    if not value.is_empty:
        return ""
    if set(readers) == set(LANGUAGES):
        return " (a text with a comma needs quotes)"
    return " (a number has a point, not a comma: 0.5)" if name.raw.isdigit() else ""


def each(reader: Reader) -> Reader:
    """A reader of a list whose items `reader` reads; one item alone need not stand in a list."""

    def read(node: Node, key: str, findings: Findings) -> tuple[Any, ...]:
        if node.is_empty:
            # Dropped in silence, a policy would run without what its writer began to write.
            findings.add(node, key, "has no value", allowed="a value, or [] for none")
            return ()
        if node.kind != "list":
            values = [reader(node, key, findings)]
        else:
            values = [reader(item, f"{key}[{place}]", findings) for place, item in enumerate(node.items, 1)]
        return tuple(value for value in values if value is not None)

    return read


def text(node: Node, key: str, findings: Findings) -> str | None:
    """Any text (a number is taken as its digits)."""
    if node.kind == "scalar" and node.raw.strip():
        return node.raw.strip()
    findings.add(node, key, "must be text")
    return None


def both_languages(node: Node, key: str, findings: Findings) -> dict[str, str]:
    """Text in English and Danish ({en, da}); one text alone serves for both."""
    if node.kind != "map":
        single = text(node, key, findings)
        return dict.fromkeys(LANGUAGES, single) if single else {}
    found = fields(node, key, findings, dict.fromkeys(LANGUAGES, text))
    missing = [language for language in LANGUAGES if language not in node.keys]
    if missing:
        findings.add(node, key, f"lacks its text in {' and '.join(missing)}", allowed="{en: ..., da: ...}, or one text")
    return found


def name(node: Node, key: str, findings: Findings) -> str | None:
    """A scenario name: safe in a file name, a table and an address."""
    if node.kind == "scalar" and len(node.raw) <= 64 and NAME.fullmatch(node.raw):
        return node.raw
    findings.add(node, key, "is not a scenario name", allowed=NAME_FORM)
    return None


def as_name(text: str) -> str:
    """A scenario name made of any text."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:64].strip("-") or "scenario"


def one_of(names: Iterable[str], what: str) -> Reader:
    """A reader of one of some names."""
    known = tuple(names)

    def read(node: Node, key: str, findings: Findings) -> str | None:
        if node.kind == "scalar" and node.raw in known:
            return node.raw
        findings.add(node, key, f"is not {what}", allowed=some(known), known=known)
        return None

    return read


def boolean(node: Node, key: str, findings: Findings) -> bool | None:
    """True or false."""
    if isinstance(node.value, bool):
        return node.value
    findings.add(node, key, "must be true or false", allowed="true, false")
    return None


def number(low: float = -math.inf, high: float = math.inf, unit: str = "") -> Reader:
    """A reader of a number from `low` to `high`."""

    def read(node: Node, key: str, findings: Findings) -> float | None:
        return in_range(node, key, findings, as_number(node), (low, high, unit))

    return read


def whole(low: int, high: int, unit: str = "") -> Reader:
    """A reader of a whole number from `low` to `high`; its unit may follow it."""

    def read(node: Node, key: str, findings: Findings) -> int | None:
        match = WHOLE.fullmatch(node.raw.strip()) if node.kind == "scalar" else None
        if match is not None and match[2] not in ("", unit, unit.rstrip("s")):
            findings.add(node, key, f"has the wrong unit {match[2]!r}", allowed=range_text(low, high, unit))
            return None
        return in_range(node, key, findings, None if match is None else int(match[1]), (low, high, unit))

    return read


def as_number(node: Node) -> float | None:
    """The value of a node that is a finite number, else None."""
    is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return float(node.value) if is_number and math.isfinite(node.value) else None


def in_range(node: Node, key: str, findings: Findings, value: Any, limits: tuple[float, float, str]) -> Any:
    """`value` if it lies within `limits` (low, high, unit); a note if it does not or is None."""
    low, high, unit = limits
    if value is None:
        findings.add(node, key, comma_fault(node) or "must be a number", allowed=range_text(low, high, unit))
    elif value < low or value > high:
        side = "below the lowest" if value < low else "above the highest"
        findings.add(node, key, f"is {side} value allowed", allowed=range_text(low, high, unit))
        value = None
    return value


def comma_fault(node: Node) -> str:
    """What is wrong with a number that has a decimal comma, as Danes write it; nothing where there is none."""
    match = COMMA.match(node.raw) if node.kind == "scalar" else None
    return "" if match is None else f"has a comma: write {match[1]}.{match[2]}, with a point"


def range_text(low: float, high: float, unit: str = "") -> str:
    """A range in words: `0 to 12 introductions a month`."""
    bounded = math.isfinite(low) and math.isfinite(high)
    ends = f"{low:,.12g} to {high:,.12g}" if bounded else "any number"
    return f"{ends} {unit}".strip()


def date(node: Node, key: str, findings: Findings) -> Moment | None:
    """A month: a date, or one that hangs on the policy's start."""
    read = moment(node.raw) if node.kind == "scalar" else None
    if read is None:
        findings.add(node, key, "is not a month", allowed=FORM)
    return read


def month(node: Node, key: str, findings: Findings) -> int | None:
    """A month of the simulated period, as its number."""
    read = month_number(node.raw) if node.kind == "scalar" else None
    if read is None:
        findings.add(node, key, "is not a month", allowed="YYYY-MM")
    elif not 0 <= read <= LAST:
        findings.add(node, key, "lies outside the simulated period", allowed=f"{month_text(0)} to {month_text(LAST)}")
        read = None
    return read


def some(names: Iterable[str], most: int = 20) -> str:
    """Names in a row, not all of them when there are many."""
    known = tuple(names)
    listed = ", ".join(known[:most])
    return listed if len(known) <= most else f"{listed} and {len(known) - most} more"
