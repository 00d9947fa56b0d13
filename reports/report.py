"""Writes the report of a forecast: figures, one page and one PDF a language, from results that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.experiments.records import Summary
from samspil.runs.files import write_whole

from . import workbook
from .document.charts import drawn
from .document.compose import brief as brief_of
from .document.compose import document
from .document.content import Document
from .document.given import Given
from .document.page import html
from .document.print import pdf
from .view import View, view
from .words import LANGUAGES

FIGURES = "figures"
FORMATS = ("html", "pdf")


def write_figures(
    folder: Path,
    ds: xr.Dataset,
    summary: Summary,
    scenarios_info: Mapping[str, Any] | None = None,
    lang: str = "en",
) -> list[Path]:
    """Draw every figure that the results have something for, in `folder`/figures.

    NAME.png and NAME.svg with title and note; NAME.csv, the numbers; NAME-narrow.svg for a phone, without title and
    note, which a page has as its own text.

    Args:
        folder: the forecast's folder.
        ds: results with the dims of the contract.
        summary: what `summary.json` holds.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        lang: `en` or `da`.

    Returns:
        The files written, in the order of the report, narrow ones last.

    Example:
        >>> found = forecast(["current-policy"], draws=3, replicates=1, side_tests=False)
        >>> paths = write_figures(Path("figures"), found.results, found.summary, found.scenarios)
    """
    return drawn(view(ds, summary, lang, scenarios_info), Path(folder) / FIGURES).files


def write_report(
    folder: Path,
    ds: xr.Dataset,
    summary: Summary,
    scenarios_info: Mapping[str, Any] | None = None,
    run_info: Mapping[str, Any] | None = None,
    lang: str | None = None,
    formats: Sequence[str] = FORMATS,
    brief: bool = False,
    brought: Mapping[str, xr.Dataset] | None = None,
) -> list[Path]:
    """Write the figures and the report, `report.en.html` and `report.da.html` with the PDFs beside them.

    A workbook `table.xlsx` that lies there is written anew in the language of the report; where both are written in
    Danish, with `table.en.xlsx` beside it.

    Args:
        folder: the forecast's folder.
        ds: results with the dims of the contract.
        summary: what `summary.json` holds.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        run_info: what `run.json` holds or will hold (command, versions, digests, failures).
        lang: `en` or `da`; both if not given.
        formats: `html`, `pdf`.
        brief: also two pages, `brief.en.pdf`.
        brought: results of further analyses by name (`plan`, `attribute`, `rank`, `signposts`, `discover`).

    Returns:
        The files written, the pages first.

    Example:
        >>> found = forecast(["current-policy"], draws=3, replicates=1, side_tests=False)
        >>> write_report(Path("made"), found.results, found.summary, found.scenarios)[0].name
        'report.da.html'
    """
    pages: list[Path] = []
    figures: list[Path] = []
    for each in [lang] if lang else sorted(LANGUAGES):
        shown = view(ds, summary, each, scenarios_info)
        made = drawn(shown, Path(folder) / FIGURES)
        figures += made.files
        told = document(shown, Given(made.charts, brought or {}, run_info or {}))
        pages += _written(Path(folder), told, formats, brief)
        pages += _book(Path(folder), shown, run_info or {}, lang is None)
    return [*pages, *figures]


def _book(folder: Path, shown: View, run_info: Mapping[str, Any], both: bool) -> list[Path]:
    """The workbook of a forecast's folder: of two languages, the English one has a name of its own."""
    if not (folder / workbook.BOOK).exists():
        return []
    name = workbook.ENGLISH if both and shown.words.lang == "en" else workbook.BOOK
    return [workbook.write(folder, shown, run_info, name)]


def _written(folder: Path, told: Document, formats: Iterable[str], brief: bool) -> list[Path]:
    made: dict[str, bytes] = {}
    if "html" in formats:
        made[f"report.{told.lang}.html"] = html(told).encode("utf-8")
    if "pdf" in formats:
        made[f"report.{told.lang}.pdf"] = pdf(told)
    if brief:
        made[f"brief.{told.lang}.pdf"] = pdf(brief_of(told), brief=True)
    return [_whole(folder / name, content) for name, content in made.items()]


def _whole(path: Path, content: bytes) -> Path:
    write_whole(path, lambda fresh: fresh.write_bytes(content))
    return path
