"""Tables as rows: ready text for a page, and the numbers under a figure, which a page writes and a CSV keeps whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from samspil.runs.inert import inert, inert_row

from .words import Words

Value = float | int | str | None


@dataclass(frozen=True)
class Row:
    """One row: its head, its cells; the first of a group carries the number of rows that share its head."""

    head: str
    cells: Sequence[str]
    span: int = 1


@dataclass(frozen=True)
class Table:
    """Caption, column heads and rows; `words` are the columns (by number) that hold text and not figures."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Row] = field(default_factory=list)
    words: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Numbers:
    """What a figure shows as numbers: a head, a form and a value a row for each column; the first column is text.

    `forms` are those of `written`.
    """

    caption: str
    heads: Sequence[str]
    forms: Sequence[str]
    rows: Sequence[Sequence[Value]]

    def table(self, say: Words) -> Table:
        """The rows as a page writes them."""
        told = [
            Row(str(first), [written(value, form, say) for value, form in zip(rest, self.forms[1:], strict=True)])
            for first, *rest in self.rows
        ]
        text = frozenset(place for place, form in enumerate(self.forms[1:]) if form == "text")
        return Table(self.caption, self.heads, told, text)

    def csv(self) -> str:
        """The same rows as CSV: numbers whole, with a decimal point; what is not known is empty."""
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(inert_row(head.replace("\n", " ") for head in self.heads))
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return lines.getvalue()


def written(value: Value, form: str, say: Words) -> str:
    """A value as its form is written: an `amount` with or without its sign, a `share`, a `count`, `figures`, `text`."""
    if form == "text" or isinstance(value, str):
        return "" if value is None else str(value)
    forms: dict[str, Callable[[float | None], str]] = {
        "amount": say.numbers.amount,
        "signed": say.numbers.signed,
        "share": say.numbers.percent,
        "count": say.numbers.plain,
        "figures": say.numbers.figures,
    }
    return forms[form](value)


def _cell(value: Value) -> Value:
    """A text is never taken for a formula by a spreadsheet; what is not known is empty."""
    return "" if value is None or value != value else inert(value)
