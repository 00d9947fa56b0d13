"""A document as one HTML file that needs nothing else."""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources
from typing import Any

import jinja2

from ..words import words
from .content import Chart, Document
from .plain import values


def html(document: Document) -> str:
    """The page."""
    charts = {block.name: block for block in document.blocks() if isinstance(block, Chart)}
    return _template().render(
        document=values(document),
        say=words(document.lang),
        css=_text("report.css"),
        picture={name: _picture(chart.wide) for name, chart in charts.items()},
        narrow={name: _picture(chart.narrow) for name, chart in charts.items() if chart.narrow},
        sheet={name: _sheet(chart.sheet) for name, chart in charts.items() if chart.sheet},
    )


def _picture(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def _sheet(content: str) -> str:
    """A CSV file in an address."""
    return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(content.encode()).decode('ascii')}"


@cache
def _template() -> jinja2.Template:
    options: dict[str, Any] = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    return jinja2.Environment(autoescape=True, **options).from_string(_text("report.html.j2"))


def _text(name: str) -> str:
    return resources.files("samspil.reports").joinpath("templates", name).read_text(encoding="utf-8")
