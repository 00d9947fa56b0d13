"""`samspil calibrate`: fit the parameters to the evidence."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..command import command, kept
from ..options import Replace, Seed
from ..progress import told
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "calibrate")(calibrate)


def calibrate(
    session: Session,
    runs: Annotated[int, typer.Option("--runs", min=1, help="Draws from the prior that are run.")] = 20000,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for runs and posterior.")] = Path(
        "results/calibration"
    ),
    seed: Seed = 1,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads; every core if not given.")] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence", metavar="PATH", help="Targets or roll-outs of your own: the shipped fit is weighed by them."
        ),
    ] = None,
    replace: Replace = False,
    stale_posterior: Annotated[
        bool,
        typer.Option("--stale-posterior", help="Weigh the shipped fit although something has changed since."),
    ] = False,
) -> None:
    """Fit the uncertain numbers to what was seen, and write the posterior.

    Draws from the prior are run until December 2027 under current policy, and through every roll-out of the past; what
    agrees with the targets is kept. Interrupted work goes on where it stopped. With --evidence nothing is fitted anew:
    the draws of the shipped posterior are weighed by what was seen besides, in seconds.
    """
    from samspil.calibration.calibrating import FILE
    from samspil.calibration.calibrating import calibrate as fit
    from samspil.calibration.reweighing import REWEIGHTED, reweigh
    from samspil.experiments.asking import all_cores
    from samspil.runs.files import not_there

    with kept("stopped.again", path=to), told(session) as tell:
        if not replace:
            not_there(to / (FILE if evidence is None else REWEIGHTED))
        if evidence is None:
            found = fit(to, runs, seed, workers or all_cores(), tell)
        else:
            found = reweigh(to, evidence, workers or all_cores(), stale_posterior, tell)
    if session.as_json:
        session.emit(found)
        return
    _print(session, found)


def _range(session: Session, values: list[float | None]) -> str:
    from samspil.reports.words import words

    low, _, high = values
    if low is None:
        return "–"
    numbers = words(session.language).numbers
    between = "–" if low >= 0 else f" {session.say('to')} "
    return between.join(numbers.figures(value) for value in (low, high))


def _print(session: Session, found: dict[str, Any]) -> None:
    from samspil.model.parameters import registry
    from samspil.reports.wording import unit_words
    from samspil.reports.words import words

    spoken = words(session.language)
    numbers = spoken.numbers
    heads = [session.say(f"head.{name}") for name in ("target", "observed", "prior", "posterior", "inside")]
    rows = [
        [
            each["title"][session.language] + (f" ({each['period']})" if "/" in each["name"] else ""),
            numbers.figures(each["observed"]),
            _range(session, each["prior"]),
            _range(session, each["posterior"]),
            session.say("yes" if each["inside"] else "no"),
        ]
        for each in found["targets"]
    ]
    session.table(heads, rows, frozenset({0, 4}))
    session.result()
    session.result(session.say("calibrate.inside"))
    session.result()
    heads = [session.say(f"head.{name}") for name in ("parameter", "title", "prior", "posterior", "shrinkage", "shift")]
    rows = [
        [
            each["name"],
            getattr(registry()[each["name"]], f"title_{session.language}"),
            _range(session, each["before"]),
            _range(session, each["after"]),
            numbers.percent(max(each["shrinkage"], 0.0)),
            f"{numbers.figures(each['shift'], 2)} {unit_words(each['unit'], spoken)}",
        ]
        for each in found["parameters"]
    ]
    session.table(heads, rows, frozenset({0, 1, 5}))
    session.result()
    if found["evidence"] is not None:
        key = "calibrate.refit" if found["evidence"]["refit"] else "calibrate.reweighted"
        weighed = found["evidence"]
        counts = {"size": weighed["effective"], "enough": weighed["enough"], "draws": found["draws"]}
        session.result(session.say(key, **{name: numbers.plain(count) for name, count in counts.items()}))
    session.result(session.say("calibrate.written", path=found["path"]))
