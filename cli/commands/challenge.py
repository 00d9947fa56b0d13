"""`samspil challenge`: a forecast under a reader's own values, and public claims held against it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samspil.model.messages import say

from .. import completing
from ..caveats import changed_settings, few_draws
from ..command import command, kept
from ..options import Folder, Replace, Runs
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    import xarray as xr

    from samspil.experiments.records import Summary

NAME = "challenge"
CLAIMS = "claims"


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
            help="Your values of the numbers that decide, or a public claim; "
            "and a name, a file or a composition (a+b).",
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the public claims.")] = False,
    results: Annotated[
        Path | None, typer.Option("--results", metavar="DIR", help="Folder of a forecast: runs nothing.")
    ] = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """The forecast under your own values beside ours, or a public claim walked down to ours.

    With NAME=VALUE: both under the same draws and luck, which number the difference comes from, and each value beside
    its evidence. With CLAIM: at which step of the staircase the claim and we part, what stands on it, and what would
    have to be true. With neither: the numbers that decide. With --to, runs of values are kept as they go: stopped and
    given again, the same command goes on.
    """
    from samspil.model.errors import UserError

    if listed:
        runs.none()
        _list(session)
        return
    runs.once()
    asked = _sorted(given or [])
    if asked.claim is not None:
        _claim(session, runs, asked, results, to, replace)
    elif results is not None and asked.values:
        raise UserError(say("challenge-results-of-claims"))
    elif asked.values:
        _values(session, runs, asked, to, replace)
    else:
        _handful(session, runs, asked, results, to, replace)


def _sorted(given: list[str]) -> Asked:
    """What each argument is.

    Raises:
        UserError: one that is nothing known, two scenarios, or a claim beside values or another claim.
    """
    from samspil.experiments.challenging.table import claims_known, is_claim
    from samspil.model.errors import UserError
    from samspil.model.problems import nearest, shown
    from samspil.scenarios import library

    values = [each for each in given if "=" in each and not Path(each).exists()]
    rest = [each for each in given if each not in values]
    claims = [each for each in rest if is_claim(each)]
    scenarios = [each for each in rest if not is_claim(each)]
    if claims and (values or len(claims) > 1):
        raise UserError(say("challenge-claim-alone", claim=claims[0]))
    if len(scenarios) > 1:
        raise UserError(say("challenge-one-scenario", given=", ".join(scenarios)))
    for each in scenarios:
        is_written = "+" in each or "-without:" in each or "." in each or "/" in each or ":" in each
        if each not in library() and not is_written:
            near = nearest(each, [*claims_known(), *library()])
            raise UserError(say("challenge-what", given=shown(each), hint=_hint(near)))
    return Asked(claims[0] if claims else None, values, scenarios[0] if scenarios else None)


def _hint(near: str) -> str:
    return say("the-nearest-known-is", near=near) if near else ""


def _list(session: Session) -> None:
    from samspil.experiments.challenging.table import claims_known
    from samspil.reports.claims import listed

    known = list(claims_known().values())
    if session.as_json:
        session.emit([each.row.values for each in known])
        return
    heads, rows = listed(session.language)
    session.table(heads, rows, frozenset(range(len(heads))))


def _values(session: Session, runs: Runs, asked: Asked, to: Path | None, replace: bool) -> None:
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
        if to is not None:
            finish(session, (to, NAME, answers), found, _values_sheet(found))
    if session.as_json:
        session.emit(found.to_dict())
        return
    _print_values(session, found, scenario.title.get(session.language, scenario.name), runs.changed or [])


def _print_values(session: Session, found: "xr.Dataset", title: str, changed: list[str]) -> None:
    from samspil.reports import challenged

    session.result(challenged.answer(found, session.language, title))
    changed_settings(session, changed)
    session.result()
    session.table(*challenged.sides(found, session.language))
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


def _values_sheet(found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
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
            p05, p50, p95, _ = found["fte"].sel(side=side, date=date).values.tolist()
            rows.append([str(side), str(date), p50, None, p05, p95, *[None] * 5])
    return heads, rows


def _claim(session: Session, runs: Runs, asked: Asked, results: Path | None, to: Path | None, replace: bool) -> None:
    from samspil.experiments import claims
    from samspil.experiments.challenging.running import steps

    from ..keeping import finish

    _free(to, CLAIMS, replace)
    summary, titles = _summary(session, runs, asked, results)
    name = None if asked.scenario is None else next(reversed(titles)) if results is None else asked.scenario
    record = claims(summary, [asked.claim or ""], name)[0]
    if to is not None:
        finish(session, (to, CLAIMS, None), steps([record]), _claim_sheet(record))
    if session.as_json:
        session.emit(record)
        return
    _print_claim(session, record, titles, summary["draws"])


def _print_claim(session: Session, record: Any, titles: dict[str, str], draws: int) -> None:
    from samspil.reports import claims as told_claims

    lang = session.language
    session.result(told_claims.sentence(record, lang, titles))
    session.result()
    if record["steps"]:
        session.table(*told_claims.walk(record, lang), frozenset({0, 5}))
        session.result()
    for line in told_claims.lines(record, lang):
        session.result(line)
    if record["steps"]:
        few_draws(session, draws, session.result)
        session.result()
        session.result(session.say("challenge.how_to_read_claim"))


def _claim_sheet(record: Any) -> tuple[list[str], list[list[Any]]]:
    heads = ["claim", "step", "claim_fte", "ours_fte", "ratio", "kept", "parts_here", "evidence"]
    rows = [[record["id"], "claim", record["fte"], None, None, None, 0, ""]]
    rows.append([record["id"], "scope", record["scoped"], None, None, None, 0, ""])
    for step in record["steps"]:
        grades = "; ".join(f"{grade} {number}" for grade, number in step["grades"].items())
        numbers = [step[key] for key in ("claim", "ours", "ratio", "kept")]
        rows.append([record["id"], step["name"], *numbers, int(step["name"] == record["parts_at"]), grades])
    return heads, rows


def _summary(session: Session, runs: Runs, asked: Asked, results: Path | None) -> tuple["Summary", dict[str, str]]:
    """A forecast's summary, or that of a small one; and what its scenarios are called."""
    from samspil.experiments.challenging.running import policies, small
    from samspil.experiments.folder import read_summary
    from samspil.experiments.tell import Phase
    from samspil.scenarios import library, load

    lang = session.language
    if results is not None:
        runs.none()
        summary: Any = read_summary(results)
        known = [name for name in summary["scenarios"] if name in library()]
        return summary, {name: load(name).title.get(lang, name) for name in known}
    scenario = None if asked.scenario is None else runs.scenario(asked.scenario)
    held = policies(scenario) if scenario is not None else [runs.scenario(each.name) for each in policies()]
    with kept("stopped.nothing"), told(session) as tell:
        summary = small(held, runs.asking(Phase(NAME, tell)), runs.draws)
    return summary, {each.name: each.title.get(lang, each.name) for each in held}


def _handful(session: Session, runs: Runs, asked: Asked, results: Path | None, to: Path | None, replace: bool) -> None:
    from samspil.experiments import handful, settings
    from samspil.experiments.folder import read_summary
    from samspil.experiments.tell import Phase
    from samspil.reports import challenged

    from ..keeping import finish

    _free(to, "handful", replace)
    if results is not None:
        runs.none()
        summary: Any = read_summary(results)
        found = handful(summary=summary, asking=runs.asking())
    else:
        scenario = runs.scenario(asked.scenario or _baseline())
        total = runs.draws or settings.count("challenge_list")
        with kept("stopped.nothing"), told(session) as tell:
            found = handful(scenario, total, runs.asking(Phase(NAME, tell, total)))
    if to is not None:
        finish(session, (to, "handful", None), found, _handful_sheet(found))
    if session.as_json:
        session.emit(found.to_dict())
        return
    session.result(challenged.deciding(found, session.language))
    changed_settings(session, runs.changed or [])
    session.result()
    session.table(*challenged.deciders(found, session.language), frozenset({0, 1, 4}))
    session.result()
    session.result(session.say("challenge.how_to_give"))


def _handful_sheet(found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    heads = ["number", "explained", "ours_p05", "ours_p50", "ours_p95", "low", "high", "grade"]
    heads += ["fte_low", "fte_high", "at_low", "at_high", "needed"]
    rows = []
    for name in found["number"].values:
        one = found.sel(number=name)
        first = [str(name), one["explained"].item(), *one["ours"].values.tolist()]
        rest = [*one["fte"].values.tolist(), *one["at"].values.tolist(), one["needed"].item()]
        rows.append([*first, one["low"].item(), one["high"].item(), one["grade"].item(), *rest])
    return heads, rows


def _free(to: Path | None, name: str, replace: bool) -> None:
    """Refuse a folder that holds the same already; before anything is run.

    Raises:
        UserError: it does, or the folder cannot be written.
    """
    from ..keeping import answers_in

    if to is not None:
        answers_in(to, name, replace)


def _baseline() -> str:
    from samspil.experiments import settings

    return settings.word("baseline")
