"""A public claim walked down to ours, and the list of claims, as `samspil challenge` tells them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .asked import note_remarks
from .caveats import few_draws, outdated
from .command import kept
from .options import Runs, Sheet
from .progress import told
from .session import Session
from .sheets import print_excel_da

if TYPE_CHECKING:
    from samspil.experiments.challenging.records import ClaimRecord

NAME = "claims"


@dataclass(frozen=True)
class Walked:
    """A claim's record, what scenarios are called, and how many draws the forecast has."""

    record: ClaimRecord
    titles: dict[str, str]
    draws: int


def show_all(session: Session) -> None:
    """List the claims that are known."""
    from samspil.experiments.challenging.table import claims_known
    from samspil.reports.claims import listed

    known = list(claims_known().values())
    if session.as_json:
        session.emit([each.row.values for each in known])
        return
    heads, rows = listed(session.language)
    session.table(heads, rows, frozenset(range(len(heads))))


def walk(
    session: Session,
    runs: Runs,
    asked: tuple[str, str | None],
    results: Path | None,
    csv: Sheet | None,
    to: Path | None,
    replace: bool,
) -> None:
    """Hold a claim, and perhaps one scenario, against a forecast that is there, or a small one of its own."""
    from samspil.experiments.challenging.running import steps

    from .keeping import finish, free

    free(to, NAME, replace)
    walked = _made(session, runs, *asked) if results is None else _read(session, runs, *asked, results)
    if to is not None:
        finish(session, (to, NAME, None), steps([walked.record]), _claim_sheet(walked.record))
    if session.as_json:
        session.emit(walked.record)
        return
    if csv is not None:
        print_excel_da(_claim_sheet(walked.record))
        return
    _print_claim(session, walked)


def _read(session: Session, runs: Runs, claim: str, named: str | None, folder: Path) -> Walked:
    """A claim held against a forecast that is there."""
    from samspil.experiments import claims
    from samspil.experiments.challenging.running import counted
    from samspil.experiments.folder import read_summary
    from samspil.runs import open_results
    from samspil.scenarios import library, load

    runs.none()
    outdated(session, folder)
    summary: Any = read_summary(folder)
    (record,) = claims(summary, [claim], named)
    known = [str(name) for name in summary["scenarios"] if name in library()]
    titles = {name: load(name).title.get(session.language) or name for name in known}
    with open_results(folder) as ds:
        return Walked(counted(record, ds), titles, summary["draws"])


def _made(session: Session, runs: Runs, claim: str, named: str | None) -> Walked:
    """A claim held against a small forecast of its own."""
    from samspil.experiments import claims, summarise
    from samspil.experiments.challenging.running import counted, policies, small
    from samspil.experiments.tell import Phase

    scenario = None if named is None else runs.scenario(named)
    held = policies(scenario) if scenario is not None else [runs.scenario(each.name) for each in policies()]
    note_remarks(session, held)
    with kept("stopped.nothing"), told(session) as tell:
        ds = small(held, runs.asking(Phase("challenge", tell)), runs.draws)
    (record,) = claims(summarise(ds), [claim], None if scenario is None else scenario.name)
    titles = {each.name: each.title.get(session.language) or each.name for each in held}
    return Walked(counted(record, ds), titles, int(ds.sizes["draw"]))


def _print_claim(session: Session, walked: Walked) -> None:
    from samspil.reports import claims as told_claims

    lang, record = session.language, walked.record
    session.result(told_claims.sentence(record, lang, walked.titles))
    session.result()
    if record["steps"]:
        session.table(*told_claims.walk(record, lang), frozenset({0, 5}))
        session.result()
    for line in told_claims.lines(record, lang):
        session.result(line)
    if record["steps"]:
        few_draws(session, walked.draws, session.result)
        session.result()
        session.result(session.say("challenge.how_to_read_claim"))


def _claim_sheet(record: ClaimRecord) -> tuple[list[str], list[list[Any]]]:
    heads = ["claim", "step", "claim_fte", "ours_fte", "ratio", "kept", "parts_here", "evidence"]
    rows: list[list[Any]] = [[record["id"], "claim", record["fte"], None, None, None, 0, ""]]
    rows.append([record["id"], "scope", record["scoped"], None, None, None, 0, ""])
    for step in record["steps"]:
        grades = "; ".join(f"{grade} {number}" for grade, number in step["grades"].items())
        numbers = [step["claim"], step["ours"], step["ratio"], step["kept"]]
        rows.append([record["id"], step["name"], *numbers, int(step["name"] == record["parts_at"]), grades])
    return heads, rows
