"""Makes the workbook of a forecast easy to read: widths, formats, and what each column holds, in one language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from samspil.runs.files import write_whole

from .view import View

BOOK = "table.xlsx"
# The sheets as they are written, in their order; `columns` is added behind the table.
SHEETS = ("table", "countings", "sources", "seed")
SHARE, AMOUNT, WHOLE, GENERAL = "0.0%", "#,##0.0", "#,##0", "General"
# Names of columns, the words that explain them (the name's own where empty) and the format of their numbers.
COLUMNS = (
    (r"fte_(?P<date>\d{4}-\d\d)_(?P<point>\w+)", "fte", AMOUNT),
    (r"reached_(?P<fte>\d+)_not_by_horizon", "not_by_horizon", SHARE),
    (r"reached_(?P<fte>\d+)_(?P<point>\w+)", "reached", GENERAL),
    (r"vs_baseline_p_better", "p_better", SHARE),
    (r"vs_baseline_(?P<point>\w+)", "vs_baseline", AMOUNT),
    (r"uncertainty_(?P<part>\w+)", "uncertainty", SHARE),
    (r"p_target\w*|new_solution_share|.+ p_target", "", SHARE),
    (r"shortfall|cost_mdkk|.+ fte_p50", "", AMOUNT),
    (r"cost_per_fte|fte", "", WHOLE),
    (r".*", "", GENERAL),
)
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
    names = [str(cell.value) for cell in book.worksheets[0][1]]
    # the countings are called definitions as written: all are renamed before the sheet of that name comes
    for sheet, key in zip(book.worksheets, SHEETS, strict=True):
        sheet.title = view.words(f"sheet.{key}")
    _explain(book.create_sheet(view.words("sheet.columns"), 1), view, names)
    for sheet in book.worksheets:
        _format(sheet)
    book.worksheets[0].freeze_panes = "C2"
    write_whole(path, book.save)


def _explain(sheet: Any, view: View, names: list[str]) -> None:
    sheet.append([view.words("head.column"), view.words("head.means")])
    for name in names:
        sheet.append([name, meaning(view, name)])


def meaning(view: View, name: str) -> str:
    """What a column of the table holds; nothing for one that the words do not know."""
    say, (key, parts, _) = view.words, known_as(name)
    if not say.has(f"column.{key}"):
        return ""
    first, last = view.policy_years
    values = {"first": first, "last": last, "scenario": view.title(view.baseline), "horizon": view.months[-1][:4]}
    values["month"] = say.numbers.month(parts.get("date", view.date))
    values["point"] = say.named("point", parts.get("point"))
    values["part"] = say.named("part", parts.get("part"))
    values["fte"] = say.numbers.plain(float(parts.get("fte", 0)))
    return say(f"column.{key}", **values)


def known_as(name: str) -> tuple[str, dict[str, str], str]:
    """The key of a column's words, what its name says besides, and the format of its numbers."""
    found = ((re.fullmatch(pattern, name), key, form) for pattern, key, form in COLUMNS)
    return next((key or name, match.groupdict(), form) for match, key, form in found if match)


def _format(sheet: Any) -> None:
    """Bold heads that stay, a format for each column's numbers, and widths that show what is in them."""
    from openpyxl.styles import Font

    sheet.freeze_panes = "A2"
    for column in sheet.iter_cols():
        head, *cells = column
        head.font = Font(bold=True)
        form = known_as(str(head.value))[2]
        for cell in cells:
            if isinstance(cell.value, int | float):
                cell.number_format = form
            elif isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is a text and no formula
        texts = [str(cell.value) for cell in column if isinstance(cell.value, str)]
        sheet.column_dimensions[head.column_letter].width = min(max([NARROW, *map(len, texts)]) + 2, WIDE)
