"""Outcomes: what was seen of a published quantity, once it could be."""

from dataclasses import dataclass
from pathlib import Path

from samspil.calibration import deviations
from samspil.model.epoch import month_text
from samspil.model.parameters import GRADES
from samspil.model.problems import Problem, refuse
from samspil.model.read import Column, read_table

from . import settings

FILE = settings.DATA / "observed.csv"


@dataclass(frozen=True)
class Outcome:
    """What was seen of a quantity in a month (`YYYY-MM`), in the quantity's unit, and how far off it may be."""

    quantity: str
    month: str
    value: float
    deviation: float
    source: str


def outcomes(path: Path = FILE) -> list[Outcome]:
    """Outcomes of a table: quantity, month, value, three standard deviations, source and grade.

    Raises:
        TableError: what is wrong with the table, with file, line, column and what is allowed.
    """
    problems: list[Problem] = []
    rows = read_table(
        path,
        [
            Column("quantity", allowed=tuple(row["variable"] for row in settings.table("published"))),
            Column("month", "month"),
            Column("value", "number"),
            *deviations.columns(),
            Column("source"),
            Column("grade", allowed=GRADES),
        ],
        problems,
    )
    for row in rows:
        problems += deviations.wrong(row)
    refuse(problems)
    return [
        Outcome(
            row["quantity"],
            month_text(row["month"]),
            row["value"],
            deviations.whole(deviations.of(row)),
            row["source"],
        )
        for row in rows
    ]
