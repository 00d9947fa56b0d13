"""`samspil plan`: the best portfolio of levers under a yearly budget, with its certificate."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..analyses import tell as tell_found
from ..command import command, kept
from ..options import Csv, Folder, Level, Replace, Scheduler, Seed
from ..prices import money_cells, money_heads
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

NAME = "plan"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, NAME)(plan)


def plan(
    session: Session,
    budget: Annotated[
        float,
        typer.Option(
            "--budget",
            metavar="MDKK",
            min=0,
            max=100_000,
            help="Additional public money, million DKK a year (first four years).",
        ),
    ],
    size: Annotated[int | None, typer.Option("--size", min=10, help="Portfolios that the search runs.")] = None,
    draws: Annotated[
        int | None, typer.Option("--draws", min=2, help="Fresh draws on which the winner is told.")
    ] = None,
    levers: Annotated[
        int | None, typer.Option("--levers", min=1, help="Levers that a plan moves at once: delivery capacity.")
    ] = None,
    every_year: Annotated[
        bool, typer.Option("--every-year", help="Hold the budget in each year until 2035, not only in the first four.")
    ] = False,
    seed: Seed = 1,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads; every core if not given.")] = None,
    scheduler: Scheduler = None,
    potentials: Annotated[
        Level | None, typer.Option("--potentials", help="Level of the catalogue's potentials.")
    ] = None,
    prior: Annotated[
        bool, typer.Option("--prior", help="Draw from the priors, as if nothing had been fitted.")
    ] = False,
    stale_posterior: Annotated[
        bool, typer.Option("--stale-posterior", help="Draw from the shipped fit although something has changed since.")
    ] = False,
    csv: Csv = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """The best portfolio of levers under a yearly budget: searched on some draws, told on fresh ones.

    With --to, runs are kept as they go (stopped and given again, the same command goes on), and the plan is written as
    a policy file (plan.yaml) that every command takes, with plan.json, levers.csv, front.csv, plan.nc and a figure.
    """
    from samspil.experiments import plan as make
    from samspil.experiments.portfolio.planning import Size
    from samspil.experiments.tell import Phase

    from ..options import Runs

    runs = Runs(
        seed=seed,
        workers=workers,
        scheduler=scheduler,
        potentials=potentials,
        prior=prior,
        stale_posterior=stale_posterior,
    )
    wanted = Size.usual(size, draws)
    answers = None if to is None else _answers(to, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase(NAME, tell, wanted.runs)
            asking = runs.asking(report, answers)
            found = make(budget, wanted, asking, levers, every_year)
        if to is not None:
            _write(session, to, found, answers)
    tell_found(session, NAME, found, csv, to)


def printed(session: Session, found: "xr.Dataset", to: "Path | None") -> None:
    """Print a plan (see `cli.planned`)."""
    from ..planned import show_plan

    show_plan(session, found, to)


def as_plain(found: "xr.Dataset") -> dict[str, Any]:
    """A plan as JSON has it: its record, and what was asked."""
    told_of = {name: value for name, value in found.attrs.items() if name != "plan"}
    return {**json.loads(found.attrs["plan"]), **told_of}


def sheet_of(session: Session, found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """The levers of a plan, a row each; none where nothing was found."""
    record = json.loads(found.attrs["plan"])
    return _levers(found, record) if record["winner"] else (["lever"], [])


def _answers(to: "Path", is_replaced: bool) -> Any:
    from samspil.runs.files import not_there

    from ..keeping import answers_in

    answers = answers_in(to, NAME, is_replaced)
    if not is_replaced:
        not_there(to / "plan.yaml")
    return answers


def _write(session: Session, to: "Path", found: "xr.Dataset", answers: Any) -> None:
    from samspil.runs.files import write_json, write_whole

    from ..keeping import write, write_sheet
    from ..session import plain

    record = json.loads(found.attrs["plan"])
    if record["winner"]:
        write_whole(to / "plan.yaml", lambda path: path.write_text(record["policy"], encoding="utf-8"))
    else:
        (to / "plan.yaml").unlink(missing_ok=True)
    write_json(to / "plan.json", plain(as_plain(found)))
    write_sheet(to / "front.csv", _sheet(found, front=True))
    if record["winner"]:
        write_sheet(to / "levers.csv", _levers(found, record))
    else:
        (to / "levers.csv").unlink(missing_ok=True)
    write(session, (to, NAME, answers), found, _sheet(found, front=False), {})


def _sheet(found: "xr.Dataset", front: bool) -> tuple[list[str], list[list[Any]]]:
    """Portfolios that were tried, or those of the front, by money: what they gave in the search, what they add."""
    measures = [str(name) for name in found["measure"].values]
    used = [str(name) for name in found["lever"].values if bool((found["adds"].sel(lever=name) > 0).any())]
    shown = found.isel(portfolio=found["on_front"].values) if front else found
    shown = shown.sortby(shown["score"].sel(measure="additional_mdkk"))
    rows = [
        [
            int(place),
            *(float(one["score"].sel(measure=name)) for name in measures),
            bool(one["on_front"]),
            *(float(one["adds"].sel(lever=name)) for name in used),
        ]
        for place in shown["portfolio"].values
        for one in [shown.sel(portfolio=place)]
    ]
    return ["portfolio", *measures, "on_front", *used], rows


def _levers(found: "xr.Dataset", record: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """The levers of the plan as numbers, a row a lever."""
    from samspil.experiments.choosing import candidates
    from samspil.model.levers import levers

    told = [f"fte_{str(date)[:4]}{end}" for date in found["date"].values for end in ("", "_low", "_high", "_told")]
    rows = []
    for one in candidates(found):
        fte = [each[end] for each in one.fte.values() for end in ("mean", "low", "high", "told")]
        adds = [record["adds"][one.id], levers()[one.id].unit]
        rows.append([one.id, *adds, ";".join(one.deciders), *fte, *money_cells(one)])
    return ["lever", "adds", "unit", "decided_by", *told, *money_heads()], rows
