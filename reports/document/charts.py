"""Figures of a report as charts: drawn once, with their finding, what stands in their place, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..gallery import alternative, gallery
from ..style import save
from ..view import View
from .content import Chart


def drawn(view: View, folder: Path) -> list[Path]:
    """Draw every figure that the results have something for into `folder`: PNG and SVG of each."""
    lang = view.words.lang
    return [path for name, draw in gallery(view).items() for path in save(draw(view), folder, f"{name}.{lang}")]


def charts(view: View, folder: Path) -> Mapping[str, Chart]:
    """The figures that were drawn into `folder`, by name."""
    return {name: _chart(view, name, folder) for name in gallery(view)}


def _chart(view: View, name: str, folder: Path) -> Chart:
    wide = (folder / f"{name}.{view.words.lang}.svg").read_bytes()
    title = view.words(f"caption.{name.split('-')[0]}")
    return Chart(name, title, alternative(view, name), "", wide)
