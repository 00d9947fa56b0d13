"""`samspil kpi`: a real partnership's figures in the simulated bands, and whether KPIs lead impact at all."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samspil.model.messages import say

from ..command import command, kept
from ..options import Folder, Replace, Runs, Sheet
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr

    from samspil.experiments import Asking
    from samspil.experiments.foretelling.bands import Bands
    from samspil.experiments.foretelling.placing import Told
    from samspil.experiments.kept import Kept

SCENARIO = "current-policy"
NAME = "leading"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "kpi")(kpi)


def kpi(
    session: Session,
    runs: Runs,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.csv", help="File with the figures of one or more partnerships.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Print a file to start from.")] = False,
    test: Annotated[bool, typer.Option("--test", help="Test whether KPIs lead impact in the simulation.")] = False,
    sheet: Annotated[Sheet | None, typer.Option("--csv", help="--new for a Danish Excel.")] = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """A real partnership's figures beside simulated partnerships of its kind, need and age: weakest link, and the
    action that helps most.

    --new prints a file to start from; a Danish Excel's file (semicolons, decimal commas) is read as well. --test asks
    whether KPIs at 12 months lead use at 36 months and FTE at 60 at all. --draws places against so many new runs
    instead of the bands that come with Samspil.
    """
    from samspil.model.errors import UserError

    if (file is not None) + new + test != 1:
        raise UserError(say("kpi-file-new-or-test"))
    if new:
        runs.none()
        from samspil.experiments.foretelling.file import example

        sys.stdout.write(example(sheet is not None))
        return
    runs.once()
    if test:
        _test(session, runs, to, replace)
    elif file is not None:
        _place(session, runs, file, to)


def _asking(session: Session, runs: Runs, tell: object, total: int, answers: "Kept | None" = None) -> "Asking":
    from samspil.experiments.tell import Phase

    report = Phase("kpi", tell, total)  # type: ignore[arg-type]
    return runs.asking(report, answers)


def _test(session: Session, runs: Runs, to: Path | None, replace: bool) -> None:
    from samspil.experiments import leading, settings
    from samspil.reports.kpis import leading_sentences, write_leading

    from ..keeping import answers_in, finish

    number = runs.draws or settings.count("kpi_runs")
    answers = None if to is None else answers_in(to, NAME, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            found = leading(runs.scenario(SCENARIO), number, _asking(session, runs, tell, number, answers))
        if to is not None and answers is not None:
            write_leading(to, found, session.language)
            finish(session, (to, NAME, answers), found, _sheet(found))
    if session.as_json:
        session.emit(found.to_dict())
        return
    for line in leading_sentences(found, session.language):
        session.result(line)


def _sheet(found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """A row for each outcome and KPI: what KPIs gain of the outcome, and what is lost without this one."""
    models, own, by_kpi = found["model"].values.tolist(), ["gain", "gain_se", "lead"], ["loss", "loss_se"]
    rows = []
    for outcome in found["outcome"].values:
        one = found.sel(outcome=outcome)
        first = [str(outcome), *one["mark"].values.tolist(), *(one[name].item() for name in own)]
        for name in found["indicator"].values:
            rows.append([*first, str(name), *(one[each].sel(indicator=name).item() for each in by_kpi)])
    return ["outcome", *models, *own, "indicator", *by_kpi], rows


def _place(session: Session, runs: Runs, file: Path, to: Path | None) -> None:
    from samspil.experiments.foretelling.actions import shipped_actions
    from samspil.experiments.foretelling.file import read
    from samspil.experiments.foretelling.placing import dataset, placed
    from samspil.reports.kpis import write_placed

    rows = read(file)
    found = placed(rows, _bands(session, runs), shipped_actions())
    if to is not None:
        write_placed(to, found, session.language)
        session.note(session.say("written", path=to))
    if session.as_json:
        session.emit(dataset(found).to_dict())
    else:
        _print(session, found, runs.draws is None)


def _bands(session: Session, runs: Runs) -> "Bands":
    """The shipped bands; those of new runs where a number of them is given."""
    from samspil.experiments.foretelling.bands import banded, shipped
    from samspil.experiments.foretelling.following import followed

    if runs.draws is None:
        return shipped()
    with told(session) as tell:
        asking = _asking(session, runs, tell, runs.draws)
        return banded(followed(runs.scenario(SCENARIO), runs.drawn(), asking))


def _print(session: Session, found: list["Told"], is_shipped: bool) -> None:
    from samspil.reports.kpis import basis, head, heads, rows, sentences

    for each in found:
        session.result(head(each, session.language))
        if each.placed:
            session.table(heads(session.language), rows(each, session.language), frozenset({0, 5}))
        for line in sentences(each, session.language):
            session.result(line)
        session.result()
    for line in basis(session.language) if is_shipped else []:
        session.result(line)
