"""`samspil explore`: the offline explorer, and an answer of its emulator at the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..command import command, kept
from ..options import Replace
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from samspil.experiments.emulating import Emulator

FILE, ENDS = Path("explorer.html"), ("p05", "p50", "p95")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "explore")(explore)


def explore(
    session: Session,
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME=VALUE]...",
            autocompletion=completing.explored,
            help="What is added to a lever, the value of a number, or optimism (0 to 1).",
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Page to write.", show_default=False)] = None,
    replace: Replace = False,
    check: Annotated[
        bool, typer.Option("--check", help="Run the model too, and hold the emulator against it.")
    ] = False,
    refit: Annotated[bool, typer.Option("--refit", help="Fit the emulator anew, which takes some minutes.")] = False,
    draws: Annotated[
        int | None,
        typer.Option("--draws", min=1, help="Draws that --check runs; all that the emulator holds if not given."),
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads; every core if not given.")] = None,
    stale: Annotated[bool, typer.Option("--stale", help="Take the emulator though the model has changed.")] = False,
) -> None:
    """One page that answers at once what other levers and numbers would do, without a server.

    Writes an HTML file that can be mailed and opened anywhere, in both languages. It answers by an emulator of the
    model, whose error it tells. With NAME=VALUE the answer is printed too and the page opens there; with --check the
    model is run at these settings, in the same draws.
    """
    from samspil.experiments.emulating import load
    from samspil.experiments.emulating.giving import values_of
    from samspil.experiments.emulating.resting import changes
    from samspil.model.messages import joined
    from samspil.runs.files import not_there

    target = _page(to) if to is not None else None if given or refit else FILE
    if target is not None and not replace:
        not_there(target)
    if refit:
        _refit(session, workers)
    emulator = load(stale=stale)
    values = values_of(given or [], emulator)
    if target is not None:
        _write(session, emulator, values, target, joined(*changes(emulator.about), by="; "))
    if given and not (check and session.as_json):
        _tell(session, emulator, values)
    if check:
        size = len(emulator.own.base)
        _check(session, emulator, values, (min(draws or size, size), workers, stale))


def _page(to: Path) -> Path:
    """The file that is meant: in a folder that is there by its usual name; what ends in nothing is HTML."""
    return to / FILE if to.is_dir() else to if to.suffix else to.with_suffix(FILE.suffix)


def _refit(session: Session, workers: int | None) -> None:
    """Fit the shipped emulator anew, from today's rules and draws."""
    from samspil.experiments.emulating import fit, save
    from samspil.experiments.emulating.keeping import path, read
    from samspil.experiments.emulating.teaching import Sizes, expected_runs
    from samspil.experiments.tell import Phase

    sizes = Sizes()
    with kept("stopped.nothing"), told(session) as tell:
        made = fit(asking=_asking(Phase("explore", tell, expected_runs(sizes)), workers), sizes=sizes)
    save(made, path())
    read.cache_clear()
    session.note(session.say("written", path=path()))


def _write(session: Session, emulator: "Emulator", values: dict[str, float], to: Path, changed: str) -> None:
    from samspil.reports.explorer.page import html
    from samspil.runs.files import write_whole, writing

    page = html(emulator, session.language, values, changed)
    with writing(to.parent):
        to.parent.mkdir(parents=True, exist_ok=True)
        write_whole(to, lambda fresh: fresh.write_text(page, encoding="utf-8"))
    session.note(session.say("explore.written", path=to))


def _tell(session: Session, emulator: "Emulator", values: dict[str, float]) -> None:
    from samspil.reports.explorer.saying import Told
    from samspil.reports.words import words

    found = Told(emulator, values, words(session.language))
    if session.as_json:
        session.emit(found.found.drop_vars("draws").to_dict())
        return
    for line in found.lines():
        session.result(line)
    session.result(session.say("explore.note", runs=emulator.about["runs"], command=emulator.command(values)))


def _check(session: Session, emulator: "Emulator", values: dict[str, float], how: tuple[int, int | None, bool]) -> None:
    """The model's own answer beside the emulator's."""
    from samspil.experiments.emulating.against import against
    from samspil.experiments.tell import Phase
    from samspil.reports.words import words

    draws, workers, stale = how
    with kept("stopped.nothing"), told(session) as tell:
        both = against(emulator, values, draws, _asking(Phase("explore", tell, draws), workers, stale))
    if session.as_json:
        session.emit(both.drop_vars("draws").to_dict())
        return
    number, rows = words(session.language).numbers, []
    for year in both["year"].values:
        at = both["fte"].sel(year=year)
        sides = ([float(at.sel(side=side, quantile=name)) for name in ENDS] for side in ("model", "emulator"))
        told_sides = [dict(zip(ENDS, map(number.amount, side), strict=True)) for side in sides]
        rows.append([number.month(f"{year}-12"), *(session.say("explore.spread", **side) for side in told_sides)])
    session.result()
    session.table([session.say(f"explore.head.{name}") for name in ("month", "model", "emulator")], rows)


def _asking(report: Any, workers: int | None, stale: bool = False) -> Any:
    from samspil.experiments import Asking
    from samspil.experiments.asking import all_cores

    return Asking(workers=workers or all_cores(), report=report, base="stale" if stale else "posterior")
