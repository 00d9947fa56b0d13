"""`samspil changes`: what changed between two saved forecasts, and why."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ..command import command
from ..session import Session
from .score import OWN_LEDGER

UNTOLD = ("apart", "chance", "nothing")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "changes")(changes)


def changes(
    session: Session,
    earlier: Annotated[
        str, typer.Argument(metavar="EARLIER", help="Name or file of a frozen forecast, or a folder of results.")
    ],
    later: Annotated[str, typer.Argument(metavar="LATER", help="The forecast that came after it, likewise.")],
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="DIR", help="Your own frozen forecasts.")] = None,
) -> None:
    """What changed from one saved forecast to another, and whether data, evidence, policy, model or chance made it.

    Where one of these alone differs, the difference is its doing. Where several do, they are named, and not told apart.
    Draws that both forecasts share are paired, so that chance is left out of them.
    """
    from samspil.experiments.causes import what_changed
    from samspil.experiments.saved import saved

    own = OWN_LEDGER if ledger is None and OWN_LEDGER.is_dir() else ledger
    found = what_changed(saved(earlier, own), saved(later, own))
    if session.as_json:
        session.emit(found)
        return
    for change in found["changes"][:1]:
        session.result(_sentence(session, found, change))
        session.result()
    _differing(session, found)
    session.result()
    session.table(*_table(session, found["changes"]), frozenset({0, 1, 5}))
    session.result()
    session.result(session.say("changes.how_to_read"))


def _sentence(session: Session, found: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    """The headline of the first policy, and what moved it."""
    number = _numbers(session)
    names = {key: found[key]["name"] for key in ("earlier", "later")}
    moved = {"moved": number.signed(change["moved"]), "se": number.amount(change["se"])}
    ends = {f"from_{key}": number.amount(change[key]) for key in ("earlier", "later")}
    place = {"scenario": change["scenario"], "month": number.month(change["date"])}
    head = session.say("changes.moved", **names, **moved, **ends, **place)
    return f"{head} {_verdict(session, change)}"


def _verdict(session: Session, change: Mapping[str, Any]) -> str:
    if change["cause"] in UNTOLD[1:]:
        return session.say(f"changes.{change['cause']}")
    causes = ", ".join(session.say(f"changes.cause.{cause}") for cause in change["candidates"])
    key = "within" if not change["told"] else "apart" if change["cause"] == UNTOLD[0] else "alone"
    return session.say(f"changes.{key}", causes=causes)


def _differing(session: Session, found: Mapping[str, Any]) -> None:
    """By cause, whether it differs; of policies, which do."""
    first = next(iter(found["differs"].values()), {})
    for cause, status in first.items():
        told = session.say(f"changes.status.{status}")
        if cause == "policy":
            names = [name for name, each in found["differs"].items() if each["policy"] == "differs"]
            told = session.say("changes.status.differs") + f": {', '.join(names)}" if names else told
        session.result(f"{session.say(f'changes.cause.{cause}')}: {told}")
    for name, (before, after) in found["target"].items():
        session.result(session.say("changes.target", name=name, before=before, after=after))


def _table(session: Session, changed: list[Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    heads = [session.say(f"head.{name}") for name in ("scenario", "number", "earlier", "later", "change", "comes_from")]
    number, rows = _numbers(session), []
    for change in changed:
        is_fte = change["number"] == "fte"
        write, sign = (number.amount, number.signed) if is_fte else (number.percent, _points(number))
        moved = f"{sign(change['moved'])} ± {sign(change['se']).lstrip('+')}"
        what = f"{session.say('changes.number.' + change['number'])} {number.month(change['date'])}"
        ends = [write(change["earlier"]), write(change["later"])]
        rows.append([change["scenario"], what, *ends, moved, _cause(session, change)])
    return heads, rows


def _points(number: Any) -> Any:
    """A difference of shares in percentage points."""
    return lambda share: number.signed(100 * share)


def _cause(session: Session, change: Mapping[str, Any]) -> str:
    """What moved a number, in a few words."""
    if change["cause"] not in UNTOLD and change["told"]:
        return session.say(f"changes.cause.{change['cause']}")
    untold = change["cause"] if change["cause"] in UNTOLD[1:] else UNTOLD[0] if change["told"] else "within"
    return session.say(f"changes.short.{untold}")


def _numbers(session: Session) -> Any:
    from samspil.reports.words import words

    return words(session.language).numbers
