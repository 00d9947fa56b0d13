"""Notebooks ship without what a run leaves in them; the site shows them run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def show(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the notebook that was run in the place of the one that was not."""
