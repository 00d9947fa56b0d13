"""`samspil challenge`: a forecast under a reader's own values, and public claims held against it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samspil.model.messages import say

from .. import completing
from ..analyses import tell as tell_found
from ..asked import asked_with, settings_of
from ..caveats import few_draws
from ..command import command, kept
from ..options import Csv, Folder, Replace, Runs, Sheet
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr


NAME = "challenge"


@dataclass(frozen=True)
class Asked:
    """What was given: a claim, a reader's values, a scenario by its name; the last two may stand together."""

    claim: str | None
    values: list[str]
    scenario: str | None


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, NAME)(challenge)


def challenge(
    session: Session,
    runs: Runs,
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME=VALUE]... [CLAIM] [SCENARIO]",
            autocompletion=completing.challenged,
            help="Your values, or a public claim; and a name, a file or a composition (a+b).",
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the public claims.")] = False,
    results: Annotated[
        Path | None, typer.Option("--from", "--results", metavar="DIR", help="Folder of a forecast: runs nothing.")
    ] = None,
    csv: Csv = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """The forecast under your own values beside ours, or a public claim walked down to ours.

    With NAME=VALUE: both under the same draws and chance events, which number the difference comes from, and each value
    beside its evidence. With CLAIM: at which step of the staircase the claim and we part, what stands on it, and what
    it takes for the claim. With neither: the numbers that decide. With --to, simulations of values are kept as they go:
    stopped and given again, the same command goes on.
    """
    from samspil.model.errors import UserError

    from ..claims import show_all, walk
    from ..handful import handful

    if listed:
        runs.none()
        show_all(session)
        return
    runs.once()
    asked = _sorted(given or [])
    if asked.claim is not None:
        walk(session, runs, (asked.claim, asked.scenario), results, csv, to, replace)
    elif results is not None and asked.values:
        raise UserError(say("challenge-results-of-claims"))
    elif asked.values:
        _values(session, runs, asked, csv, to, replace)
    else:
        handful(session, runs, asked.scenario, results, csv, to, replace)


def _sorted(given: list[str]) -> Asked:
    """What each argument is.

    Raises:
        UserError: one that is nothing known, two scenarios, or a claim beside values or another claim.
    """
    from samspil.experiments.challenging.table import claims_known, is_claim
    from samspil.experiments.challenging.values import is_number
    from samspil.model.errors import UserError
    from samspil.model.problems import nearest, shown
    from samspil.scenarios import library

    values = [each for each in given if "=" in each and not Path(each).exists()]
    rest = [each for each in given if each not in values]
    claims = [each for each in rest if is_claim(each)]
    scenarios = [each for each in rest if not is_claim(each)]
    for each in scenarios:
        if is_number(each):
            raise UserError(say("challenge-without-value", name=each))
        is_written = any(mark in each for mark in ("+", "-without:", ".", "/", ":"))
        if each not in library() and not is_written:
            near = nearest(each, [*claims_known(), *library()])
            raise UserError(say("challenge-what", given=shown(each), hint=_hint(near)))
    if claims and (values or len(claims) > 1):
        raise UserError(say("challenge-claim-alone", claim=claims[0]))
    if len(scenarios) > 1:
        raise UserError(say("challenge-one-scenario", given=", ".join(scenarios)))
    return Asked(claims[0] if claims else None, values, scenarios[0] if scenarios else None)


def _hint(near: str) -> str:
    return say("the-nearest-known-is", near=near) if near else ""


def _values(session: Session, runs: Runs, asked: Asked, csv: Sheet | None, to: Path | None, replace: bool) -> None:
    from samspil.experiments import challenge as make
    from samspil.experiments.challenging.challenge import draws_for, expected_runs
    from samspil.experiments.challenging.values import values_of
    from samspil.experiments.tell import Phase
    from samspil.runs.fitted import draws_of

    from ..keeping import answers_in, finish

    given = values_of(asked.values)
    scenario = runs.scenario(asked.scenario or _baseline())
    answers = None if to is None else answers_in(to, NAME, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase(NAME, tell, expected_runs(len(given), runs.draws))
            drawn = draws_of(runs.draws or draws_for(len(given)), runs.seed, runs.prior, runs.stale_posterior)
            found = make(given, scenario, drawn, runs.asking(report, answers))
        found.attrs.update(asked_with(runs.changed or [], [scenario]), titles=json.dumps(scenario.title))
        if to is not None:
            finish(session, (to, NAME, answers), found, sheet_of(session, found))
    tell_found(session, NAME, found, csv, to)


def printed(session: Session, found: "xr.Dataset", to: Path | None) -> None:
    """Print your forecast beside ours, and the part of each of your numbers."""
    from samspil.reports import challenged

    title = json.loads(found.attrs["titles"]).get(session.language, found.attrs["scenario"])
    session.result(challenged.answer(found, session.language, title))
    settings_of(session, found.attrs)
    session.result()
    session.table(*challenged.sides(found, session.language))
    session.result()
    for line in challenged.chances(found, session.language):
        session.result(line)
    session.result()
    session.table(*challenged.split(found, session.language))
    session.result()
    for line in [*challenged.evidence(found, session.language), *challenged.pairs(found, session.language)]:
        session.result(line)
    if found.attrs["failed"]:
        session.result(session.say("attribute.failed", failed=found.attrs["failed"], draws=found.attrs["draws"]))
    few_draws(session, found.attrs["draws"], session.result)
    session.result()
    session.result(session.say("challenge.how_to_read"))


def sheet_of(session: Session, found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """A row a number and date: its part, yours, ours and the evidence; the total, and each side, are the last rows."""
    heads = ["row", "date", "fte", "se", "low", "high", "yours", "ours_p50", "evidence_low", "evidence_high", "outside"]
    rows: list[list[Any]] = []
    for date in found["date"].values:
        for name in found["number"].values:
            one = found.sel(number=name, date=date)
            part = one["share"].values.tolist()
            about = [one[each].item() for each in ("yours", "low", "high", "outside")]
            ours = float(one["ours"].sel(quantile="p50"))
            rows.append([str(name), str(date), *part, about[0], ours, *about[1:3], int(about[3])])
        rows.append(["total", str(date), *found["difference"].sel(date=date).values.tolist(), *[None] * 5])
        for side in found["side"].values:
            p05, p50, p95, *_ = found["fte"].sel(side=side, date=date).values.tolist()
            rows.append([str(side), str(date), p50, None, p05, p95, *[None] * 5])
    return heads, rows


def _baseline() -> str:
    from samspil.experiments import settings

    return settings.word("baseline")
