"""`samspil app`: the live page."""

from typing import Annotated

import typer

from ..command import command
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "app")(live)


def live(
    session: Session,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 for a free one.")] = 8765,
) -> None:
    """The live page: move levers and numbers, and the forecast answers while you look. Needs the extra `app`.

    Only this machine can open it unless --host says otherwise: who can reach it can run simulations here and write
    reports. Nothing is loaded from any other host. Ctrl-C ends it.
    """
    from samspil.reports.app.serving import serve

    serve(host, port, session.language, lambda address: session.note(session.say("app.serving", address=address)))
