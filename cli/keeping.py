"""Where an analysis keeps its runs until it is finished, and the files that it then leaves: Dataset, table, figure."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from samspil.reports.sheet_numbers import Sheet

from .session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from samspil.experiments.kept import Kept


def answers_in(to: Path, name: str, is_replaced: bool) -> Kept:
    """Where the runs of the analysis `name` are kept until it is finished.

    Raises:
        UserError: it is there already, or the folder cannot be written; before anything is run.
    """
    from samspil.experiments.kept import Kept
    from samspil.model.errors import UserError
    from samspil.model.messages import say
    from samspil.runs.files import writing

    if not is_replaced and (to / f"{name}.nc").exists():
        raise UserError(say("analysis-is-there", path=to / f"{name}.nc", folder=to))
    with writing(to):
        to.mkdir(parents=True, exist_ok=True)
    return Kept(to / f"{name}.jsonl")


def free(to: Path | None, name: str, is_replaced: bool) -> None:
    """Refuse a folder that holds the analysis `name` already, before anything is run; its runs are not kept.

    Raises:
        UserError: it does, or the folder cannot be written.
    """
    if to is not None:
        answers_in(to, name, is_replaced)


def write(
    session: Session, place: tuple[Path, str, Kept | None], found: xr.Dataset, sheet: Sheet, infos: Mapping[str, Any]
) -> None:
    """Write figure, table and Dataset of an analysis that is held against current policy."""
    from samspil.reports import write_decision
    from samspil.scenarios import load

    to, name, _ = place
    baseline = load(found.attrs["baseline"])
    write_decision(to, found, name, {baseline.name: baseline, **infos}, session.language)
    finish(session, place, found, sheet)


def finish(session: Session, place: tuple[Path, str, Kept | None], found: xr.Dataset, sheet: Sheet) -> None:
    """Write table and Dataset of an analysis, the Dataset last; what was kept of it is not needed any more."""
    from samspil.runs import netcdf

    to, name, answers = place
    write_sheet(to / f"{name}.csv", sheet)
    netcdf.write(found, to / f"{name}.nc")
    if answers is not None:
        answers.path.unlink(missing_ok=True)
    session.note(session.say("written", path=to))


def write_sheet(path: Path, sheet: Sheet) -> None:
    """A table as plain CSV: commas, decimal points, nothing where nothing is known, and all figures: for programs."""
    from samspil.runs.files import write_whole
    from samspil.runs.inert import inert_row

    def fill(fresh: Path) -> None:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            rows = [["" if cell is None or cell != cell else cell for cell in row] for row in sheet[1]]
            csv.writer(file, lineterminator="\n").writerows(inert_row(row) for row in [sheet[0], *rows])

    write_whole(path, fill)
