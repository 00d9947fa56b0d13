"""Tables of analyses for a Danish Excel: Danish heads and words, numbers as far as their error goes."""

from __future__ import annotations

import sys
from typing import Any

from samspil.reports.sheet_numbers import Sheet, as_precise

from .session import Language, Session
from .texts import has

MONTHS_OR_YEARS = frozenset("0123456789-")


def print_excel_da(sheet: Sheet, analysis: str = "") -> None:
    """Print a table for a Danish Excel."""
    from samspil.reports.spreadsheet import excel_da

    danish = Session(lang=Language.da)
    heads, rows = as_precise(sheet)
    told = [[_in_danish(danish, head, cell) for head, cell in zip(heads, row, strict=True)] for row in rows]
    sys.stdout.write(excel_da([_head(danish, head, analysis) for head in heads], told))


def _in_danish(danish: Session, head: str, cell: Any) -> Any:
    """A cell with its unit or who decides in words; yes and no."""
    from samspil.model.units import unit_in
    from samspil.reports.decision_words import who
    from samspil.reports.words import words

    if isinstance(cell, bool) or (head.endswith("_told") and cell in (0.0, 1.0)):
        return danish.say("yes" if cell else "no")
    if head == "grade":
        return words(Language.da.value).named("grade", cell)
    if head == "unit":
        return unit_in(cell, Language.da.value)
    say = words(Language.da.value)
    is_codes = head == "decided_by" and all(say.has(f"who.{code}") for code in cell.split(";") if code)
    return who(cell, say, None) if is_codes else cell


def _head(danish: Session, head: str, analysis: str) -> str:
    """The head of a column, its year or month (if any) after it; what has no text stands as it is."""
    parts = head.split("_")
    when = [part for part in parts if part and MONTHS_OR_YEARS.issuperset(part)]
    name = "_".join(part for part in parts if part not in when)
    keys = [key for key in (f"{analysis}.csv.{name}", f"csv.{name}") if has(key)]
    return " ".join([danish.say(keys[0]) if keys else name, *when])
