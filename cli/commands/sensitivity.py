"""`samspil sensitivity`: which parameters the answer hangs on."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..command import command, kept
from ..options import Folder, Replace, Runs
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

FILE, ANSWERS = "sensitivity.nc", "sensitivity.jsonl"
SHOWN = {
    "morris": ("mu_star", "mu_star_conf", "sigma"),
    "sobol": ("S1", "S1_conf", "ST", "ST_conf"),
    "pawn": ("pawn_median", "pawn_max"),
}


class Method(StrEnum):
    """Ways to measure influence."""

    sobol = "sobol"
    morris = "morris"
    pawn = "pawn"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "sensitivity")(sensitivity)


def sensitivity(
    session: Session,
    runs: Runs,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", autocompletion=completing.scenarios, help="A name, a file or a composition (a+b)."
        ),
    ],
    method: Annotated[Method, typer.Option("--method", help="Sobol screens by Morris first.")] = Method.sobol,
    size: Annotated[
        int | None, typer.Option("--size", min=2, help="Morris trajectories, base rows of Sobol, or runs of PAWN.")
    ] = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """Which parameters move FTE in 2030 and 2035, and whether the indices can be relied on.

    With --to, runs are kept as they go: stopped and given again, the same command goes on.
    """
    from samspil.experiments import Asking
    from samspil.experiments import sensitivity as make
    from samspil.experiments.sensitivities import expected_runs
    from samspil.experiments.tell import Phase

    from ..answers import answers_in

    asked, answers = runs.scenario(scenario), None if to is None else answers_in(to, FILE, ANSWERS, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase("sensitivity", tell, expected_runs(asked, method.value, size))
            asking = Asking(runs.seed, runs.level(), runs.threads, report, answers, runs.base)
            found = make(asked, method.value, size, asking)
        if to is not None and answers is not None:
            _write(session, found, asked, to)
            answers.path.unlink(missing_ok=True)
    if session.as_json:
        session.emit(found.to_dict())
    else:
        _print(session, found, method.value)


def _write(session: Session, found: "xr.Dataset", scenario: Any, to: "Path") -> None:
    from samspil.reports import write_sensitivity
    from samspil.runs.files import write_whole

    write_sensitivity(to, found, {scenario.name: scenario}, session.language)
    write_whole(to / FILE, lambda path: found.to_netcdf(path))
    session.note(session.say("written", path=to))


def _print(session: Session, found: "xr.Dataset", method: str) -> None:
    from samspil.model.parameters import registry
    from samspil.reports.flags import flagged, note
    from samspil.reports.words import words

    number, dim = words(session.language).numbers, "kept" if method == "sobol" else "parameter"
    digits = 0 if method == "morris" else 2
    known, first = registry(), SHOWN[method][2 if method == "sobol" else 0]
    ordered = found.sortby(found[first].max("outcome"), ascending=False)
    heads = [session.say("head.parameter"), session.say("head.title")]
    heads += [f"{name} {date}" for date in found["outcome"].values for name in SHOWN[method]]
    rows = []
    for name in (str(label) for label in ordered[dim].values):
        told_of = ordered.sel({dim: name})
        title = getattr(known[name], f"title_{session.language}") if name in known else session.say("group", name=name)
        values = [
            float(told_of[index].sel(outcome=date)) for date in found["outcome"].values for index in SHOWN[method]
        ]
        rows.append([name, flagged(name, title), *(number.plain(value, digits) for value in values)])
    session.table(heads, rows, frozenset({0, 1}))
    session.result()
    meaning = note([row[1] for row in rows], words(session.language))
    if meaning:
        session.result(meaning)
    widest = number.figures(float(found.attrs["widest"]), 2) if found.attrs["widest"] >= 0 else ""
    key = "pawn" if method == "pawn" else "converged" if found.attrs["converged"] else "not_converged"
    limit = number.figures(float(found.attrs["limit"]), 2)
    session.result(session.say(f"sensitivity.{key}", widest=widest, limit=limit))
