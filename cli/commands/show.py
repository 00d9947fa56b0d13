"""`samspil show`: where a forecast's FTE are freed and who pays, from results already made."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samspil.model.messages import joined, say

from ..caveats import few_draws, outdated, there
from ..command import command
from ..options import Csv, Sheet
from ..session import Language, Session
from .compare import FILE as COMPARED
from .compare import show as show_comparison

STORE = "results.zarr"
BY = "show.by."  # texts of this key and a part say what the part is called

if TYPE_CHECKING:
    from samspil.experiments.breakdown import Part


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "show")(show)


def show(
    session: Session,
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS", help="Folder of a forecast, or its results.zarr; or what an analysis wrote (--to)."
        ),
    ],
    by: Annotated[
        str, typer.Option("--by", metavar="PART", help="region, sector, group, need, origin, regime or payer.")
    ] = "region",
    region: Annotated[
        str, typer.Option("--region", metavar="NAME", help="One region alone, by region, sector or group.")
    ] = "",
    policy: Annotated[
        list[str] | None, typer.Option("--policy", metavar="NAME", help="A policy of the forecast; may be repeated.")
    ] = None,
    year: Annotated[
        list[int] | None, typer.Option("--year", metavar="YEAR", help="December of a year; may be repeated.")
    ] = None,
    sheet: Csv = None,
) -> None:
    """What each policy frees by region, sector, type of municipality, need and so on, or costs by payer, and what it
    is above the baseline, run by run under the same draws and chance events.

    Of a folder that a plan, a comparison, a ranking, an attribution, a sensitivity analysis or another analysis wrote
    with --to, what it said when it was made. Nothing is run.
    """
    there(results)
    from ..analyses import analyses_in
    from ..analyses import show as show_analyses

    held = analyses_in(results)
    if held and not (results / STORE).exists():
        show_analyses(session, held, sheet)
        return
    if (results / COMPARED).is_file() and not (results / STORE).exists():
        show_comparison(session, results, sheet)
        return
    _forecast(session, results, by, region, policy, year, sheet)


def _forecast(
    session: Session,
    results: Path,
    by: str,
    region: str,
    policy: list[str] | None,
    year: list[int] | None,
    sheet: Sheet | None,
) -> None:
    """Where a forecast's FTE are freed, or who pays."""
    by = part_of(by)
    from samspil.experiments import ensemble
    from samspil.experiments.breakdown import breakdown
    from samspil.experiments.regions import region_of
    from samspil.experiments.summary import headline_level
    from samspil.runs import open_results

    with open_results(results) as ds:
        names = chosen("policy", policy, ensemble.scenarios(ds))
        years = chosen("year", year, ensemble.years(ds), [int(date[:4]) for date in _told(ds)])
        level = headline_level(ensemble.levels(ds))
        outdated(session, results)
        few_draws(session, ds.sizes["draw"], session.note)
        region = region_of(region, [str(name) for name in ds["region"].values])
        parts = [part for name in names for part in breakdown(ds, name, level, by, region) if part.year in years]
    if session.as_json:
        session.emit([{"potentials": level, **asdict(part)} for part in parts])
    elif sheet is not None:
        _as_sheet(parts)
    else:
        _print(session, parts, level, region)


def part_of(written: str) -> str:
    """The part that is meant, by its name or by what a reader of either language calls it.

    Raises:
        UserError: there is none; told before anything is loaded that reads results.
    """
    from samspil.model.errors import UserError
    from samspil.model.problems import near_hint

    from ..texts import texts

    named = {key.removeprefix(BY): text for key, text in texts().items() if key.startswith(BY)}
    called = {text[language.value].casefold(): name for name, text in named.items() for language in Language}
    meant = {**called, **{name: name for name in named}}.get(written.strip().casefold())
    if meant is None:
        near = near_hint(written, [*named, *called])
        raise UserError(say("by-unknown", by=written, known=", ".join(named), near=near))
    return meant


def _as_sheet(parts: list[Part]) -> None:
    """Print the parts for a Danish Excel."""
    from samspil.model.units import unit_in
    from samspil.reports.sheet_numbers import FIGURES, to_figures
    from samspil.reports.spreadsheet import excel_da

    danish = Session(lang=Language.da)
    names = ("scenario", "year", "mean", "p05", "p50", "p95", "more", "more_p05", "more_p95", "p_better")
    heads = [danish.say(f"show.csv.{name}") for name in names]
    heads.insert(1, danish.say(f"show.{parts[0].by}"))
    heads.insert(3, danish.say("head.unit"))
    rows = [[getattr(part, name) for name in names] for part in parts]
    for row, part in zip(rows, parts, strict=True):
        row.insert(1, part_title(danish, part))
        row.insert(3, danish.say("head.fte") if part.unit == "FTE" else unit_in(part.unit, "da"))
    sys.stdout.write(excel_da(heads, [[to_figures(cell, FIGURES) for cell in row] for row in rows]))


def _told(ds: Any) -> list[str]:
    from samspil.experiments.outcomes import dates

    return dates(ds)


def chosen(what: str, asked: list[Any] | None, known: list[Any], usual: list[Any] | None = None) -> list[Any]:
    """What was asked for of what there is; the usual where nothing was.

    Raises:
        UserError: something is not there.
    """
    from samspil.model.errors import UserError
    from samspil.model.problems import called, near_hint

    for each in asked or []:
        if each not in known:
            near = "" if isinstance(each, int) else near_hint(each, known)
            told = say("not-in-results", what=called(what), each=each, known=", ".join(map(str, known)))
            raise UserError(joined(told, near))
    return asked or (known if usual is None else usual)


def _print(session: Session, parts: list[Part], level: str, region: str) -> None:
    from samspil.reports.words import words

    spoken = words(session.language)
    number, by = spoken.numbers, parts[0].by
    title = session.say(f"show.{by}")
    where = f", {region}" if region else ""
    session.result(session.say("show.head", title=title, where=where, level=spoken.named("level", level)))
    session.result()
    heads = [session.say("head.scenario"), title, session.say("head.year"), session.say(f"show.unit.{_unit(by)}")]
    heads += [session.say(f"head.{name}") for name in ("nine", "more", "nine_more", "better")]
    rows = [
        [
            part.scenario,
            part_title(session, part),
            str(part.year),
            number.amount(part.mean),
            _range(part.p05, part.p95, number.amount),
            "" if part.more is None else number.signed(part.more),
            _range(part.more_p05, part.more_p95, number.signed),
            "" if part.p_better is None else number.percent(part.p_better),
        ]
        for part in parts
    ]
    session.table(heads, rows, frozenset({0, 1}))
    session.result()
    session.result(session.say(f"show.note.{_unit(by)}"))
    if by != "payer":
        session.result(session.say("show.note.means"))
    if all(part.more is None for part in parts):
        session.result(session.say("show.no_more"))


def _unit(by: str) -> str:
    return "money" if by == "payer" else "fte"


def _range(low: float | None, high: float | None, write: Any) -> str:
    return "" if low is None or high is None else f"{write(low)} … {write(high)}"


def part_title(session: Session, part: Part) -> str:
    """What a part is called in the language: needs as their table says, names of places as they are."""
    from samspil.scenarios.tables import load_needs

    from ..texts import has

    if part.by == "need":
        titles = {need.name: need.title[session.language] for need in load_needs()}
        return titles.get(part.name, part.name)
    key = f"show.{part.by}.{part.name}"
    return session.say(key) if has(key) else part.name
