"""`samspil report`: the report of a finished forecast, written again."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..caveats import outdated, say_outdated, there
from ..command import command
from ..session import Session
from .forecast import FOLDER


class Format(StrEnum):
    """What a report is written as."""

    html = "html"
    pdf = "pdf"
    all = "all"


With = Annotated[
    list[Path] | None,
    typer.Option(
        "--with", metavar="DIR", help="Folder of further results: plan, attribute, rank, signposts, discover."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "report")(report)


def report(
    session: Session,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="Folder of a finished forecast.")] = FOLDER,
    given: With = None,
    form: Annotated[Format, typer.Option("--format", help="What is written.")] = Format.all,
    brief: Annotated[bool, typer.Option("--brief", help="Also a short version of two pages, as a PDF.")] = False,
) -> None:
    """Write the report of a finished forecast into its folder, in both languages unless --lang names one.

    Nothing is run. What --with brings is told in it: what to decide, what it takes, what to watch; without it the
    report says what it cannot say.
    """
    there(results)
    from samspil.experiments import folder, read_forecast
    from samspil.experiments.stale import stale_analysis
    from samspil.reports import write_report
    from samspil.reports.document.brought import brought
    from samspil.runs.files import writing

    found = read_forecast(results)
    further = brought(given or [], found.summary["target"], found.summary["potentials"])
    outdated(session, results)
    for name, each in further.items():
        say_outdated(session, Path(f"{name}.nc"), stale_analysis(each.attrs))
    if not further:
        session.note(session.say("report.without"))
    session.note(session.say("forecast.drawing"))
    with writing(results):
        folder.forget(results)
        written = write_report(
            results,
            found.results,
            found.summary,
            found.scenarios,
            found.run,
            None if session.lang is None else session.lang.value,
            ("html", "pdf") if form is Format.all else (form.value,),
            brief,
            further,
        )
        folder.renew(results, written)
    pages = [path for path in written if path.suffix in (".html", ".pdf")]
    if session.as_json:
        session.emit([str(path) for path in pages])
    for path in pages if not session.as_json else []:
        session.result(str(path))
