"""The columns of a forecast are declared once: terminal, report, table.csv and table.xlsx say the same of each."""

import csv
import string

import openpyxl
import pytest

from samspil.cli.commands.forecast import table
from samspil.cli.session import Session
from samspil.experiments import columns
from samspil.experiments.summary import summarise
from samspil.experiments.tables import rows, write_csv
from samspil.model.problems import TableError
from samspil.reports import workbook
from samspil.reports.tables import headline
from samspil.reports.view import view

from .fake_results import infos, results

RUN = {"commit": "1", "versions": {}, "digests": {"scenarios": {}, "evidence": "1"}}
ROW = {
    "id": "solutions_{key}",
    "source": "variables.solutions_available.{key}.p50",
    "format": "amount",
    "unit": "FTE",
    "files": "yes",
    "terminal": "due",
    "report": "due;last",
    "title_en": "Solutions in {key}",
    "title_da": "Løsninger i {key}",
    "meaning_en": "Solutions that exist in {key}",
    "meaning_da": "Løsninger, der findes i {key}",
}


@pytest.fixture
def declare(tmp_path, monkeypatch):
    """Adds a row to the table of columns, as somebody would who wants one more output shown."""

    def add(row):
        with columns.FILE.open(encoding="utf-8", newline="") as lines:
            known = list(csv.DictReader(lines))
        path = tmp_path / "columns.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(known[0]), restval="")
            writer.writeheader()
            writer.writerows([*known, row])
        monkeypatch.setattr(columns, "FILE", path)
        columns.columns.cache_clear()

    yield add
    monkeypatch.undo()
    columns.columns.cache_clear()


def test_an_output_is_shown_everywhere_by_one_row_of_data(declare, tmp_path):
    ds = results()
    declare(ROW)
    told = summarise(ds)
    shown = view(ds, told, "da", infos(ds))
    middle = told["scenarios"]["full-portfolio"]["potentials"]["assumed"]["variables"]["solutions_available"][
        "2030-12"
    ]["p50"]
    written = shown.words.numbers.amount(middle)

    assert rows(told)[-1]["solutions_2030-12"] == middle
    write_csv(tmp_path / "table.csv", told)
    assert "solutions_2030-12,solutions_2035-12" in (tmp_path / "table.csv").read_text(encoding="utf-8")
    heads, cells = table(Session(), shown)
    assert (heads[-1], cells[-1][-1]) == ("Løsninger i december\u00a02030", written)
    page = headline(shown)
    assert page.heads[-2:] == [f"Løsninger i december\u00a0{year}" for year in (2030, 2035)]
    assert page.rows[-1].cells[-2] == written
    workbook.write(tmp_path, shown, RUN)
    last = list(openpyxl.load_workbook(tmp_path / "table.xlsx")["definitioner"].values)[-1]
    title = "Løsninger i december\u00a02035"
    assert last == (f"{title} (årsværk)", "Løsninger, der findes i december\u00a02035", "årsværk", "solutions_2035-12")


def test_a_column_that_cannot_be_written_is_refused(declare):
    declare({**ROW, "format": "colour"})
    with pytest.raises(TableError, match="format = 'colour': is unknown; allowed: text, level"):
        columns.columns()


def test_a_column_of_a_variable_that_does_not_exist_is_refused(declare):
    declare({**ROW, "source": "variables.solutions_availible.{key}.p50"})
    with pytest.raises(TableError, match=r"is no output; allowed: .*; nearest known: solutions_available"):
        columns.columns()


def test_results_that_lack_a_variable_are_told_without_it(declare):
    declare(ROW)
    told = summarise(results().drop_vars("solutions_available"))
    assert "solutions_2030-12" not in rows(told)[-1]


def test_every_place_in_a_text_of_a_column_can_be_filled():
    known = {"key", "due", "horizon", "first", "last", "scenario"}
    for column in columns.columns():
        texts = [column.text(kind, lang) for kind in ("title", "short", "meaning") for lang in ("en", "da")]
        assert {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name} <= known
        assert all(texts[:4]), column.id
        assert all(texts[4:]) or not column.files, column.id
