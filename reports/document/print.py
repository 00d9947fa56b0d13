"""A document as a tagged PDF (PDF/UA-1), set by typst.

What it says reaches typst as data, never as code: the template reads a JSON file and shows its texts.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib as mpl

from ..words import words
from .content import Chart, Document
from .plain import values

TEMPLATE = "report.typ"
# What a template says itself.
OWN_WORDS = ("annex", "figure", "note")


def pdf(document: Document, brief: bool = False) -> bytes:
    """The report in print; `brief` is the first two pages of what it says."""
    import typst

    with tempfile.TemporaryDirectory(prefix="samspil-") as name:
        folder = Path(name)
        for block in document.blocks():
            if isinstance(block, Chart):
                (folder / f"{block.name}.svg").write_bytes(block.wide)
        (folder / "document.json").write_text(json.dumps(_told(document, brief)), encoding="utf-8")
        with resources.as_file(resources.files("samspil.reports").joinpath("templates", TEMPLATE)) as template:
            shutil.copy(template, folder / TEMPLATE)
        return typst.compile(
            folder / TEMPLATE,
            root=folder,
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
        )


def _told(document: Document, brief: bool) -> dict[str, Any]:
    say = words(document.lang)
    return {**values(document), "brief": brief, "words": {name: say(f"print.{name}") for name in OWN_WORDS}}


@cache
def _fonts() -> Path:
    """Where the font of the figures lies."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf"
