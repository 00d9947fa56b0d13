"""`samspil estimate`: cost and precision of a forecast before it is run, and precision of a finished one."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..asked import note_remarks
from ..caveats import few_draws, outdated
from ..command import command
from ..options import Runs, Until
from ..progress import time_left
from ..session import Session

if TYPE_CHECKING:
    from samspil.experiments.prospect import Job, Prospect, Width

MEGABYTE = 1e6


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "estimate")(estimate)


def estimate(
    session: Session,
    runs: Runs,
    until: Until,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...",
            autocompletion=completing.scenarios,
            help="Names or files, the headline set if none; or the folder of a finished forecast.",
        ),
    ] = None,
    side_tests: Annotated[
        bool, typer.Option("--side-tests/--no-side-tests", help="Also test mechanisms, and what it would take.")
    ] = True,
) -> None:
    """How long a forecast takes with all of its runs, how much it writes, and how sharp it will be.

    A small pilot tells the time of a run and how much policies vary. With --precision or --minutes, how many draws that
    takes or allows.

    Of the folder of a finished forecast: the simulation error of what is told, and how many draws more would halve it.
    Nothing is run.
    """
    if scenarios and any(Path(each).is_dir() for each in scenarios):
        _finished(session, runs, until, scenarios)
        return
    note_remarks(session, [runs.scenario(reference) for reference in scenarios or ()])
    from samspil.experiments.prospect import foresee

    until.checked(runs)
    session.note(session.say("estimate.timing"))
    draws = None if until.checked(runs) else runs.size()[0]
    replicates = runs.replicates if until.checked(runs) else runs.size()[1]
    found = foresee(job_of(runs, scenarios, side_tests), draws, replicates, until.precision, until.minutes)
    if session.as_json:
        session.emit({**asdict(found), "runs_in_all": sum(found.runs.values())})
    else:
        tell(session, found, session.result)


def _finished(session: Session, runs: Runs, until: Until, given: list[str]) -> None:
    """How sharp a finished forecast is.

    Raises:
        UserError: more than one is given, or what only runs could tell is asked for.
    """
    from samspil.experiments.sharpness import halving, sharpness
    from samspil.model.errors import UserError
    from samspil.model.messages import say
    from samspil.runs import open_results

    runs.none()
    if len(given) > 1 or until.precision is not None or until.minutes is not None:
        raise UserError(say("one-finished-forecast"))
    outdated(session, Path(given[0]))
    with open_results(given[0]) as ds:
        found, draws = sharpness(ds), int(ds.sizes["draw"])
    if session.as_json:
        session.emit({"draws": draws, "halved_by": halving(draws), "numbers": [asdict(each) for each in found]})
        return
    from samspil.reports import sharp
    from samspil.reports.words import words

    spoken = words(session.language)
    for line in sharp.sentences(found, draws, halving(draws), spoken):
        session.result(line)
    few_draws(session, draws, session.result)
    session.result()
    session.table(*sharp.table(found, spoken), frozenset({0}))
    session.result()
    session.result(spoken("sharp.how_to_read"))


def job_of(runs: Runs, scenarios: list[str] | None, side_tests: bool) -> "Job":
    """The forecast whose size is to be found."""
    from samspil.experiments.prospect import Job
    from samspil.model.potentials import LEVELS
    from samspil.scenarios import headline

    known = [runs.scenario(reference) for reference in scenarios or headline()]
    levels = list(LEVELS) if runs.potentials is None else [runs.potentials.value]
    return Job({scenario.name: scenario for scenario in known}, runs.draw, levels, side_tests, runs.asking())


def tell(session: Session, found: "Prospect", say: Any) -> None:
    """Time, size and precision that are foreseen."""
    from samspil.reports.words import words

    number = words(session.language).numbers
    beside = sum(found.runs.values()) - found.runs["ensemble"]
    values = {
        "runs": number.plain(sum(found.runs.values())),
        "ensemble": number.plain(found.runs["ensemble"]),
        "beside": number.plain(beside),
        "each": number.figures(1000 * found.seconds_per_run),
        "time": time_left(session, found.seconds),
        "size": number.amount(found.bytes / MEGABYTE),
        "draws": number.plain(found.draws),
        "replicates": number.plain(found.replicates),
        "upper": number.bound(found.upper_if_none),
        "precision": number.percent(found.precision),
    }
    lines = ["size", "cost", "alone", "disk", "none"]
    if found.precision is not None:
        lines.append("cut" if found.is_cut else "precise")
    for line in lines:
        say(session.say(f"estimate.{line}", **values))
    few_draws(session, found.draws, say)
    for name, width in found.widths.items():
        say(f"  {width_line(session, name, width)}")


def width_line(session: Session, name: str, width: "Width") -> str:
    """How wide the intervals of one policy are, to either side."""
    from samspil.reports.words import words

    number = words(session.language).numbers
    told = {"fte": number.amount(width.fte), "relative": number.percent(width.relative), "p": number.percent(width.p)}
    return session.say("estimate.width", name=name, **told)
