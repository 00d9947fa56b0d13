"""`samspil publish`: freeze a finished forecast."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ..command import command
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "publish")(publish)


def publish(
    session: Session,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="Folder of a finished forecast.")],
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Name of the record; the day of the forecast if none.")
    ] = None,
    ledger: Annotated[Path, typer.Option("--ledger", metavar="DIR", help="Folder of frozen forecasts.")] = Path(
        "ledger"
    ),
) -> None:
    """Freeze what a forecast says of each December, with its digest, for samspil score to hold against what comes.

    A frozen forecast is never written anew. Tell its digest where you publish it: that is what can be checked later.

    Beside it, in model-output, lies the table that forecast hubs take (hubverse), as CSV and Parquet.
    """
    from samspil.experiments.folder import read_run
    from samspil.experiments.publishing import digest_of
    from samspil.experiments.publishing import publish as freeze

    path = freeze(results, ledger, name or read_run(results)["made"][:10])
    record = json.loads(path.read_text(encoding="utf-8"))
    digest, table = digest_of(record), str(ledger / record["model_output"]["file"])
    if session.as_json:
        session.emit({"path": str(path), "digest": digest, "model_output": table})
        return
    session.result(session.say("publish.frozen", path=path, digest=digest))
    session.result(session.say("publish.table", table=table))
