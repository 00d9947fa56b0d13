"""`samspil explain`: where a number of the report comes from."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..caveats import outdated, there
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
        str | None,
        typer.Argument(
            metavar="[ID]", help="Id of a number in the report, or the number as it is printed; all of them if none."
        ),
    ] = None,
    results: Annotated[Path, typer.Option("--from", metavar="RESULTS", help="Folder of a finished forecast.")] = FOLDER,
    given: With = None,
) -> None:
    """Where a number of the report comes from: what it means, the runs and the query behind it, and what it assumes.

    Without an ID, every number of the first page and of the tables with its id; in the HTML page a number shows its id
    where it is pointed at. With a number as it is printed, those that are printed so. Give --with as the report was
    given it.
    """
    there(results)
    if name is not None:
        _check(name)
    from samspil.experiments import read_forecast
    from samspil.reports.document.brought import brought
    from samspil.reports.document.explaining import Explained, explained, listed
    from samspil.reports.document.given import Given
    from samspil.reports.printed import is_printed
    from samspil.reports.view import view

    found = read_forecast(results)
    outdated(session, results)
    shown = view(found.results, found.summary, session.language, found.scenarios)
    beside = Given(
        brought=brought(given or [], found.summary["target"], found.summary["potentials"]), run=found.run or {}
    )
    rows = listed(shown, beside) if name is None or is_printed(name) else []
    if name is not None and rows:
        rows = _printed(rows, name, shown)
        name = rows[0][0] if len(rows) == 1 else None
    if name is None:
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


def _check(name: str) -> None:
    """Refuse what no number can be called, before a forecast is read, which takes seconds.

    Raises:
        UserError: it is neither a possible id nor a number as it is printed.
    """
    from samspil.model.errors import UserError
    from samspil.model.messages import say
    from samspil.model.problems import nearest
    from samspil.reports.document.listed_facts import may_be_an_id, table
    from samspil.reports.printed import is_printed

    if not is_printed(name) and not may_be_an_id(name):
        raise UserError(say("number-unknown", id=name, near=nearest(name, table()) or "target"))


def _printed(rows: list[Any], number: str, shown: Any) -> list[Any]:
    """The numbers of the report that are printed so.

    Raises:
        UserError: there is none.
    """
    from samspil.model.errors import UserError
    from samspil.model.messages import say
    from samspil.reports.printed import printed

    found = printed(rows, number, shown.words)
    if not found:
        raise UserError(say("number-not-printed", number=number))
    return found


def _print(session: Session, told: Any) -> None:
    session.result(told.head)
    for title, text in told.lines:
        session.result(f"  {title}: {text}")
