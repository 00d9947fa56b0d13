"""`samspil run`: one trajectory."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samspil.model.messages import say

from .. import completing
from ..asked import note_remarks
from ..command import command
from ..options import Changed, Level, Replace, Seed
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr

SHOWN = (
    "freed_fte",
    "freed_fte_realised",
    "partnerships_active",
    "companies_engaged",
    "solutions_available",
    "adoptions",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "run")(run)


def run(
    session: Session,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", autocompletion=completing.scenarios, help="A name, a file or a composition (a+b)."
        ),
    ],
    seed: Seed = 1,
    draw: Annotated[
        int | None,
        typer.Option("--draw", min=0, help="Draw of the uncertain numbers, as in a forecast; the centre if not given."),
    ] = None,
    replicate: Annotated[int, typer.Option("--replicate", min=0, help="Which chance.")] = 0,
    potentials: Annotated[
        Level | None, typer.Option("--potentials", help="Level of the catalogue's potentials.")
    ] = None,
    changed: Changed = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.nc", help="Write every variable as NetCDF.")] = None,
    replace: Replace = False,
    prior: Annotated[
        bool, typer.Option("--prior", help="Draw from the priors, as if nothing had been fitted.")
    ] = False,
    stale_posterior: Annotated[
        bool, typer.Option("--stale-posterior", help="Draw from the shipped fit although something has changed since.")
    ] = False,
) -> None:
    """One trajectory of one scenario, year by year."""
    from dataclasses import replace as changed_to

    from samspil.scenarios import load

    asked = load(scenario, changed or [])
    from samspil.runs import netcdf, simulate

    if potentials is not None:
        asked = changed_to(asked, potentials=potentials.value)
    if to is not None:
        _check(to, replace)
    note_remarks(session, [asked])
    session.note(session.say("run.running", name=asked.name))
    ds = simulate(asked, seed, draw, replicate, _stale(draw, seed) if stale_posterior else None, prior=prior)
    if to is not None:
        netcdf.write(ds, to)
        session.note(session.say("written", path=to))
    if session.as_json:
        session.emit(_as_json(ds))
    else:
        _print(session, ds)
        session.result()
        session.result(_which(session, draw, prior))
        if asked.budget is not None:
            session.result(_budget(session, asked, ds, (seed, draw, replicate, stale_posterior, prior)))


def _budget(session: Session, asked: Any, ds: "xr.Dataset", case: tuple[int, int | None, int, bool, bool]) -> str:
    """Whether this trajectory keeps to the budget that the policy states, beside current policy in the same case."""
    from dataclasses import replace as changed_to

    from samspil.experiments.budgets import budget_of_run
    from samspil.reports.budgeted import sentence
    from samspil.reports.words import words
    from samspil.runs import simulate
    from samspil.scenarios import load
    from samspil.scenarios.documents.compose import beside

    seed, draw, replicate, stale, prior = case
    base = changed_to(beside(asked, load("current-policy")), potentials=asked.potentials)
    without = simulate(base, seed, draw, replicate, _stale(draw, seed) if stale else None, prior=prior)
    title = asked.title.get(session.language, "") or asked.name
    return sentence(title, budget_of_run(ds, without, asked, base), words(session.language))


def _stale(draw: int | None, seed: int) -> "xr.Dataset":
    """The draw of a fit that something has changed since."""
    from samspil.runs import central, posterior

    if draw is None:
        return central(stale=True)
    return posterior(draw + 1, seed, stale=True).isel(draw=[draw])


def _which(session: Session, draw: int | None, prior: bool) -> str:
    """Which draw was run, and what that says of it."""
    if draw is None:
        return session.say("run.central_of_prior" if prior else "run.central")
    return session.say("run.draw_of_prior" if prior else "run.draw", draw=draw)


def _check(to: Path, is_replaced: bool) -> None:
    """Refuse a file that is there or could not be written, before anything is run."""
    from samspil.model.errors import UserError
    from samspil.runs.files import not_there, writing

    if to.is_dir():
        raise UserError(say("folder-for-file", to=to, example=to / "run.nc"))
    if to.suffix != ".nc":
        raise UserError(say("trajectory-is-netcdf", to=to))
    if not is_replaced:
        not_there(to)
    with writing(to.parent):
        to.parent.mkdir(parents=True, exist_ok=True)
        probe = to.parent / f".{to.name}.writable"
        probe.touch()
        probe.unlink()


def _decembers(ds: "xr.Dataset", name: str) -> list[float]:
    """A variable in December of every year."""
    values = ds[name] if "year" in ds[name].dims else ds[name].isel(time=slice(11, None, 12))
    return [float(value) for value in values.values]


def _as_json(ds: "xr.Dataset") -> dict[str, Any]:
    columns = {name: _decembers(ds, name) for name in SHOWN}
    money = {"cost_mdkk": [float(value) for value in ds["cost_mdkk"].sum("part").values]}
    told = {
        name: ds.coords[name].values.item()
        for name in ("scenario", "potentials", "draw", "replicate")
        if name in ds.coords
    }
    return {**told, "seed": ds.attrs["seed"], "year": ds["year"].values.tolist(), **columns, **money}


def _print(session: Session, ds: "xr.Dataset") -> None:
    from samspil.reports.words import words

    number, told = words(session.language).numbers, _as_json(ds)
    heads = [session.say("head.year"), *(session.say(f"variable.{name}") for name in (*SHOWN, "cost_mdkk"))]
    columns = [told[name] for name in (*SHOWN, "cost_mdkk")]
    rows = [
        [str(year), *(number.amount(column[place]) for column in columns)] for place, year in enumerate(told["year"])
    ]
    session.table(heads, rows)
