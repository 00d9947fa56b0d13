"""What is asked of the model: scenario documents, the policy library, populations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .documents.canonical import resolved, resolved_text
    from .documents.changes import Change
    from .documents.compose import load, loads
    from .documents.difference import differences
    from .documents.findings import ScenarioError
    from .documents.library import headline, library
    from .documents.scenario import Scenario
    from .documents.schema import schema
    from .documents.target import Target
    from .documents.template import template

_HOMES = {
    "Change": "documents.changes",
    "Scenario": "documents.scenario",
    "ScenarioError": "documents.findings",
    "Target": "documents.target",
    "differences": "documents.difference",
    "headline": "documents.library",
    "library": "documents.library",
    "load": "documents.compose",
    "loads": "documents.compose",
    "resolved": "documents.canonical",
    "resolved_text": "documents.canonical",
    "schema": "documents.schema",
    "template": "documents.template",
}

__all__ = [
    "Change",
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

__getattr__, __dir__ = lazily(__name__, _HOMES)
