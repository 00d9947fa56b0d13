"""`samspil estimate`: cost and precision of a forecast before it is run."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from .. import completing
from ..command import command
from ..options import Runs
from ..progress import time_left
from ..session import Session

MEGABYTE = 1e6


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "estimate")(estimate)


def estimate(
    session: Session,
    runs: Runs,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...",
            autocompletion=completing.scenarios,
            help="Names or files; the headline set if none.",
        ),
    ] = None,
) -> None:
    """How long a forecast takes, how much it writes, and how sharp its probabilities will be."""
    from samspil.model.potentials import LEVELS
    from samspil.runs import estimate as make
    from samspil.scenarios import headline

    draws, replicates = runs.size()
    asked = [runs.scenario(reference) for reference in scenarios or headline()]
    levels = list(LEVELS) if runs.potentials is None else [runs.potentials.value]
    session.note(session.say("estimate.timing"))
    found = make(asked, draws, replicates, runs.seed, runs.threads, levels)
    if session.as_json:
        session.emit(asdict(found))
    else:
        _print(session, found, draws)


def _print(session: Session, found: Any, draws: int) -> None:
    from samspil.reports.words import words

    number = words(session.language).numbers
    values = {
        "runs": number.plain(found.runs),
        "each": number.figures(1000 * found.seconds_per_run),
        "time": time_left(session, found.seconds),
        "size": number.amount(found.bytes / MEGABYTE),
        "draws": number.plain(draws),
        "upper": number.bound(found.upper_if_none),
    }
    for line in ("cost", "alone", "disk", "none"):
        session.result(session.say(f"estimate.{line}", **values))
    heads = [session.say("head.probability"), session.say("head.error")]
    rows = [[number.percent(p), f"± {number.plain(100 * error, 1)}"] for p, error in found.standard_error.items()]
    session.table(heads, rows, frozenset())
