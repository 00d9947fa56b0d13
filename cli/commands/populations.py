"""`samspil populations`: Denmark, another country's folder, or a synthetic one."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..command import command
from ..options import Seed
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    family = typer.Typer(
        help="Countries: Denmark, another one, a synthetic one.", no_args_is_help=True, rich_markup_mode=None
    )
    for name, function in {"list": listed, "check": check, "synth": synth}.items():
        command(family, name)(function)
    app.add_typer(family, name="populations")


def listed(session: Session) -> None:
    """The populations that come with the project."""
    from samspil.scenarios.population import list_populations

    _print(session, list_populations())


def check(
    session: Session,
    folder: Annotated[str, typer.Argument(metavar="NAME|FOLDER", help="A name, or a folder of tables.")],
) -> None:
    """Read a population and check its codes, sums and coordinates: every problem at once."""
    _print(session, [folder])


def synth(
    session: Session,
    municipalities: Annotated[int, typer.Option("--municipalities", help="How many.")],
    companies: Annotated[int, typer.Option("--companies", help="How many.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A new folder.")],
    seed: Seed = 1,
) -> None:
    """Write a synthetic country of any size, in proportion to Denmark."""
    from samspil.runs.files import writing
    from samspil.scenarios.population import synth as make

    with writing(to):
        made = make(municipalities, companies, seed, to)
    _print(session, [str(made)])
    session.note(session.say("populations.use", folder=made))


def _print(session: Session, names: list[str]) -> None:
    from samspil.reports.words import words
    from samspil.scenarios.population import load_population

    found = {name: load_population(name) for name in names}
    told = [
        {
            "name": name,
            **_sizes(each),
            "hospital_scale": each.hospital_scale,
            "title": each.title,
            "digest": each.digest,
        }
        for name, each in found.items()
    ]
    if session.as_json:
        session.emit(told)
        return
    parts = list(_sizes(next(iter(found.values())))) if found else []
    heads = [
        session.say("head.population"),
        session.say("head.title"),
        *(session.say(f"head.{part}") for part in parts),
    ]
    numbers = words(session.language).numbers
    rows = [
        [each["name"], each["title"][session.language], *(numbers.plain(each[part]) for part in parts)] for each in told
    ]
    session.table(heads, rows, frozenset({0, 1}))
    for each in told:
        scale = numbers.plain(each["hospital_scale"], 2)
        session.result(session.say("populations.scale", name=each["name"], scale=scale))


def _sizes(population: Any) -> dict[str, int]:
    parts = ("regions", "municipalities", "hospitals", "institutions")
    return {part: len(getattr(population, part)) for part in parts} | {
        "inhabitants": int(population.municipalities.population.sum())
    }
