"""`samspil sensitivity`: which numbers the answer hangs on."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samspil.model.messages import say

from .. import completing
from ..asked import note_remarks
from ..caveats import outdated, there
from ..command import command, kept
from ..options import Folder, Replace, Runs
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr

NAME = "sensitivity"
FILE = f"{NAME}.nc"


class Method(StrEnum):
    """Ways to measure influence."""

    sobol = "sobol"
    morris = "morris"
    pawn = "pawn"
    given = "given"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "sensitivity")(sensitivity)


def sensitivity(
    session: Session,
    runs: Runs,
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", autocompletion=completing.scenarios, help="A name, a file or a composition (a+b)."
        ),
    ] = None,
    method: Annotated[
        Method | None,
        typer.Option("--method", help="Sobol screens by Morris first; given takes draws of the fit as they are."),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option("--size", min=2, help="Base rows of Sobol, Morris trajectories, runs of PAWN, or draws."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="RESULTS", help="A forecast's results, or an earlier analysis: runs nothing."),
    ] = None,
    second: Annotated[
        bool, typer.Option("--second-order/--no-second-order", help="Sobol's pairs too, for nearly twice the runs.")
    ] = True,
    whole: Annotated[bool, typer.Option("--all", help="All numbers, pairs and years, not the first ten.")] = False,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """Which numbers move FTE in 2030 and 2035, and whether the indices can be relied on.

    With --to, runs are kept as they go: stopped and given again, the same command goes on.
    """
    from samspil.model.errors import UserError

    if source is not None:
        runs.none()
        if size is not None:
            raise UserError(say("nothing-is-run", options="--size"))
        there(source)
    elif scenario is not None:
        runs.scenario(scenario)
    from ..indices import show
    from ..keeping import answers_in

    if source is not None:
        outdated(session, source)
        found = _read(source, scenario, method)
    elif scenario is None:
        raise UserError(say("sensitivity-of-what"))
    else:
        made = method or Method.sobol
        found = _made(session, runs, scenario, made, _size(runs, made, size), second, to, replace)
    if session.as_json:
        session.emit(as_plain(found))
    else:
        show(session, found, whole)
    if source is not None and to is not None:
        answers_in(to, NAME, replace)
        _write(session, found, to)


def printed(session: Session, found: "xr.Dataset", to: Path | None) -> None:
    """Print the first ten numbers and the verdict."""
    from ..indices import show

    show(session, found, False)


def as_plain(found: "xr.Dataset") -> dict[str, Any]:
    """The indices without the design and the results that they rest on."""
    from samspil.experiments.signed import indices_alone

    return dict(indices_alone(found).to_dict())


def _size(runs: Runs, method: Method, size: int | None) -> int | None:
    """The size that was asked for: `--draws` says it too where draws are taken as they are.

    Raises:
        UserError: replicates are asked for, draws of a design, or draws and another size.
    """
    from samspil.model.errors import UserError

    if (runs.replicates or 1) > 1:
        raise UserError(say("one-run-of-each-draw"))
    if runs.draws is None:
        return size
    if method is not Method.given:
        raise UserError(say("draws-of-a-design", method=method.value))
    if size not in (None, runs.draws):
        raise UserError(say("draws-or-size"))
    return runs.draws


def _read(source: Path, scenario: str | None, method: Method | None) -> "xr.Dataset":
    """Indices from results that are there: an earlier analysis as it is, or the draws of a forecast.

    Raises:
        UserError: the results are damaged, have no such scenario, too few draws, or no design for the method.
    """
    from samspil.experiments import ensemble
    from samspil.experiments.driving import drivers
    from samspil.experiments.signed import read
    from samspil.model.errors import UserError
    from samspil.runs import open_results

    from .show import chosen

    file = source / FILE if (source / FILE).is_file() else source
    if file.suffix == ".nc":
        return read(file)
    if method not in (None, Method.given):
        raise UserError(say("no-design-in-a-forecast", method=str(method)))
    with open_results(source) as ds:
        if scenario is not None:
            chosen("scenario", [scenario], ensemble.scenarios(ds))
        return drivers(ds, scenario)


def _made(
    session: Session,
    runs: Runs,
    scenario: str,
    method: Method,
    size: int | None,
    second: bool,
    to: Path | None,
    replace: bool,
) -> "xr.Dataset":
    from samspil.experiments import sensitivity as make
    from samspil.experiments.sensitivities import expected_runs
    from samspil.experiments.tell import Phase

    from ..keeping import answers_in

    asked, answers = runs.scenario(scenario), None if to is None else answers_in(to, NAME, replace)
    note_remarks(session, [asked])
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase("sensitivity", tell, expected_runs(asked, method.value, size, second))
            reckoning = Phase("indices", tell)
            found = make(asked, method.value, size, runs.asking(report, answers), second, reckoning)
        if to is not None and answers is not None:
            _write(session, found, to, asked)
            answers.path.unlink(missing_ok=True)
    return found


def _write(session: Session, found: "xr.Dataset", to: Path, scenario: object = None) -> None:
    from samspil.reports import write_sensitivity
    from samspil.runs import netcdf
    from samspil.scenarios import library, load

    name = str(found.attrs["scenario"])
    known = load(name) if scenario is None and name in library() else scenario
    infos = {} if known is None else {name: known}
    write_sensitivity(to, found, infos, session.language)
    netcdf.write(found, to / FILE)
    session.note(session.say("written", path=to))
