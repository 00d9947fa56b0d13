"""The file of a partnership's figures: written to start from, and read with all that is wrong with it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from samspil.model.messages import say
from samspil.model.problems import Problem, refuse
from samspil.model.read import Column, Row, read_table

from .bands import KINDS, needs
from .indicators import AGES, indicators


def columns() -> list[Column]:
    """Columns of the file: who, of which kind and need, how old in months, and each KPI (empty where not measured)."""
    ages = tuple(str(age) for age in AGES)
    own = [
        Column(each.name, "whole" if each.is_whole else "number", each.low, each.high, optional=True, extra=True)
        for each in indicators().values()
    ]
    named = [Column("partnership"), Column("kind", allowed=tuple(KINDS)), Column("need", allowed=tuple(needs()))]
    return [*named, Column("month", allowed=ages), *own]


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, month as a number.

    With commas and decimal points, or as a Danish Excel writes it: semicolons and decimal commas.

    Raises:
        TableError: all that is wrong with it, a line each.
    """
    problems: list[Problem] = []
    rows = read_table(path, columns(), problems, excel=True)
    refuse(problems + _at_odds(rows))
    return [{**row.values, "month": int(row["month"])} for row in rows]


def _at_odds(rows: list[Row]) -> list[Problem]:
    """What is right by itself and cannot be beside the rest: kinds of members beyond their number, a month twice."""
    found, first = [], {}
    for row in rows:
        members, sectors = row["members"], row["sectors"]
        if members is not None and sectors is not None and sectors > members:
            found.append(row.problem("sectors", say("more-kinds-than-members"), say("up-to", most=members)))
        line = first.setdefault((row["partnership"], row["kind"], row["need"], row["month"]), row.line)
        if line != row.line:
            found.append(row.problem("month", say("stands-in-line-already", line=line)))
    return found


def example(excel: bool = False) -> str:
    """A file to start from: the heads, and two rows of one partnership."""
    heads = [column.name for column in columns()]
    rows = [
        {"month": "12", "trust": 0.6, "coverage": 0.55, "learning": 0.0, "cocreation": 1.0, "relations": 0.5}
        | {"members": 3, "sectors": 2, "delivered": 1, "failures": 0, "local_use": 0},
        {"month": "24", "trust": 0.7, "coverage": 0.6, "delivered": 2, "failures": 0, "local_use": 1},
    ]
    common = {"partnership": "A", "kind": "project", "need": "home_nursing"}
    written = io.StringIO()
    out = csv.writer(written, delimiter=";" if excel else ",", lineterminator="\r\n" if excel else "\n")
    out.writerow(heads)
    for row in rows:
        told = common | row
        out.writerow([_cell(told.get(head, ""), excel) for head in heads])
    return ("\ufeff" if excel else "") + written.getvalue()


def _cell(value: object, excel: bool) -> str:
    return str(value).replace(".", ",") if excel and isinstance(value, float) else str(value)
