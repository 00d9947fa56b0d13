"""The workbook of a forecast, in one language: a table with units in its heads, explained sheet by sheet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samspil.experiments.tables import as_text, cell_of
from samspil.runs.files import write_whole

from .sheets import GENERAL, Sheet, sheets
from .view import View

BOOK, ENGLISH = "table.xlsx", "table.en.xlsx"
NARROW, WIDE, LINE = 9, 60, 15.0
MOST_LINES = 4  # of a head
DIGITS = 8  # what a number takes as it is written


def write(folder: Path, view: View, run: Mapping[str, Any], name: str = BOOK) -> Path:
    """Write the workbook into a folder, in the language of the view.

    Args:
        folder: of the forecast.
        view: its results and summary.
        run: what ``run.json`` says or will say; what it lacks is left out.
        name: of the file.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator, book.properties.title = "Samspil", view.words("report.title")
    for sheet in sheets(view, run):
        _fill(book.create_sheet(view.words(f"sheet.{sheet.key}")), sheet)
    path = folder / name
    write_whole(path, book.save)
    return path


def _fill(made: Any, sheet: Sheet) -> None:
    for cells in (sheet.heads, *sheet.rows):
        made.append([cell_of(cell) for cell in cells])
    made.freeze_panes, made.auto_filter.ref = sheet.scrolls, made.dimensions
    made.print_title_rows, made.page_setup.orientation, made.page_setup.fitToHeight = "1:1", "landscape", 0
    made.sheet_properties.pageSetUpPr.fitToPage = True
    lines = [_format(column, form) for column, form in zip(made.iter_cols(), sheet.formats, strict=True)]
    for column, (width, _) in zip(made.iter_cols(max_row=1), lines, strict=True):
        made.column_dimensions[column[0].column_letter].width = width
    made.row_dimensions[1].height = LINE * max(number for _, number in lines)


def _format(column: Any, form: str) -> tuple[float, int]:
    """Format a column: bold heads in several lines, numbers as they are read, texts as texts; its width, lines of the
    head."""
    from openpyxl.styles import Alignment, Font

    head, *cells = column
    head.font = Font(bold=True)
    head.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in column:
        as_text(cell)
    for cell in cells:
        if isinstance(cell.value, int | float):
            cell.number_format = form
        elif isinstance(cell.value, str):
            cell.alignment = Alignment(wrap_text=len(cell.value) > WIDE - 3, vertical="top")
    width = _width(head.value or "", [cell.value for cell in cells], form)
    return width, math.ceil(1.2 * len(head.value or "") / (width - 2))


def _width(head: str, values: list[Any], form: str) -> float:
    """Wide enough for what is in a column, and for its head in a few lines."""
    words = [len(word) for word in head.split()]
    texts = [len(value) for value in values if isinstance(value, str)]
    number = DIGITS if form != GENERAL or any(isinstance(value, float) for value in values) else 0
    return min(max(NARROW, number, *words, *texts, math.ceil(1.2 * len(head) / MOST_LINES)) + 3, WIDE)
