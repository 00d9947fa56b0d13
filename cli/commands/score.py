"""`samspil score`: how forecasts of the past did."""

from pathlib import Path
from typing import Annotated, Any

import typer

from samspil.model.messages import say

from ..command import command
from ..session import Session

OWN_LEDGER = Path("ledger")
TOLD = ("forecasts", "scorable", "said", "scored")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "score")(score)


def score(
    session: Session,
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="DIR", help="Your own frozen forecasts.")] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="FILE", help="A table of what was seen since.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--hindcast", metavar="YYYY-MM", help="Instead: fit to what was known then, score what came."),
    ] = None,
    of: Annotated[
        Path, typer.Option("--fit", metavar="DIR", help="For a hindcast: folder of samspil calibrate.")
    ] = Path("results/calibration"),
) -> None:
    """Score frozen forecasts against what has been seen since: those that ship, and those in --ledger (or ./ledger).

    Lower CRPS and higher log score are better. With --hindcast, the fit is made anew from what was known at the end of
    a month, and scored on what was seen later.

    WIS is the weighted interval score of the intervals that forecast hubs use: lower is better.
    """
    if until is not None:
        _hindcast(session, until, of)
        return
    from samspil.experiments import publishing, track
    from samspil.experiments.observed import outcomes

    # Where samspil publish writes unless told otherwise.
    own = OWN_LEDGER if ledger is None and OWN_LEDGER.is_dir() else ledger
    records = publishing.published((publishing.SHIPPED, *([] if own is None else [own])))
    seen = outcomes() + ([] if evidence is None else outcomes(evidence))
    found, awaited = track.track_of(records, seen), track.awaited(records, seen)
    if session.as_json:
        session.emit({**found, "awaited": awaited})
        return
    if records:
        session.result(session.say("score.track", **{name: found[name] for name in TOLD}))
    if found["scores"]:
        _coverage(session, found)
        _table(session, found["scores"])
    told = {(said["quantity"], said["month"]) for record in records.values() for said in record["said"]}
    for outcome in seen:
        if (outcome.quantity, outcome.month) not in told:
            places = {"quantity": _quantity(session, outcome.quantity), "month": _month(session, outcome.month)}
            session.note(session.say("score.unmatched", **places))
    for name, (month, *quantities) in awaited.items():
        if month:
            named = "; ".join(_quantity(session, each) for each in quantities)
            session.result(session.say("score.awaited", name=name, month=_month(session, month), quantities=named))
    if not records:
        session.result(session.say("score.none"))


def _quantity(session: Session, name: str) -> str:
    """What a quantity is called in the language."""
    from samspil.runs.variables import variables

    known = variables().get(name)
    return name if known is None else str(getattr(known, f"long_name_{session.language}"))


def _month(session: Session, month: str) -> str:
    from samspil.reports.words import words

    return words(session.language).numbers.month(month)


def _coverage(session: Session, found: Any) -> None:
    from samspil.reports.words import words

    numbers = words(session.language).numbers
    for level, share in found["coverage"].items():
        told = {"level": numbers.percent(float(level)), "share": numbers.percent(share), "scored": found["scored"]}
        session.result(session.say("score.coverage", **told))


def _hindcast(session: Session, until: str, folder: Path) -> None:
    from samspil.calibration.auditing import bank_of
    from samspil.calibration.checking import by_running
    from samspil.calibration.hindcasting import hindcast
    from samspil.experiments.asking import all_cores
    from samspil.model.epoch import month_number
    from samspil.model.errors import UserError

    if month_number(until) is None:
        raise UserError(say("hindcast-no-month", until=until))
    bank, seed = bank_of(folder)
    found = hindcast(bank, until, by_running(seed, all_cores()), seed)
    if session.as_json:
        session.emit(found)
        return
    session.result(session.say("score.hindcast", until=until, known=found["known"]))
    _table(session, found["scores"])


def _table(session: Session, scores: list[dict[str, Any]]) -> None:
    from samspil.calibration import load_targets
    from samspil.reports.words import words

    numbers, titles = words(session.language).numbers, load_targets()
    heads = [
        session.say(f"head.{name}")
        for name in ("said_by", "observation", "observed", "interval90", "crps_each", "wis_each", "log_each")
    ]
    rows = [
        [
            each["model"],
            titles[each["target"]].title[session.language] if each["target"] in titles else each["target"],
            numbers.figures(each["observed"]),
            "–".join(numbers.figures(each[end]) for end in ("low", "high")),
            numbers.figures(each["crps"]),
            numbers.figures(each["wis"]),
            numbers.plain(each["log"], 1),
        ]
        for each in scores
    ]
    session.table(heads, rows, frozenset({0, 1}))
