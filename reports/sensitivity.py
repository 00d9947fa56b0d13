"""Writes the figures and the table of a sensitivity analysis."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import xarray as xr

from samspil.experiments import reading
from samspil.experiments.records import Summary
from samspil.runs.files import write_whole
from samspil.runs.inert import inert_row

from .figures.sensitivity import sensitivity, years
from .ranking import title
from .style import save
from .view import view
from .words import words

TABLE = "sensitivity.csv"


def write_sensitivity(
    folder: Path, found: xr.Dataset, scenarios_info: Mapping[str, Any] | None = None, lang: str = "en"
) -> list[Path]:
    """Draw the indices of `samspil sensitivity` as sensitivity.png and .svg in `folder`, over time as
    sensitivity-years.png and .svg, and write all of them to sensitivity.csv.

    Args:
        folder: where to write.
        found: what `samspil.experiments.sensitivity` or `drivers` gives: dims outcome and parameter or kept.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        lang: `en` or `da`.

    Example:
        >>> found = sensitivity("current-policy", "pawn", size=60)
        >>> paths = write_sensitivity(Path("."), found)
    """
    shown = view(found, cast(Summary, {}), lang, scenarios_info)
    figures = save(sensitivity(found, shown), Path(folder), "sensitivity")
    if reading.ranked(found, str(found["outcome"].values[0])):
        figures += save(years(found, shown), Path(folder), "sensitivity-years")
    table = Path(folder) / TABLE
    write_whole(table, lambda path: path.write_text(as_csv(found, lang), encoding="utf-8"))
    return [*figures, table]


def as_csv(found: xr.Dataset, lang: str = "en") -> str:
    """Every index of every outcome, a row each: id as `--set` takes it, title, outcome, the indices as they are named
    in the Dataset, and whether it is told from noise."""
    shown, say = reading.indices_of(found), words(lang)
    names = [str(each) for each in found.data_vars if found[each].dims == ("outcome", shown.dim)]
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["id", "title", "outcome", *names])
    for outcome in map(str, found["outcome"].values):
        for label in map(str, found[shown.dim].values):
            at = found[names].sel({"outcome": outcome, shown.dim: label})
            told = inert_row([reading.identity(label), title(label, say), outcome])
            write.writerow([*told, *(float(at[name]) for name in names)])
    return text.getvalue()
