"""`samspil changes`: what changed between two saved forecasts, and why."""

from pathlib import Path
from typing import Annotated

import typer

from ..command import command
from ..session import Session
from .score import OWN_LEDGER


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "changes")(changes)


def changes(
    session: Session,
    earlier: Annotated[
        str, typer.Argument(metavar="EARLIER", help="Name or file of a frozen forecast, or a folder of results.")
    ],
    later: Annotated[str, typer.Argument(metavar="LATER", help="The forecast that came after it, likewise.")],
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="DIR", help="Your own frozen forecasts.")] = None,
) -> None:
    """What changed from one saved forecast to another, and whether data, evidence, policy, model or chance made it.

    Where one of these alone differs, the difference is its doing. Where several do, they are named, and not told apart.
    Draws that both forecasts share are paired, so that chance is left out of them.
    """
    from samspil.experiments.causes import what_changed
    from samspil.experiments.saved import saved
    from samspil.reports import changing
    from samspil.reports.words import words

    own = OWN_LEDGER if ledger is None and OWN_LEDGER.is_dir() else ledger
    found = what_changed(saved(earlier, own), saved(later, own))
    if session.as_json:
        session.emit(found)
        return
    spoken = words(session.language)
    if found["changes"]:
        session.result(changing.sentence(found, spoken))
        session.result()
    for line in changing.differing(found, spoken):
        session.result(line)
    told = changing.table(found, spoken)
    session.result()
    session.table([*told.heads], [[row.head, *row.cells] for row in told.rows], frozenset({0, 1, 5}))
    session.result()
    session.result(spoken("changes.how_to_read"))
