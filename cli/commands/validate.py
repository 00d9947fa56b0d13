"""`samspil validate`: roll-outs of the past, replayed and held against what was counted."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from ..command import command
from ..options import Seed
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "validate")(validate)


def validate(
    session: Session,
    draws: Annotated[int, typer.Option("--draws", min=1, help="Draws of the uncertain numbers.")] = 100,
    replicates: Annotated[int, typer.Option("--replicates", min=1, help="Runs of each draw.")] = 4,
    seed: Seed = 1,
) -> None:
    """Replay roll-outs of the past with the rules of the forecast, and hold them against what was counted.

    Each line is one observation, with the range that nine of ten replayed runs lie in.
    """
    from samspil.calibration import validate as check

    checks = check(draws, replicates, seed)
    if session.as_json:
        session.emit([{**asdict(each), "inside": each.inside} for each in checks])
        return
    heads = [session.say(f"head.{name}") for name in ("episode", "month", "observed", "median", "range", "inside")]
    session.table(heads, [_row(session, each) for each in checks], frozenset({0, 1, 5}))
    session.result()
    number = sum(each.inside for each in checks)
    session.result(session.say("validate.sum", number=number, of=len(checks)))


def _row(session: Session, check: Any) -> list[str]:
    from samspil.reports.words import words

    episode, note = check.title[session.language], check.note[session.language]
    inside = session.say("yes" if check.inside else "no")
    numbers = words(session.language).numbers
    digits = 0 if check.observed >= 2.0 else 2
    observed, median, low, high = (
        numbers.plain(value, digits) for value in (check.observed, check.median, check.low, check.high)
    )
    return [f"{episode}: {note}", check.month, observed, median, f"{low}–{high}", inside]
