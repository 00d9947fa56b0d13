"""What is asked of the model: scenario documents, the policy library, populations."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .documents.canonical import resolved, resolved_text
    from .documents.changes import Change
    from .documents.compose import load, loads
    from .documents.difference import differences
    from .documents.findings import Problem, ScenarioError
    from .documents.library import headline, library
    from .documents.scenario import Scenario
    from .documents.schema import schema
    from .documents.target import Target
    from .documents.template import template

_HOME = {
    "Change": "changes",
    "Problem": "findings",
    "Scenario": "scenario",
    "ScenarioError": "findings",
    "Target": "target",
    "differences": "difference",
    "headline": "library",
    "library": "library",
    "load": "compose",
    "loads": "compose",
    "resolved": "canonical",
    "resolved_text": "canonical",
    "schema": "schema",
    "template": "template",
}

__all__ = [
    "Change",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Target",
    "differences",
    "headline",
    "library",
    "load",
    "loads",
    "resolved",
    "resolved_text",
    "schema",
    "template",
]


def __getattr__(name: str) -> Any:
    # Imported when first asked for: the command line names scenarios long before it needs numpy.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".documents.{_HOME[name]}", __name__), name)
