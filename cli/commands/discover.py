"""`samspil discover`: what it takes to reach a level by a date."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..command import command, kept
from ..options import Folder, Replace, Runs
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

NAME = "discover"
FILE = f"{NAME}.nc"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "discover")(discover)


def discover(
    session: Session,
    runs: Runs,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", autocompletion=completing.scenarios, help="A name, a file or a composition (a+b)."
        ),
    ],
    fte: Annotated[float, typer.Option("--level", metavar="FTE", help="Freed FTE to be reached.")],
    by: Annotated[str, typer.Option("--by", metavar="YYYY-MM", help="Month by which.")] = "2030-12",
    probability: Annotated[
        float, typer.Option("--probability", metavar="P", help="How likely it should be, between 0 and 1.")
    ] = 0.5,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """What it takes to reach a level: boxes of runs that do, and a small change from today, confirmed by runs.

    Levers are set, outcomes are conditioned on, and each sentence says which. --draws is the number of runs to learn
    from. With --to, runs are kept as they go: stopped and given again, the same command goes on.
    """
    from samspil.experiments import discover as make
    from samspil.experiments.discovery.discover import check, expected_runs
    from samspil.experiments.tell import Phase

    from ..keeping import answers_in

    check(fte, by, probability)
    asked, answers = runs.scenario(scenario), None if to is None else answers_in(to, NAME, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase("discover", tell, expected_runs(runs.draws))
            asking = runs.asking(report, answers)
            found = make(asked, fte, by, probability, runs.draws, asking)
        if to is not None and answers is not None:
            _write(session, found, asked, to)
            answers.path.unlink(missing_ok=True)
    if session.as_json:
        session.emit(found.to_dict())
    else:
        _print(session, found)


def _write(session: Session, found: "xr.Dataset", scenario: Any, to: "Path") -> None:
    from samspil.reports.discovery import write_discovery
    from samspil.runs.files import write_whole

    write_discovery(to, found, {scenario.name: scenario}, session.language)
    write_whole(to / FILE, lambda path: found.to_netcdf(path))
    session.note(session.say("written", path=to))


def _print(session: Session, found: "xr.Dataset") -> None:
    from samspil.reports.takes import sentences

    for line in sentences(found, session.language):
        session.result(line)
        session.result()
