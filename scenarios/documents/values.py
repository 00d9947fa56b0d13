"""Readers of single values. Each takes (node, key, findings), notes what is wrong and then gives None."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from samspil.model.epoch import LAST, month_number, month_text
from samspil.model.messages import joined, say
from samspil.model.units import range_in
from samspil.model.written import comma_fault, range_text, thousands_fault

from .findings import Findings
from .months import Moment, moment
from .tree import Node

Reader = Callable[[Node, str, Findings], Any]
LANGUAGES = ("en", "da")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# digits, and a unit in words after them
WHOLE = re.compile(r"([-+]?\d{1,9})\s*((?:[^\W\d].*|%.*)?)")
LARGE = 100.0
LARGE_UNITS = ("FTE", "inhabitants")


def fields(
    node: Node,
    key: str,
    findings: Findings,
    readers: Mapping[str, Reader],
    what: str = "",
    elsewhere: Callable[[str], str] = lambda name: "",
) -> dict[str, Any]:
    """The values of a map, each read by the reader of its key; unknown keys and wrong values are noted and left out.

    `what` is what the keys are called in messages ("key" if not given); `elsewhere` gives a hint where an unknown
    one belongs.
    """
    if node.is_empty:
        return {}
    if node.kind != "map":
        findings.add(node, key, say("must-be-a-map", what=what or say("a-key")), allowed=some(readers))
        return {}
    found = {}
    for name, value in node.entries:
        path = f"{key}.{name.raw}" if key else name.raw
        if name.raw not in readers:
            hint = _split_hint(name, value, readers) or elsewhere(name.raw)
            findings.add(
                name,
                key or name.raw,
                say("unknown", what=what or say("a-key"), hint=hint),
                allowed=some(readers),
                known=readers,
            )
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
        return joined(" ", say("hint-quotes"))
    return joined(" ", say("hint-point")) if name.raw.isdigit() else ""


def each(reader: Reader, distinct: bool = False) -> Reader:
    """A reader of a list whose items `reader` reads; one item alone need not stand in a list.

    Where the items are `distinct`, one that stands there twice is noted.
    """

    def read(node: Node, key: str, findings: Findings) -> tuple[Any, ...]:
        if node.is_empty:
            # Dropped in silence, a policy would run without what its writer began to write.
            findings.add(node, key, say("has-no-value"), allowed=say("a-value-or-for-none"))
            return ()
        if node.kind != "list":
            values = [reader(node, key, findings)]
        else:
            values = [reader(item, f"{key}[{place}]", findings) for place, item in enumerate(node.items, 1)]
            for place in _again(values) if distinct else ():
                findings.add(node.items[place], f"{key}[{place + 1}]", say("stands-in-this-list-twice"))
        return tuple(value for value in values if value is not None)

    return read


def _again(values: list[Any]) -> list[int]:
    """Places of values that stand earlier too; one that was wrong is empty, and told already."""
    return [place for place, value in enumerate(values) if value and value in values[:place]]


def text(node: Node, key: str, findings: Findings) -> str | None:
    """Any text (a number is taken as its digits)."""
    if node.kind == "scalar" and node.raw.strip():
        return node.raw.strip()
    findings.add(node, key, say("must-be-text"))
    return None


def both_languages(node: Node, key: str, findings: Findings) -> dict[str, str]:
    """Text in English and Danish ({en, da}); one text alone serves for both."""
    if node.kind != "map":
        single = text(node, key, findings)
        return dict.fromkeys(LANGUAGES, single) if single else {}
    found = fields(node, key, findings, dict.fromkeys(LANGUAGES, text))
    missing = [language for language in LANGUAGES if language not in node.keys]
    if missing:
        lacking = say("lacks-its-text-in", missing=joined(*missing, by=joined(" ", say("and"), " ")))
        findings.add(node, key, lacking, allowed=say("both-languages-form"))
    return found


def name(node: Node, key: str, findings: Findings) -> str | None:
    """A scenario name: safe in a file name, a table and an address."""
    if node.kind == "scalar" and len(node.raw) <= 64 and NAME.fullmatch(node.raw):
        return node.raw
    findings.add(node, key, say("is-not-a-scenario-name"), allowed=say("name-form"))
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
        findings.add(node, key, say("is-not", what=what), allowed=some(known), known=known)
        return None

    return read


def boolean(node: Node, key: str, findings: Findings) -> bool | None:
    """True or false."""
    if isinstance(node.value, bool):
        return node.value
    findings.add(node, key, say("must-be-true-or-false"), allowed=", ".join(("true", "false")))
    return None


def number(low: float = -math.inf, high: float = math.inf, unit: str = "", large: bool | None = None) -> Reader:
    """A reader of a number from `low` to `high`; `large` as in `number_fault`, read off the highest if not given."""
    doubtful = is_large(high, unit) if large is None else large

    def read(node: Node, key: str, findings: Findings) -> float | None:
        return in_range(node, key, findings, as_number(node), (low, high, unit), doubtful)

    return read


def whole(low: int, high: int, unit: str = "") -> Reader:
    """A reader of a whole number from `low` to `high`; its unit may follow it."""

    def read(node: Node, key: str, findings: Findings) -> int | None:
        match = WHOLE.fullmatch(node.raw.strip()) if node.kind == "scalar" else None
        if match is not None and match[2] not in ("", unit, unit.rstrip("s")):
            findings.add(node, key, say("has-the-wrong-unit", unit=match[2]), allowed=range_text(low, high, unit))
            return None
        if match is None:
            message = number_fault(node, large=True, whole=True) or say("must-be-a-whole-number")
            findings.add(node, key, message, allowed=range_in(low, high, unit))
            return None
        return in_range(node, key, findings, int(match[1]), (low, high, unit))

    return read


def as_number(node: Node) -> float | None:
    """The value of a node that is a finite number, else None."""
    is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return float(node.value) if is_number and math.isfinite(node.value) else None


def in_range(
    node: Node, key: str, findings: Findings, value: Any, limits: tuple[float, float, str], large: bool = False
) -> Any:
    """`value` if it lies within `limits` (low, high, unit) and is written plainly; a note if not, or if it is None."""
    low, high, unit = limits
    fault = number_fault(node, large) or (say("must-be-a-number") if value is None else "")
    if not fault and value is not None and not low <= value <= high:
        fault = say("below-the-lowest") if value < low else say("above-the-highest")
    if fault:
        findings.add(node, key, fault, allowed=range_in(low, high, unit))
    return None if fault else value


def number_fault(node: Node, large: bool, whole: bool = False) -> str:
    """What is wrong with the marks in a number: those for thousands, or a decimal comma; nothing where all is well.

    Where the quantity is `large` or `whole`, a single group of three digits is in doubt.
    """
    if node.kind != "scalar":
        return ""
    return thousands_fault(node.raw, large, whole) or comma_fault(node.raw)


def is_large(high: float, unit: str) -> bool:
    """Whether a quantity that goes up to `high` may well be in the thousands."""
    return math.isfinite(high) and (high > LARGE or unit in LARGE_UNITS)


def date(node: Node, key: str, findings: Findings) -> Moment | None:
    """A month: a date, or one that hangs on the policy's start."""
    read = moment(node.raw) if node.kind == "scalar" else None
    if read is None:
        findings.add(node, key, say("is-not-a-month"), allowed=say("date-form"))
    return read


def month(node: Node, key: str, findings: Findings) -> int | None:
    """A month of the simulated period, as its number."""
    read = month_number(node.raw) if node.kind == "scalar" else None
    if read is None:
        findings.add(node, key, say("is-not-a-month"), allowed=say("month-form"))
    elif not 0 <= read <= LAST:
        findings.add(
            node,
            key,
            say("outside-simulated-period"),
            allowed=say("from-to", first=month_text(0), last=month_text(LAST)),
        )
        read = None
    return read


def some(names: Iterable[str], most: int = 20) -> str:
    """Names in a row, not all of them when there are many."""
    known = tuple(names)
    listed = ", ".join(known[:most])
    return listed if len(known) <= most else say("and-more", listed=listed, count=len(known) - most)
