"""Reads a table (CSV, UTF-8, commas) against a list of columns and notes everything that is wrong with it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .messages import say
from .problems import MOST, Problem, nearest, reason, refuse, shown
from .written import comma_fault, thousands_fault, unprintable

MAX_BYTES = 64_000_000
_DECIMAL_COMMA = re.compile(r"^([+-]?\d+),(\d+)$")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Column:
    """What one column holds.

    `kind` is text, number, whole, month (YYYY-MM, read as months since January 2022) or list (texts separated by
    semicolons, read as a tuple). `low` and `high` bound numbers; `large` ones may well be in the thousands, so that
    1.234 is in doubt; `allowed` lists the texts that may stand here. An empty cell is an error unless `optional`; it
    is then read as "", (), or None. A column that is `extra` may be missing as a whole: all its cells are empty then.
    """

    name: str
    kind: str = "text"
    low: float = -math.inf
    high: float = math.inf
    allowed: tuple[str, ...] = ()
    optional: bool = False
    large: bool = False
    extra: bool = False

    @property
    def nothing(self) -> Any:
        """What an empty cell is read as."""
        return {"text": "", "list": ()}.get(self.kind)


@dataclass(frozen=True)
class Row:
    """One row: the line it stands on, and its values by column."""

    file: str
    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def problem(self, column: str, message: str, allowed: str = "", known: Sequence[str] = ()) -> Problem:
        """A problem with the value of one column of this row."""
        value = self.values.get(column)
        text = "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        text = f"{value:.12g}" if isinstance(value, float) else text
        return Problem(self.file, self.line, column, shown(text), message, allowed, nearest(text, known))


def load_table(path: Path, columns: Sequence[Column] | None = None, unique: str = "") -> list[Row]:
    """The rows of a table that comes with the project; columns as for `read_table`, values in `unique` stand once.

    Raises:
        TableError: the table has been edited into something that cannot be used.
    """
    problems: list[Problem] = []
    table = read_table(path, columns, problems)
    refuse(problems + (twice(table, unique) if unique else []))
    return table


def twice(table: Sequence[Row], column: str) -> list[Problem]:
    """A problem for each row whose value in `column` stood in an earlier row; an empty cell is no value."""
    first: dict[str, int] = {}
    problems = []
    for row in table:
        line = first.setdefault(row[column], row.line) if row[column] else row.line
        if line != row.line:
            problems.append(row.problem(column, say("stands-in-line-already", line=line)))
    return problems


def read_table(path: Path, columns: Sequence[Column] | None, problems: list[Problem], excel: bool = False) -> list[Row]:
    """The rows of a table; what is wrong with it is added to `problems`, and rows that are wrong are left out.

    Without `columns` the header's own are read, as texts that may be empty. `excel`: also as a Danish Excel writes it,
    with semicolons between columns and then decimal commas.
    """
    lines = _lines(path, problems, excel)
    if not lines:
        return []
    header = [name.strip() for name in lines[0][1]]
    known = [Column(name, optional=True) for name in dict.fromkeys(header)] if columns is None else columns
    if not _header_fits(path.name, header, known, problems):
        return []
    by_name = {column.name: column for column in known}
    order = [by_name[name] for name in header]
    left_out = {column.name: column.nothing for column in known if column.name not in header}
    if excel and ";" in _first_line(path):
        lines = [lines[0], *((line, _pointed(cells, order)) for line, cells in lines[1:])]
    rows = (_row(path.name, line, cells, order, problems) for line, cells in lines[1:])
    return [replace(row, values={**row.values, **left_out}) for row in rows if row is not None]


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.readline()


def _pointed(cells: list[str], order: list[Column]) -> list[str]:
    """A row with its decimal commas as points; what has more cells than columns is left to be told."""
    numbers = [column.kind == "number" for column in order] + [False] * (len(cells) - len(order))
    return [
        _DECIMAL_COMMA.sub(r"\1.\2", cell.strip()) if is_number else cell
        for cell, is_number in zip(cells, numbers, strict=False)
    ]


def _lines(path: Path, problems: list[Problem], excel: bool = False) -> list[tuple[int, list[str]]]:
    """The records of the file with their line numbers; empty when it cannot be read."""

    def wrong(message: str, allowed: str = "") -> list[tuple[int, list[str]]]:
        problems.append(Problem(path.name, 0, "", "", message, allowed))
        return []

    try:
        if path.exists() and not path.is_file():
            return wrong(say("is-no-ordinary-file"))  # reading from a pipe would wait for ever
        if path.stat().st_size > MAX_BYTES:
            return wrong(say("is-larger-than-mb", megabytes=MAX_BYTES // 1_000_000))
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return wrong(say("is-missing-from", folder=path.parent))
    except UnicodeDecodeError:
        return wrong(say("is-not-utf-8"), say("csv-saved-as-utf-8"))
    except OSError as error:
        return wrong(say("cannot-be-read", why=reason(error)))
    first = text.partition("\n")[0]
    marked = ";" if excel and ";" in first else ","
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if mark in first and "," not in first and mark != marked:
            return wrong(say("has-columns-separated-by", name=say(name)), say("columns-by-commas"))
    harmful = unprintable(text)
    if harmful is not None:
        problems.append(Problem(path.name, harmful[0], "", "", say("has-the-control-character", character=harmful[1])))
        return []
    reader = csv.reader(io.StringIO(text), delimiter=marked, strict=True)
    try:
        records = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        problems.append(Problem(path.name, reader.line_num, "", "", say("is-not-a-table", error=error)))
        return []
    return records or wrong(say("is-empty"), say("header-and-rows"))


def _header_fits(file: str, header: Sequence[str], columns: Sequence[Column], problems: list[Problem]) -> bool:
    names = [column.name for column in columns]
    before = len(problems)
    for name in list(dict.fromkeys(header))[:MOST]:
        if name not in names:
            known = ", ".join(names)
            problems.append(Problem(file, 1, "column", shown(name), say("is-unknown"), known, nearest(name, names)))
        elif header.count(name) > 1:
            problems.append(Problem(file, 1, "column", shown(name), say("stands-twice")))
    needed = [column.name for column in columns if not column.extra]
    problems += [Problem(file, 1, "column", shown(name), say("is-missing")) for name in needed if name not in header]
    return len(problems) == before


def _row(file: str, line: int, cells: list[str], order: list[Column], problems: list[Problem]) -> Row | None:
    if len(cells) != len(order):
        message = say("cells-unlike-header", count=len(cells), columns=len(order))
        problems.append(Problem(file, line, "", "", message))
        return None
    before = len(problems)
    values: dict[str, Any] = {}
    for column, cell in zip(order, cells, strict=True):
        try:
            values[column.name] = parse(cell.strip(), column)
        except ValueError as error:
            known = nearest(cell, column.allowed)
            problems.append(Problem(file, line, column.name, shown(cell), error.args[0], allowed_in(column), known))
    return Row(file, line, values) if len(problems) == before else None


def parse(text: str, column: Column) -> Any:
    """The value of a cell.

    Raises:
        ValueError: what is wrong with it, in words that follow its name.
    """
    if not text:
        if column.optional:
            return column.nothing
        raise ValueError(say("is-empty"))
    if column.kind == "list":
        parts = tuple(part.strip() for part in text.split(";") if part.strip())
        if column.allowed and not set(parts) <= set(column.allowed):
            raise ValueError(say("holds-an-unknown-name"))
        return parts
    if column.kind == "month":
        from .epoch import month_number  # needs NumPy, which texts are read without

        month = month_number(text)
        if month is None:
            raise ValueError(say("is-not-a-month"))
        return month
    if column.kind in ("number", "whole"):
        return _bounded(text, column)
    if column.allowed and text not in column.allowed:
        raise ValueError(say("is-unknown"))
    return text


def _bounded(text: str, column: Column) -> float | int:
    whole = column.kind == "whole"
    fault = thousands_fault(text, column.large, whole) or comma_fault(text)
    if fault or not _NUMBER.fullmatch(text):
        raise ValueError(fault or say("is-not-a-number"))
    number = float(text)
    if whole and ("." in text or number != math.floor(number)):
        raise ValueError(say("is-not-a-whole-number"))
    if not column.low <= number <= column.high or not math.isfinite(number):
        raise ValueError(say("is-out-of-range"))
    return int(number) if whole else number


def allowed_in(column: Column) -> str:
    """What may stand in a column, as a message says it."""
    if column.allowed:
        return ", ".join(column.allowed)
    if column.kind == "month":
        return say("month-form")
    if column.kind not in ("number", "whole"):
        return ""
    noun = say("a-whole-number") if column.kind == "whole" else say("a-decimal-number")
    low, high = column.low, column.high
    if math.isinf(low) and math.isinf(high):
        return noun
    return (
        say("number-from", noun=noun, low=low)
        if math.isinf(high)
        else say("number-within", noun=noun, low=low, high=high)
    )
