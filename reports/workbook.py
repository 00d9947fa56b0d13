"""Makes the workbook of a forecast easy to read: widths, formats, and what each column holds, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samspil.experiments.columns import Place
from samspil.runs.files import write_whole

from .columns import in_files, text
from .view import View
from .wording import unit_words

BOOK = "table.xlsx"
# The sheets as they are written, in their order; `columns` is added behind the table.
SHEETS = ("table", "countings", "sources", "seed")
SHARE, AMOUNT, WHOLE, GENERAL = "0.0%", "#,##0.0", "#,##0", "General"
FORMATS = {"share": SHARE, "amount": AMOUNT, "whole": WHOLE, "price": WHOLE}
# The sheet of countings has two columns a policy, of which the last word is the same.
COUNTINGS = {"p_target": SHARE, "fte_p50": AMOUNT, "fte": WHOLE}
NARROW, WIDE = 9, 60


def finish(folder: Path, view: View) -> None:
    """Format `table.xlsx` in `folder`, where there is one, and name its sheets; a finished one is left alone."""
    from openpyxl import load_workbook

    path = folder / BOOK
    if not path.exists():
        return
    book = load_workbook(path)
    if len(book.worksheets) != len(SHEETS):
        return
    # the countings are called definitions as written: all are renamed before the sheet of that name comes
    for sheet, key in zip(book.worksheets, SHEETS, strict=True):
        sheet.title = view.words(f"sheet.{key}")
    columns = in_files(view)
    _explain(book.create_sheet(view.words("sheet.columns"), 1), view, columns)
    formats = {place.name: FORMATS.get(place.column.format, GENERAL) for place in columns}
    for sheet in book.worksheets:
        _format(sheet, COUNTINGS | formats)
    book.worksheets[0].freeze_panes = "C2"
    write_whole(path, book.save)


def _explain(sheet: Any, view: View, columns: list[Place]) -> None:
    sheet.append([view.words(f"head.{key}") for key in ("column", "means", "unit")])
    for place in columns:
        sheet.append([place.name, text(view, place, "meaning"), unit_words(place.column.unit, view.words)])


def _format(sheet: Any, formats: Mapping[str, str]) -> None:
    """Bold heads that stay, a format for each column's numbers, and widths that show what is in them."""
    from openpyxl.styles import Font

    sheet.freeze_panes = "A2"
    for column in sheet.iter_cols():
        head, *cells = column
        head.font = Font(bold=True)
        form = formats.get(str(head.value), formats.get(str(head.value).split()[-1], GENERAL))
        for cell in cells:
            if isinstance(cell.value, int | float):
                cell.number_format = form
        texts = [str(cell.value) for cell in column if isinstance(cell.value, str)]
        sheet.column_dimensions[head.column_letter].width = min(max([NARROW, *map(len, texts)]) + 2, WIDE)
