"""A scenario in a few rows, as a notebook shows it."""

from __future__ import annotations

from typing import Any

from samspil.model.epoch import month_text
from samspil.shown import facts

from .canonical import resolved
from .scenario import Scenario

# Of levers and events; the resolved document has all of them.
MOST = 12


def html(scenario: Scenario) -> str:
    """Title, description, and what it sets: the first changes of levers, events and parameters."""
    document = resolved(scenario)
    target = document["target"]
    told = {
        "starts": month_text(scenario.start),
        "target": f"{target['fte']:,.0f} FTE by {target['by']}, new since {target['since']}",
        "population": scenario.population,
        "potentials": scenario.potentials,
        "levers": _some([f"{name} {_written(each)}" for name, each in _changes(document)]),
        "events": _some([_written(event) for event in document["events"]]),
        "parameters": _some([f"{name} {_written(each)}" for name, each in document["uncertainties"].items()]),
    }
    heading = f"Scenario {scenario.name}: {scenario.title.get('en', '')}"
    return facts(heading, scenario.description.get("en", ""), told)


def _changes(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Lever and change, those that the scenario itself brings before those that it inherits."""
    found = [(name, change) for name, changes in document["levers"].items() for change in changes]
    return sorted(found, key=lambda pair: pair[1].get("policy") != document["name"])


def _written(record: dict[str, Any]) -> str:
    """What a change or an event says, without the document that brought it."""
    return " ".join(f"{name} {_value(value)}" for name, value in record.items() if name not in ("policy", "programme"))


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - MOST
    return [*lines[:MOST], f"and {more} more"] if more > 0 else lines
