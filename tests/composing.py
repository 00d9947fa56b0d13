"""A report without its pictures: what it says, in no time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samspil.reports.document import annex
from samspil.reports.document.charts import undrawn
from samspil.reports.document.compose import document
from samspil.reports.document.content import Document, Section
from samspil.reports.document.given import Given
from samspil.reports.document.page import html
from samspil.reports.view import View

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="80"><text x="5" y="40">x</text></svg>'


def composed(shown: View, run: Mapping[str, Any] | None = None, brought: Mapping[str, Any] | None = None) -> Document:
    charts = {name: replace(chart, wide=SVG) for name, chart in undrawn(shown).items()}
    return document(shown, Given(charts, brought or {}, run or {"made": "2026-11-27T10:00:00+00:00"}))


def rendered(shown: View, run: Mapping[str, Any] | None = None) -> str:
    return html(composed(shown, run))


def annexed(shown: View, key: str) -> Section | None:
    """A section of the annex; None where it has no content."""
    found = annex.sections(shown, Given())
    return next((section for section in found if section.key == f"annex-{key}"), None)
