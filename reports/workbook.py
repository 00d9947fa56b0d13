"""Makes the workbook of a forecast easy to read: widths, formats, and what each column holds, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samspil.experiments.columns import Place
from samspil.runs.files import write_whole

from .columns import in_files, text
from .spreadsheet import titles
from .view import View
from .wording import source_words, unit_words
from .words import LANGUAGES

BOOK = "table.xlsx"
# The sheets as they are written, in their order; `columns` is added behind the table.
SHEETS = ("table", "countings", "sources", "seed")
SHARE, AMOUNT, WHOLE, GENERAL = "0.0%", "#,##0.0", "#,##0", "General"
FORMATS = {"share": SHARE, "amount": AMOUNT, "rounded": AMOUNT, "whole": WHOLE, "price": WHOLE}
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
    heads = _heads(view, columns)
    _explain(book.create_sheet(view.words("sheet.columns"), 1), view, columns, heads)
    formats = {place.name: FORMATS.get(place.column.format, GENERAL) for place in columns}
    for sheet in book.worksheets:
        _translate(sheet, view)
        _format(sheet, COUNTINGS | formats)
        _head(sheet, view, heads)
    book.worksheets[0].freeze_panes = "C2"
    write_whole(path, book.save)


def _heads(view: View, columns: list[Place]) -> dict[str, str]:
    """What each column of the table is headed in another language than that of the names; nothing in English."""
    if view.words.lang == LANGUAGES[0]:
        return {}
    return dict(zip((place.name for place in columns), titles(view), strict=True))


def _head(sheet: Any, view: View, heads: Mapping[str, str]) -> None:
    """Heads in the language: titles of columns, words of the other sheets, of which some begin with a policy's name."""
    if view.words.lang == LANGUAGES[0]:
        return
    for cell in sheet[1]:
        *policy, name = str(cell.value).split(" ")
        key = f"sheet.head.{name}"
        other = " ".join([*policy, view.words(key)]) if view.words.has(key) else cell.value
        cell.value = heads.get(str(cell.value), other)


def _translate(sheet: Any, view: View) -> None:
    """Sources, units and grades in the language, wherever a sheet has such columns."""
    tellers = {
        "source": lambda value: source_words(value, view.words),
        "unit": lambda value: unit_words(value, view.words),
        "grade": lambda value: view.words.named("grade", value),
        "kind": lambda value: view.words.named("sheet.kind", value),
        "potentials": lambda value: view.words.named("level", value),
    }
    if view.words.lang == LANGUAGES[0]:
        return
    for head, *cells in sheet.iter_cols():
        for cell in cells if head.value in tellers else ():
            cell.value = tellers[head.value](cell.value) if isinstance(cell.value, str) else cell.value


def _explain(sheet: Any, view: View, columns: list[Place], heads: Mapping[str, str]) -> None:
    sheet.append([view.words(f"head.{key}") for key in ("column", "means", "unit")])
    for place in columns:
        sheet.append(
            [heads.get(place.name, place.name), text(view, place, "meaning"), unit_words(place.column.unit, view.words)]
        )


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
            elif isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is a text and no formula
        texts = [str(cell.value) for cell in column if isinstance(cell.value, str)]
        sheet.column_dimensions[head.column_letter].width = min(max([NARROW, *map(len, texts)]) + 2, WIDE)
