"""Notebooks ship without what a run leaves in them; the site shows them run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.running import FOLDER, shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HOME = "notebooks/"


def show(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the notebook that was run in the place of the one that was not."""
    if docname.startswith(HOME):
        source[0] = shown(FOLDER / f"{docname.removeprefix(HOME)}.ipynb")
