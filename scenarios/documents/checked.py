"""Scenarios that Python made or changed, held against the same rules as a document that says the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.model.messages import say
from samspil.model.problems import Problem, shown
from samspil.model.written import thousands_fault

from .canonical import SAYS, resolved
from .document import read_tree
from .findings import ScenarioError
from .resolve import assemble, layers
from .tree import Node

if TYPE_CHECKING:
    from .scenario import Scenario


def check(scenario: Scenario) -> None:
    """Refuse what no document could say: an unknown lever, a level out of range, a month that is none.

    Raises:
        ScenarioError: every problem, by the key that it would have in a document.
    """
    try:
        tree = as_node({name: value for name, value in resolved(scenario).items() if name not in SAYS})
        problems = _misplaced(scenario)
    except (AttributeError, TypeError, ValueError, IndexError, KeyError) as error:
        raise _refused(scenario, say("holds-something-of-another-type", error=error)) from None
    try:
        assemble(layers(read_tree(tree, scenario.name, Path(), "scenario")))
    except ScenarioError as error:
        # The lines are those of a document that nobody has seen.
        problems += [replace(problem, line=0) for problem in error.problems]
    if problems:
        raise ScenarioError(problems)


def as_node(value: Any) -> Node:
    """The tree of plain values, as `parse` would give it for the text that says the same."""
    if isinstance(value, dict):
        return Node("map", 0, entries=[(as_node(str(key)), as_node(part)) for key, part in value.items()])
    if isinstance(value, list | tuple):
        return Node("list", 0, items=[as_node(part) for part in value])
    value = value.item() if hasattr(value, "item") else value
    if value is None or isinstance(value, bool):
        return Node("scalar", 0, value, "" if value is None else str(value).lower())
    raw = str(value)
    # A number of Python's is in no doubt; its text may not be either.
    doubtful = isinstance(value, float) and thousands_fault(raw, large=True)
    return Node("scalar", 0, value, f"{raw}0" if doubtful else raw)


def _misplaced(scenario: Scenario) -> list[Problem]:
    """Changes that stand under another lever than their own."""
    return [
        Problem(scenario.name, 0, f"levers.{lever}", shown(change.lever), say("changes-another-lever"))
        for lever, changes in scenario.levers.items()
        for change in changes
        if change.lever != lever
    ]


def _refused(scenario: Scenario, message: str) -> ScenarioError:
    return ScenarioError([Problem(str(scenario.name), 0, "", "", message)])
