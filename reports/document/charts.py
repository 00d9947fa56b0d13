"""Figures of a report as charts: each drawn once, with its finding, what stands in its place, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samspil.runs.files import write_whole

from ..gallery import BODY, exhibit, gallery, numbers, numbers_csv
from ..style import save, save_svg, svg
from ..view import View
from .content import Chart

NARROW = "-narrow"


@dataclass(frozen=True)
class Drawn:
    """The charts by name, and the files that were written for them."""

    charts: Mapping[str, Chart]
    files: list[Path]


def drawn(view: View, folder: Path) -> Drawn:
    """Draw every figure that the results have something for into `folder`.

    Each is written as PNG and SVG (`fan.en.svg`), its numbers as CSV, and what has a form for a phone as a narrow SVG.
    """
    narrow, charts, files = gallery(view, narrow=True), {}, []
    for name, draw in gallery(view).items():
        figure, stem = draw(view), f"{name}.{view.words.lang}"
        files += [*save(figure, folder, stem), _numbers(view, name, folder / f"{stem}.csv")]
        small = save_svg(narrow[name](view), folder, f"{stem}{NARROW}", bare=True) if name in narrow else None
        files += [small] if small else []
        # The annex is read on a desk: with narrow figures too the page would be twice as heavy.
        shown = small.read_bytes() if small and name in BODY else None
        charts[name] = chart(view, name, svg(figure, bare=True), shown)
    return Drawn(charts, files)


def chart(view: View, name: str, wide: bytes = b"", narrow: bytes | None = None) -> Chart:
    """A figure with what a page says around it; how FTE are counted stands once, on the first page."""
    told = exhibit(view, name)
    return Chart(
        name, told.title, told.alternative, told.note, wide, narrow, numbers(view, name), numbers_csv(view, name)
    )


def undrawn(view: View) -> Mapping[str, Chart]:
    """The charts without their pictures."""
    return {name: chart(view, name) for name in gallery(view)}


def _numbers(view: View, name: str, path: Path) -> Path:
    content = numbers_csv(view, name)
    write_whole(path, lambda fresh: fresh.write_text(content, encoding="utf-8", newline=""))
    return path
