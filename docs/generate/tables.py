"""The page of event tables: what `record="events"` keeps of a run, column by column."""

from __future__ import annotations

from itertools import groupby

from . import facts
from .code import ROOT

HEAD = """# Event tables

{made}

`simulate(..., record="events")` keeps what happened in a run; `tables(ds, labels=True)` gives it as data frames with
names, periods and categories, `tables(ds)` as it is stored (each column is the variable *row*`_`*column* of the
Dataset). A column that refers to another table holds a place or an id there; with `labels=True` it has the name that
the other table shows, so that tables merge by what they show. [Network of a run](../notebooks/network-of-a-run.ipynb)
works with them.
"""


def event_page(made: str) -> str:
    """The page, a section for each table."""
    rows = facts.rows_of(ROOT / "runs/data/events.csv")
    return "\n\n".join([HEAD.format(made=made).strip(), *map(_section, *_grouped(rows))])


def _grouped(rows: list[dict[str, str]]) -> tuple[list[str], list[list[dict[str, str]]]]:
    by_table = [(name, list(group)) for name, group in groupby(rows, lambda row: row["table"])]
    return [name for name, _ in by_table], [group for _, group in by_table]


def _section(name: str, rows: list[dict[str, str]]) -> str:
    told = [[f"`{row['column']}`", row["long_name_en"], row["units"], _codes(row["codes"])] for row in rows]
    return f"## {name}\n\n{facts.table(['Column', 'What', 'Unit', 'Values'], told)}"


def _codes(codes: str) -> str:
    """What values stand for: the names of codes in order, or the table and the column that they refer to."""
    if codes.startswith("@"):
        return f"refers to {codes[1:].replace('_', ' ')}"
    return ", ".join(each.replace("_", " ") for each in codes.split())
