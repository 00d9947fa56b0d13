"""The numbers that decide a forecast, as `samspil challenge` tells them without anything given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .asked import said_of, tell_asked
from .caveats import outdated
from .command import kept
from .options import Runs, Sheet
from .progress import told
from .session import Session
from .sheets import print_excel_da

if TYPE_CHECKING:
    import xarray as xr

NAME = "handful"


def handful(
    session: Session,
    runs: Runs,
    named: str | None,
    results: Path | None,
    csv: Sheet | None,
    to: Path | None,
    replace: bool,
) -> None:
    """Tell which numbers decide, from a forecast that is there, or from runs of their own."""
    from samspil.experiments import handful as make
    from samspil.experiments import settings
    from samspil.experiments.folder import read_summary
    from samspil.experiments.tell import Phase
    from samspil.reports import challenged
    from samspil.runs import open_results

    from .commands.show import chosen
    from .keeping import finish, free

    free(to, NAME, replace)
    if results is not None:
        runs.none()
        outdated(session, results)
        summary: Any = read_summary(results)
        with open_results(results) as ds:
            if named is not None:
                chosen("scenario", [named], list(summary["scenarios"]))
            found = make(named, None, runs.asking(), summary if named is None else ds)
        asked: list[Any] = []
    else:
        scenario = runs.scenario(named or settings.word("baseline"))
        asked = [scenario]
        total = runs.draws or settings.count("challenge_list")
        with kept("stopped.nothing"), told(session) as tell:
            found = make(scenario, total, runs.asking(Phase("challenge", tell, total)))
    if to is not None:
        finish(session, (to, NAME, None), found, _handful_sheet(found))
    if session.as_json:
        session.emit(found.to_dict())
        return
    if csv is not None:
        print_excel_da(_handful_sheet(found), NAME)
        return
    session.result(challenged.deciding(found, session.language))
    tell_asked(session, said_of(runs.changed or [], asked))
    session.result()
    session.table(*challenged.deciders(found, session.language), frozenset({0, 1, 4}))
    session.result()
    session.result(session.say("challenge.how_to_give"))


def _handful_sheet(found: xr.Dataset) -> tuple[list[str], list[list[Any]]]:
    heads = ["number", "explained", "ours_p05", "ours_p50", "ours_p95", "low", "high", "grade"]
    heads += ["fte_low", "fte_high", "at_low", "at_high", "needed"]
    rows = []
    for name in found["number"].values:
        one = found.sel(number=name)
        first = [str(name), one["explained"].item(), *one["ours"].values.tolist()]
        rest = [*one["fte"].values.tolist(), *one["at"].values.tolist(), one["needed"].item()]
        rows.append([*first, one["low"].item(), one["high"].item(), one["grade"].item(), *rest])
    return heads, rows
