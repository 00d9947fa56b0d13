"""`samspil discover`: what it takes to reach a level by a date."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..analyses import tell as tell_found
from ..asked import note_remarks
from ..command import command, kept
from ..options import Folder, Replace, Runs
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from samspil.experiments.kept import Kept

NAME = "discover"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "discover")(discover)


def discover(
    session: Session,
    runs: Runs,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", autocompletion=completing.scenarios, help="A name, a file or a composition (a+b)."
        ),
    ],
    fte: Annotated[float, typer.Option("--level", metavar="FTE", help="Freed FTE to be reached.")],
    by: Annotated[str, typer.Option("--by", metavar="YYYY-MM", help="Month by which.")] = "2030-12",
    probability: Annotated[
        float, typer.Option("--probability", metavar="P", help="How likely it should be, between 0 and 1.")
    ] = 0.5,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """What it takes to reach a level: boxes of runs that do, and a small change from today, confirmed by runs.

    Levers are set, outcomes are conditioned on, and each sentence says which. --draws is the number of runs to learn
    from. With --to, runs are kept as they go: stopped and given again, the same command goes on.
    """
    asked = runs.scenario(scenario)
    note_remarks(session, [asked])
    from samspil.experiments import discover as make
    from samspil.experiments.discovery.discover import check, expected_runs
    from samspil.experiments.tell import Phase

    from ..keeping import answers_in

    runs.once()
    check(fte, by, probability, runs.draws)
    answers = None if to is None else answers_in(to, NAME, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase("discover", tell, expected_runs(runs.draws))
            asking = runs.asking(report, answers)
            found = make(asked, fte, by, probability, runs.draws, asking)
        if to is not None and answers is not None:
            _write(session, found, asked, (to, NAME, answers))
    tell_found(session, NAME, found, None, to)


def _write(session: Session, found: "xr.Dataset", scenario: Any, place: "tuple[Path, str, Kept]") -> None:
    from samspil.reports import write_decision

    from ..keeping import finish

    write_decision(place[0], found, NAME, {scenario.name: scenario}, session.language)
    finish(session, place, found, _sheet(found))


def _sheet(found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """As things are, the parts of the change and the limits of the boxes, with the runs that tell of them."""
    told, heads = found.attrs, ["of", "kind", "name", "today", "low", "high", "gain_fte", "gain_se"]
    rows = [["today", *[None] * 7, told["before_share"], told["before_hits"], told["before_runs"], None]]
    counted = [told["reached_share"], told["reached_hits"], told["reached_runs"], None]
    for one in (found.isel(part=place) for place in range(found.sizes["part"])):
        columns = ("part_today", "part_low", "part_high", "part_gain", "part_gain_se")
        values = [_end(float(one[name])) for name in columns]
        rows.append(["change", one["part_kind"].item(), one["part"].item(), *values, *counted])
    for one in (found.isel(limit=place) for place in range(found.sizes["limit"])):
        box = found.isel(box=int(one["limit_box"]))
        ends = [_end(float(one[f"limit_{name}"])) for name in ("low", "high")]
        inside = [box[f"{name}_held_out"].item() for name in ("density", "reached", "inside", "coverage")]
        limit = [one[f"limit_{name}"].item() for name in ("kind", "name")]
        rows.append([box["box"].item(), *limit, None, *ends, None, None, *inside, bool(box["told"])])
    return [*heads, "share", "hits", "runs", "coverage", "told"], [[*row, None][: len(heads) + 5] for row in rows]


def _end(value: float) -> float | None:
    """An end that is open is told as nothing."""
    return value if abs(value) < float("inf") else None


def printed(session: Session, found: "xr.Dataset", to: "Path | None") -> None:
    """Print what it takes, in sentences."""
    from samspil.reports.takes import sentences

    for line in sentences(found, session.language):
        session.result(line)
        session.result()
