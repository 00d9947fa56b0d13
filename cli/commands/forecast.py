"""`samspil forecast`: the main job."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..asked import said_of, tell_asked
from ..caveats import few_draws, warn_early
from ..command import command, kept
from ..options import CsvBeside, Replace, Runs, Until
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr

    from samspil.experiments import Forecast
    from samspil.experiments.place import Place
    from samspil.experiments.records import Summary
    from samspil.reports.view import View

FOLDER = Path("results/forecast")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "forecast")(forecast)


def forecast(
    session: Session,
    runs: Runs,
    until: Until,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...",
            autocompletion=completing.scenarios,
            help="Names, files or compositions (a+b); the headline set if none.",
        ),
    ] = None,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder to write.")] = FOLDER,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what is in the folder, or add draws or side tests to it.")
    ] = False,
    replace: Replace = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Go on likewise, and make runs that failed there again.")
    ] = False,
    sheet: CsvBeside = None,
    side_tests: Annotated[
        bool, typer.Option("--side-tests/--no-side-tests", help="Also test mechanisms, and what it would take.")
    ] = True,
) -> None:
    """How many FTE each policy frees, how likely the target is, and what it would take.

    Runs every scenario with the same draws and the same chance events at all three potentials levels, prints the
    table and writes results, summary, tables, figures and report to a folder; run.json comes last. A finished
    forecast of the same settings there is shown as it is, another one is left alone unless --replace is given, and
    stays until the new one is finished. With --resume, more --draws are added to those that are there. With
    --precision or --minutes, draws are added until that is reached; the result is that of as many --draws.
    """
    from samspil.experiments.elsewhere import refuse_others
    from samspil.scenarios import headline

    # What is wrong with them, or with the folder, is told before the engine is loaded, which takes seconds.
    named = [runs.scenario(reference) for reference in scenarios or headline()]
    if not replace:
        refuse_others(to, named)
    from samspil.experiments import forecast as make
    from samspil.model.potentials import LEVELS

    is_grown = until.checked(runs)
    if not is_grown:
        warn_early(session, runs.size()[0])
    with kept("stopped.resume", path=to), told(session) as tell:
        asked: dict[str, Any] = {
            "scenarios": scenarios or None,
            "replicates": runs.replicates,
            "seed": runs.seed,
            "workers": runs.cores,
            "scheduler": runs.scheduler,
            "potentials": LEVELS if runs.potentials is None else [runs.potentials.value],
            "to": to,
            "resume": resume,
            "replace": replace,
            "retry_failed": retry_failed,
            "changed": runs.changed or [],
            "command": shlex.join(["samspil", *sys.argv[1:]]),
            "progress": tell,
            "illustrate": _illustrate(session),
            "announce": lambda place: _announce(session, place),
        }
        if is_grown:
            found = _grown(session, runs, until, side_tests, asked)
        else:
            found = make(draws=runs.drawn(), side_tests=side_tests, **asked)
    if session.as_json:
        session.emit(found.summary)
    else:
        _print(session, found, runs.changed or [])
    if sheet is not None:
        session.note(session.say("written", path=_as_sheet(found, to)))
    if found.run is not None:
        session.note(session.say("forecast.finished", path=to, made=str(found.run["made"])[:10]))
    session.note(session.say("forecast.report", path=to / f"report.{session.language}.html"))


def _grown(session: Session, runs: Runs, until: Until, side_tests: bool, asked: dict[str, Any]) -> "Forecast":
    """The forecast with as many draws as are precise enough, or as there is time for; told as it grows."""
    from samspil.experiments.precise import Wish, forecast_until

    from .estimate import job_of, tell, width_line

    def measured(draws: int, widths: Mapping[str, Any]) -> None:
        session.note(session.say("forecast.batch", draws=draws))
        for name, width in widths.items():
            session.note(f"  {width_line(session, name, width)}")

    session.note(session.say("estimate.timing"))
    job = job_of(runs, asked["scenarios"], side_tests)
    wish = Wish(until.precision, until.minutes, lambda prospect: tell(session, prospect, session.note), measured)
    return forecast_until(job, wish, **asked)


def _as_sheet(found: "Forecast", to: Path) -> Path:
    """The table once more, for a Danish Excel."""
    from samspil.reports import spreadsheet
    from samspil.reports.view import view

    return spreadsheet.write(to, view(found.results, found.summary, "da", found.scenarios))


def _announce(session: Session, place: "Place") -> None:
    """Say what is there already, and what becomes of it."""
    if place.more:
        session.note(session.say("forecast.adds", path=place.to, more=place.more))
    elif place.state in ("unfinished", "replace", "more", "retry"):
        session.note(session.say(f"forecast.{place.state}", path=place.to))


def _illustrate(session: Session) -> Any:
    def write(
        folder: Path, summary: "Summary", ds: "xr.Dataset", scenarios: Mapping[str, Any], run: Mapping[str, Any]
    ) -> None:
        from samspil.reports import write_report

        session.note(session.say("forecast.drawing"))
        write_report(folder, ds, summary, scenarios, run)

    return write


def _print(session: Session, found: "Forecast", changed: list[str]) -> None:
    from samspil.reports.answer import answer
    from samspil.reports.document import front
    from samspil.reports.view import view
    from samspil.reports.wording import counting_words, evidence_words, goal_words

    shown = view(found.results, found.summary, session.language, found.scenarios)
    for line in front.lines(shown):
        session.result(line)
    session.result()
    target, sizes = found.summary["target"], {name: found.summary[name] for name in ("draws", "replicates", "seed")}
    session.result(
        session.say(
            "forecast.target", goal=goal_words(target, shown.words), counting=counting_words(target, shown.words)
        )
    )
    dated = evidence_words(found.summary, shown.words)
    if dated:
        session.result(dated)
    tell_asked(session, said_of(changed, list(found.scenarios.values())))
    session.result(session.say("forecast.sizes", **sizes))
    session.result()
    session.table(*table(session, shown), frozenset({0, 1}))
    few_draws(session, sizes["draws"], session.result)
    session.result()
    session.result(session.say("forecast.how_to_read"))
    for part in answer(shown):
        session.result(f"\n{part.heading}")
        for sentence in part.sentences:
            session.result(f"  {sentence}")


def table(session: Session, shown: "View") -> tuple[list[str], list[list[str]]]:
    """Heads and rows: every scenario at every potentials level, with what must never be told alone."""
    from samspil.reports.columns import cells, heads

    rows = [
        [name if place == 0 else "", *cells(shown, "terminal", name, level)]
        for name in shown.scenarios
        for place, level in enumerate(shown.levels)
    ]
    return [session.say("head.scenario"), *heads(shown, "terminal")], rows
