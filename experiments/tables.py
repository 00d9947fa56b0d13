"""The forecast as tables: one row a scenario and potentials level, for spreadsheets and for programs."""

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from samspil.model.parameters import registry
from samspil.runs.inert import inert_row, runs

from .columns import at, places
from .records import Summary

Row = dict[str, Any]


def rows(summary: Summary) -> list[Row]:
    """One flat row for each scenario and potentials level; what is not known or not meaningful is empty."""
    told = [
        record(summary, name, level) for name, policy in summary["scenarios"].items() for level in policy["potentials"]
    ]
    # What is known at one level alone has its keys there.
    whole = record(summary, next(iter(summary["scenarios"])), summary["potentials"])
    columns = [place for place in places(whole) if place.column.files]
    return [{place.name: at(each, place.path) for place in columns} for each in told]


def record(summary: Summary, scenario: str, level: str) -> Row:
    """What is told of a scenario at a potentials level.

    Money and the forced variant are known at the summary's own level alone, and stand on that level's row.
    """
    policy = summary["scenarios"][scenario]
    money = {key: policy[key] for key in ("cost_mdkk", "cost_per_fte")} | {"money": summary["money"][scenario]}
    told = {"scenario": scenario, "potentials": level, "draws": summary["draws"], **policy["potentials"][level]}
    forced = {"forced": summary["forced"][scenario]} if "forced" in summary else {}
    return told | (money | forced if level == summary["potentials"] else {})


def write_csv(path: Path, summary: Summary) -> None:
    """The table as CSV in UTF-8."""
    table = rows(summary)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(inert_row(row) for row in (table[0], *(row.values() for row in table)))


def write_xlsx(path: Path, summary: Summary, scenarios: Iterable[Any], run: Mapping[str, Any]) -> None:
    """The table as a workbook with sheets ``table``, ``definitions``, ``sources`` and ``seed``."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = {
        "table": rows(summary),
        "definitions": definition_rows(summary),
        "sources": source_rows(scenarios),
        "seed": [{"name": name, "value": value} for name, value in seed_rows(summary, run)],
    }
    for name, table in sheets.items():
        _fill(book.create_sheet(name), table)
    book.save(path)


def definition_rows(summary: Summary) -> list[Row]:
    """Every counting: its settings, and P(target) and median FTE of each scenario."""
    told = []
    for counting in summary["definitions"]:
        row: Row = {
            "counting": counting["name"],
            "title_en": counting["title"]["en"],
            "title_da": counting["title"]["da"],
        }
        row |= counting["target"] or {}
        for name, found in counting["scenarios"].items():
            row |= {f"{name} p_target": found["p_target"], f"{name} fte_p50": found["fte_p50"]}
        told.append(row | {"not_available": counting.get("not_available")})
    return told


def source_rows(scenarios: Iterable[Any]) -> list[Row]:
    """Where scenarios and parameters come from."""
    told: list[Row] = [
        {"kind": "scenario", "name": scenario.name, "source": source}
        for scenario in scenarios
        for source in scenario.sources
    ]
    return told + [
        {
            "kind": "parameter",
            "name": parameter.name,
            "source": parameter.source,
            "grade": parameter.grade,
            "unit": parameter.unit,
            "value": parameter.default,
            "low": parameter.low,
            "high": parameter.high,
        }
        for parameter in registry().values()
    ]


def seed_rows(summary: Summary, run: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What is needed to make the same forecast again."""
    told = [(name, summary[name]) for name in ("seed", "draws", "replicates", "failed", "format")]
    told += [(f"target {name}", value) for name, value in summary["target"].items()]
    told += [(name, run[name]) for name in ("command", "commit") if name in run]
    told += [(f"version {name}", value) for name, value in run.get("versions", {}).items()]
    digests = run.get("digests", {})
    told += [(f"digest {name}", value) for name, value in digests.get("scenarios", {}).items()]
    return [*told, *([("digest evidence", digests["evidence"])] if "evidence" in digests else [])]


def cell_of(value: Any) -> Any:
    """A value as a workbook can hold it: results of elsewhere may bring characters that none can."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, float) and not math.isfinite(value):
        return None
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def as_text(cell: Any) -> None:
    """Have a text stay a text, also when somebody edits the cell: one that begins with = is no formula."""
    if isinstance(cell.value, str):
        cell.data_type, cell.quotePrefix = "s", runs(cell.value)


def _fill(sheet: Any, table: list[Row]) -> None:
    from openpyxl.styles import Font

    names = list(dict.fromkeys(name for row in table for name in row))
    sheet.append(names)
    for row in table:
        sheet.append([cell_of(row.get(name)) for name in names])
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        as_text(cell)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
