"""The table of a forecast as CSV that a Danish Excel opens as it stands: semicolons, decimal commas, Danish heads."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from samspil.experiments.columns import Place
from samspil.experiments.tables import rows
from samspil.runs.files import write_whole
from samspil.runs.inert import inert, inert_row

from .columns import in_files, text
from .view import View
from .wording import unit_words

FORM = "excel-da"
MARK = "\ufeff"  # by this Excel knows UTF-8
# Units of columns that hold no numbers.
UNSAID = ("name", "level", "month")


def excel_da(heads: Sequence[str], table: Sequence[Sequence[Any]]) -> str:
    """A table as CSV for a Danish Excel; what is None is empty."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        [inert_row(heads), *([_cell(inert(each)) for each in row] for row in table)]
    )
    return MARK + written.getvalue()


def write(folder: Path, view: View) -> Path:
    """Write the table of the forecast in `folder` as CSV for a Danish Excel, beside `table.csv`."""
    table = [{**row, "potentials": view.words.named("level", row["potentials"])} for row in rows(view.summary)]
    content = excel_da(titles(view), [list(row.values()) for row in table])
    path = folder / f"table.{FORM}.csv"
    write_whole(path, lambda fresh: fresh.write_text(content, encoding="utf-8", newline=""))
    return path


def titles(view: View) -> list[str]:
    """A title in the language for each column of the files; one that several have is told with the column's name."""
    places = in_files(view)
    told = [text(view, place, "title") for place in places]
    several = Counter(told)
    titled = [_titled(place, title, several[title] > 1) for place, title in zip(places, told, strict=True)]
    return [_with_unit(view, place, title) for place, title in zip(places, titled, strict=True)]


def _with_unit(view: View, place: Place, title: str) -> str:
    """A title and the unit of its numbers, where the title does not say it."""
    unit = unit_words(place.column.unit, view.words)
    said = place.column.unit in UNSAID or unit.lower() in title.lower()
    return title if said else f"{title} ({unit})"


def _titled(place: Place, title: str, is_doubtful: bool) -> str:
    return f"{title} ({place.name})" if is_doubtful or not title else title


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).replace(".", ",") if value == value else ""
    return str(value)
