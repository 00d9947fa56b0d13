"""Values and ranges that a scenario puts in place of those in the parameter registry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from samspil.model.limits import possible
from samspil.model.messages import say
from samspil.model.parameters import Parameter, current_name, registry, retired
from samspil.model.units import Unit, range_in
from samspil.model.written import range_text

from .findings import Findings
from .tree import Node
from .values import Reader, boolean, fields, is_large, number, one_of


class _Readers(dict[str, Reader]):
    """Readers by name of today. A former name finds its reader too, and that of a number which is gone finds one that
    takes anything for nothing; neither is ever told as one to use."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(current_name(str(name))) or name in retired()

    def __getitem__(self, name: str) -> Reader:
        return _nothing if name in retired() else super().__getitem__(current_name(name))


@dataclass(frozen=True)
class Override:
    """A fixed `value`, or a range (`low`, `high`) to draw from evenly.

    The value of a structural choice is the number of the choice, as in the registry.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    beyond_evidence: bool = False

    def record(self) -> dict[str, Any]:
        """What is set, in plain values."""
        return {name: value for name, value in asdict(self).items() if value is not None and value is not False}


def uncertainties(node: Node, key: str, findings: Findings) -> dict[str, Override]:
    """All overrides: a map of parameter names, of today or before, to a value, or to {value} or {low, high}."""
    readers = _Readers()
    if not node.is_empty:
        readers.update({name: _override(parameter) for name, parameter in registry().items()})
    found: dict[str, Override] = {}
    for name, override in fields(node, key, findings, readers, say("parameter")).items():
        found[current_name(name)] = override
    for name, _ in node.entries:
        today = current_name(name.raw)
        if today != name.raw and today in node.keys:
            findings.add(name, key, say("former-name-given-too", today=today))
    return found


def choice_name(parameter: str, value: float) -> str | float:
    """The name of a structural choice by its number; the value itself for any other parameter."""
    names = list(registry()[parameter].choices)
    return names[int(value)] if names else value


def _nothing(node: Node, key: str, findings: Findings) -> None:
    """What is set for a number that moved nothing is nothing."""


def _override(parameter: Parameter) -> Reader:
    """A reader of one override; values outside the evidence range must say that they are meant so."""
    known = say("unit-and-evidence", unit=Unit(parameter.unit), span=range_text(parameter.low, parameter.high))
    limit = number(*possible(parameter), known, is_large(parameter.high, parameter.unit))
    plain = _choice(parameter) if parameter.choices else limit

    def read(node: Node, key: str, findings: Findings) -> Override | None:
        if node.kind == "scalar":
            value = plain(node, key, findings)
            override = None if value is None else Override(value)
        else:
            override = _mapped(node, key, findings, plain, limit)
        if override is None or override.beyond_evidence or parameter.choices:
            return override
        return override if _inside(node, key, findings, override, parameter) else None

    return read


def _mapped(node: Node, key: str, findings: Findings, plain: Reader, limit: Reader) -> Override | None:
    ends = {"low": limit, "high": limit, "beyond_evidence": boolean}
    found = fields(node, key, findings, {"value": plain, **ends})
    numbers = sorted(set(node.keys) & {"value", "low", "high"})
    if numbers not in (["value"], ["high", "low"]):
        findings.add(node, key, say("needs-value-or-range"), allowed=say("value-or-range-form"))
        return None
    if any(name not in found for name in numbers):
        return None
    if "low" in found and found["low"] > found["high"]:
        findings.add(node, key, say("low-above-high"))
        return None
    return Override(**found)


def _inside(node: Node, key: str, findings: Findings, override: Override, parameter: Parameter) -> bool:
    inside = all(
        parameter.low <= value <= parameter.high
        for value in (override.value, override.low, override.high)
        if value is not None
    )
    if not inside:
        span = range_in(parameter.low, parameter.high, parameter.unit)
        hint = say("outside-evidence-in-document")
        findings.add(node, key, hint, allowed=span)
    return inside


def _choice(parameter: Parameter) -> Reader:
    names = list(parameter.choices)

    def read(node: Node, key: str, findings: Findings) -> float | None:
        chosen = one_of(names, say("one-of-the-choices"))(node, key, findings)
        return None if chosen is None else float(names.index(chosen))

    return read
