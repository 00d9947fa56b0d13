"""`samspil explain`: where a number of the report comes from."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..caveats import outdated
from ..command import command
from ..session import Session
from .forecast import FOLDER
from .report import With


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "explain")(explain)


def explain(
    session: Session,
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Id of a number in the report; all of them if none.")
    ] = None,
    results: Annotated[Path, typer.Option("--from", metavar="RESULTS", help="Folder of a finished forecast.")] = FOLDER,
    given: With = None,
) -> None:
    """Where a number of the report comes from: what it means, the runs and the query behind it, and what it assumes.

    Without an ID, every number of the first page and of the tables with its id; in the HTML page a number shows its id
    where it is pointed at. Give --with as the report was given it.
    """
    from samspil.experiments import read_forecast
    from samspil.reports.document.brought import brought
    from samspil.reports.document.explaining import Explained, explained, listed
    from samspil.reports.document.given import Given
    from samspil.reports.view import view

    found = read_forecast(results)
    outdated(session, results)
    shown = view(found.results, found.summary, session.language, found.scenarios)
    beside = Given(
        brought=brought(given or [], found.summary["target"], found.summary["potentials"]), run=found.run or {}
    )
    if name is None:
        rows = listed(shown, beside)
        if session.as_json:
            session.emit([{"id": each, "text": text, "meaning": meaning} for each, text, meaning in rows])
        else:
            heads = [session.say(f"head.{key}") for key in ("id", "number", "meaning")]
            session.table(heads, [list(row) for row in rows], frozenset({0, 2}))
        return
    told: Explained = explained(shown, name, beside)
    if session.as_json:
        session.emit(told.plain())
    else:
        _print(session, told)


def _print(session: Session, told: Any) -> None:
    session.result(told.head)
    for title, text in told.lines:
        session.result(f"  {title}: {text}")
