"""`samspil signposts`: what to watch, and what it tells."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..analyses import tell as tell_found
from ..asked import note_remarks
from ..caveats import outdated, there
from ..command import command, kept
from ..options import Folder, Replace, Runs
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr

    from samspil.experiments.kept import Kept

NAME = "signposts"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "signposts")(signposts)


def signposts(
    session: Session,
    runs: Runs,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            autocompletion=completing.scenarios,
            help="A policy: a name, a file or a composition (a+b).",
        ),
    ] = "current-policy",
    results: Annotated[
        Path | None, typer.Option("--from", metavar="RESULTS", help="Folder of a forecast whose runs are taken.")
    ] = None,
    level: Annotated[
        float | None,
        typer.Option(
            "--level", metavar="FTE", min=1, help="FTE whose probability is told; near the median if not given."
        ),
    ] = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """What to watch, by when, who can see it, and how the forecast moves when it is seen.

    Half of the runs choose the signposts, the other half tells what they say. With --from, a forecast's own runs are
    taken and none is made.
    """
    if results is None:
        runs.scenario(scenario)
    else:
        runs.none()
        there(results)
    from ..keeping import answers_in

    if results is None:
        runs.once()
    answers = None if to is None else answers_in(to, NAME, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        found, title = (
            _made(session, runs, scenario, level, answers)
            if results is None
            else _read(session, runs, scenario, level, results)
        )
        if to is not None and answers is not None:
            _write(session, found, title, (to, NAME, answers))
    found.attrs["titles"] = json.dumps(getattr(title, "title", {}))
    tell_found(session, NAME, found, None, to)


def _made(
    session: Session, runs: Runs, scenario: str, level: float | None, answers: "Kept | None"
) -> tuple["xr.Dataset", Any]:
    """What runs made for it tell, and the scenario."""
    from samspil.experiments.signs import signposts as make
    from samspil.experiments.tell import Phase

    asked, draws = runs.scenario(scenario), runs.size()[0]
    note_remarks(session, [asked])
    with told(session) as tell:
        report = Phase("signposts", tell, draws)
        asking = runs.asking(report, answers)
        return make(asked, None, level, draws, asking), asked


def _read(session: Session, runs: Runs, scenario: str, level: float | None, results: Path) -> tuple["xr.Dataset", Any]:
    """What a forecast's runs tell, and the scenario where it can still be read."""
    from samspil.experiments import Asking, ensemble
    from samspil.experiments.signs import signposts as make
    from samspil.experiments.stale import basis_of
    from samspil.experiments.summary import headline_level
    from samspil.model.errors import UserError
    from samspil.runs import open_results
    from samspil.scenarios import load

    outdated(session, results)
    with open_results(results) as ds:
        potentials = headline_level(ensemble.levels(ds)) if runs.potentials is None else runs.level()
        found = make(scenario, ds, level, None, Asking(int(ds.attrs["seed"]), potentials))
    found.attrs["rests_on"] = basis_of(results)
    try:
        return found, load(scenario)
    except UserError:
        return found, None


def _write(session: Session, found: "xr.Dataset", scenario: Any, place: tuple[Path, str, "Kept"]) -> None:
    from samspil.reports import write_decision

    from ..keeping import finish

    write_decision(place[0], found, NAME, {} if scenario is None else {scenario.name: scenario}, session.language)
    finish(session, place, found, _sheet(found))


def _sheet(found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """A row for each signpost and date: what is looked for, whether it is told, and what follows when it is seen."""
    own = ["month", "low", "high", "chance", "told", "seen", "runs_seen", "runs_unseen"]
    by_date = ["median_seen", "median_unseen", "reached_seen", "reached_unseen"]
    rows = []
    for one in (found.isel(signpost=place) for place in range(found.sizes["signpost"])):
        limits = [None if abs(value) == float("inf") else value for value in (one[name].item() for name in own[1:3])]
        first = [one["signpost"].item(), one["month"].item(), *limits, *(one[name].item() for name in own[3:])]
        for date in found["date"].values:
            at = one.sel(date=date)
            ends = at["interval_seen"].values.tolist()
            rows.append([*first, str(date), at["level"].item(), *(at[name].item() for name in by_date), *ends])
    return ["signpost", *own, "date", "level", *by_date, "median_seen_low", "median_seen_high"], rows


def printed(session: Session, found: "xr.Dataset", to: Path | None) -> None:
    """Print what to watch, in sentences."""
    from samspil.reports.signposts import sentences

    title = json.loads(found.attrs.get("titles", "{}")).get(session.language)
    for line in sentences(found, session.language, title):
        session.result(line)
        session.result()
