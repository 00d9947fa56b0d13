"""`samspil evidence value`: which measurement would change the choice of policy, or narrow the answer."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..analyses import tell as tell_found
from ..caveats import outdated, there
from ..command import command
from ..options import Csv, Folder, Replace
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr

NAME = "value-of-evidence"
FILE = f"{NAME}.nc"
TEN = 10


class By(StrEnum):
    """What one would measure together."""

    number = "number"
    topic = "topic"


def add_to(family: typer.Typer) -> None:
    """Add the command to the family `evidence`."""
    command(family, "value")(value)


def value(
    session: Session,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="Folder of a forecast, or its results.zarr.")],
    fte_value: Annotated[
        float | None,
        typer.Option("--fte-value", min=0, metavar="DKK", help="What an FTE-year is worth; a year's wage if none."),
    ] = None,
    by: Annotated[By, typer.Option("--by", help="Numbers, or all numbers of one part of the model.")] = By.number,
    whole: Annotated[bool, typer.Option("--all", help="All of them, not the first ten.")] = False,
    csv: Csv = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """What should be measured next: what knowing each number is worth to the choice of policy, and how much of the
    answer's spread goes with it. Nothing is run."""
    there(results)
    from samspil.experiments import value_of_evidence
    from samspil.experiments.stale import basis_of
    from samspil.experiments.tell import Phase
    from samspil.runs import open_results
    from samspil.runs.files import not_there

    if to is not None and not replace:
        not_there(to / FILE)
    with open_results(results) as ds, told(session) as tell:
        outdated(session, results)
        found = value_of_evidence(ds, fte_value, by.value, Phase("measuring", tell))
    found.attrs["rests_on"] = basis_of(results)
    if whole and csv is None and not session.as_json:
        _print(session, found, whole)
    else:
        tell_found(session, NAME, found, csv, to)
    if to is not None:
        _write(session, found, to)


def printed(session: Session, found: "xr.Dataset", to: Path | None) -> None:
    """Print the answer, the policies, and the first ten numbers."""
    _print(session, found, False)


def sheet_of(session: Session, found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """Every group under every decision, a row each."""
    from samspil.reports.measuring import sheet
    from samspil.reports.words import words

    return sheet(found, words(session.language))


def _write(session: Session, found: "xr.Dataset", to: Path) -> None:
    from samspil.reports import write_value_of_evidence
    from samspil.runs import netcdf

    write_value_of_evidence(to, found, session.language)
    netcdf.write(found, to / FILE)
    session.note(session.say("written", path=to))


def _print(session: Session, found: "xr.Dataset", whole: bool) -> None:
    from samspil.reports.measuring import answer, caveats, choices, heads, ranked, rows
    from samspil.reports.words import words

    say = words(session.language)
    for sentence in answer(found, say):
        session.result(sentence)
    session.result()
    session.table(*choices(found, say), frozenset({0, 1}))
    names = ranked(found, whole)[: None if whole else TEN]
    if names:
        session.result()
        session.table(heads(found, say), rows(found, names, say), frozenset({0, 1}))
    session.result()
    for sentence in caveats(found, say):
        session.result(sentence)
