"""The columns of a forecast: what the terminal, the report, ``table.csv`` and ``table.xlsx`` show, declared once.

A row of ``columns.csv`` says where the number comes from, how it is written, where it is shown and what it is called.
``source`` is the path to it in a row of the forecast (see :func:`~.tables.records`); ``{key}`` in it stands for every
month or level that is there. A path that starts with ``variables.`` has the outcome told of that variable of the
results (:func:`~.outcomes.variables`). ``terminal`` and ``report`` list the keys that are shown there: ``yes`` for a
column without one, ``money``, ``payers`` or ``bought`` for one of the report's tables of money, ``due`` for the
target's month, ``last`` for the last month told, or the key itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from samspil.model import read
from samspil.model.messages import say
from samspil.model.problems import Problem, refuse
from samspil.runs.variables import variables

from . import settings

FILE = settings.DATA / "columns.csv"
# How a value is written; what is said in the last three is put together from several numbers.
FORMATS = ("text", "level", "whole", "amount", "rounded", "share", "month", "price", "spread", "chance", "chances")
VARIABLES = "variables"
KEY = "{key}"
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A row of ``columns.csv``; `short` titles stand where there is little room."""

    id: str
    source: str
    format: str
    unit: str
    files: bool
    terminal: tuple[str, ...]
    report: tuple[str, ...]
    title_en: str
    title_da: str
    short_en: str
    short_da: str
    meaning_en: str
    meaning_da: str

    def text(self, kind: str, language: str) -> str:
        """Its `title`, `short` title or `meaning`; what has no short title has its title."""
        return getattr(self, f"{kind}_{language}") or (self.text("title", language) if kind == "short" else "")


@dataclass(frozen=True)
class Place:
    """A column of a table: a declared one, at a key where it has one."""

    column: Column
    key: str = ""

    @property
    def name(self) -> str:
        """Its name in files."""
        return self.column.id.replace(KEY, self.key)

    @property
    def path(self) -> list[str]:
        """The way to its value in a record."""
        return [part.replace(KEY, self.key) for part in self.column.source.split(".") if part]

    def shown(self, where: str, due: str, last: str) -> bool:
        """Whether it is shown at the `terminal` or in the `report`, given the months due and last told."""
        words = {"yes": "", "due": due, "last": last}
        return self.key in [words.get(word, word) for word in getattr(self.column, where)]


@cache
def columns() -> tuple[Column, ...]:
    """Every declared column, in the order of the file.

    Raises:
        TableError: the table has been edited into something that cannot be used.
    """
    texts = ("title_en", "title_da")
    optional = ("source", "short_en", "short_da", "meaning_en", "meaning_da")
    known = [
        *(read.Column(name) for name in ("id", "unit", *texts)),
        *(read.Column(name, optional=True) for name in optional),
        *(read.Column(name, "list", optional=True) for name in ("terminal", "report")),
        read.Column("files", allowed=("yes",), optional=True),
        read.Column("format", allowed=FORMATS),
    ]
    rows = read.load_table(FILE, known, "id")
    refuse([problem for row in rows for problem in _unknown_variable(row)])
    return tuple(Column(**{**row.values, "files": bool(row["files"])}) for row in rows)


def _unknown_variable(row: read.Row) -> list[Problem]:
    """A column of a variable that no result will hold."""
    path = row["source"].split(".")
    if path[0] != VARIABLES or path[1] in variables():
        return []
    return [row.problem("source", say("is-no-output"), say("names-of-variables"), list(variables()))]


def places(record: Record) -> list[Place]:
    """Every column of a record; those that lie at the same keys stand together, key by key."""
    found = []
    for prefix, group in groupby(columns(), lambda column: column.source.partition(KEY)[:2]):
        together = list(group)
        keys = list(at(record, prefix[0].strip(".").split(".")) or ()) if prefix[1] else [""]
        found += [Place(column, key) for key in keys for column in together]
    return found


def at(record: Record, path: Sequence[str]) -> Any:
    """What stands at the end of a path; None where the way ends before."""
    value: Any = record
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def variables_told() -> list[str]:
    """The variables of the results that a column asks for."""
    paths = [column.source.split(".") for column in columns()]
    return list(dict.fromkeys(path[1] for path in paths if path[0] == VARIABLES))
