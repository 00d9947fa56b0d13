"""The command line as a whole."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .command import FAILED
from .commands import app as live
from .commands import (
    attribute,
    calibrate,
    challenge,
    changes,
    compare,
    discover,
    estimate,
    evidence,
    explain,
    explore,
    forecast,
    kpi,
    plan,
    populations,
    publish,
    rank,
    report,
    run,
    scenarios,
    score,
    sensitivity,
    show,
    signposts,
    validate,
    verify,
)
from .session import Language, Session
from .spoken import spoken
from .texts import text
from .usage import Commands

HELP = """How many full-time equivalents can labour-freeing solutions free in Danish health and care, under which
collaboration policy?

Start with `samspil forecast`. Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed or
stopped while running, 2 wrong input."""

app = typer.Typer(
    name="samspil",
    cls=Commands,
    help=HELP,
    no_args_is_help=True,
    # Plain help and plain errors: one line each, and no library to load for them.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (
    forecast,
    run,
    scenarios,
    populations,
    compare,
    rank,
    attribute,
    plan,
    challenge,
    explore,
    show,
    evidence,
    sensitivity,
    discover,
    signposts,
    kpi,
    calibrate,
    validate,
    publish,
    changes,
    score,
    verify,
    estimate,
    report,
    explain,
    live,
):
    part.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        from samspil.runs.provenance import version

        print(f"samspil {version()}")
        raise typer.Exit


@app.callback()
def before(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result and errors.")] = False,
    lang: Annotated[Language | None, typer.Option("--lang", help="Language of tables and messages.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that may stand before the command's name too."""
    context.obj = Session(as_json, quiet, lang, debug)


def start() -> None:
    """Run the command line; never returns."""
    try:
        app()
    except KeyboardInterrupt:
        # Ctrl-C before a command had begun, while its modules were loading.
        print(f"samspil: {text('stopped', spoken(sys.argv[1:]))}", file=sys.stderr)
        sys.exit(FAILED)
