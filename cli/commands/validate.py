"""`samspil validate`: roll-outs of the past, replayed and held against what was counted."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ..command import command
from ..options import Seed
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "validate")(validate)


def validate(
    session: Session,
    draws: Annotated[int, typer.Option("--draws", min=1, help="Draws of the uncertain numbers.")] = 100,
    replicates: Annotated[int, typer.Option("--replicates", min=1, help="Runs of each draw.")] = 4,
    seed: Seed = 1,
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="DIR", help="Roll-outs of your own: episodes.csv and observations.csv."),
    ] = None,
    of: Annotated[
        Path | None,
        typer.Option("--fit", metavar="DIR", help="Check the fit instead: the folder of samspil calibrate."),
    ] = None,
) -> None:
    """Replay roll-outs of the past with the rules of the forecast, and hold them against what was counted.

    Each line is one observation, with the range that nine of ten replayed runs lie in. With --fit, the checks of a
    calibration: whether it finds the truth where that is known, what it says of observations it has not seen, whether
    they clash with the priors, and what models without agents say.
    """
    if of is not None:
        _check_fit(session, of)
        return
    from samspil.calibration import validate as check

    checks = check(draws, replicates, seed, evidence)
    if session.as_json:
        session.emit([{**asdict(each), "inside": each.inside} for each in checks])
        return
    heads = [session.say(f"head.{name}") for name in ("episode", "month", "observed", "median", "range", "inside")]
    session.table(heads, [_row(session, each) for each in checks], frozenset({0, 1, 5}))
    session.result()
    number = sum(each.inside for each in checks)
    session.result(session.say("validate.sum", number=number, of=len(checks)))


def _check_fit(session: Session, folder: Path) -> None:
    from samspil.calibration import audit
    from samspil.experiments.asking import all_cores
    from samspil.reports.words import words

    found = audit(folder, all_cores())
    if session.as_json:
        session.emit(found)
        return
    numbers = words(session.language).numbers
    heads = [session.say(f"head.{name}") for name in ("parameter", "truth_inside", "mean_error", "rank_spread")]
    rows = [
        [each["name"], numbers.percent(each["inside"]), numbers.plain(each["error"], 2), numbers.plain(each["hump"], 2)]
        for each in found["recovery"]
    ]
    session.table(heads, rows)
    session.result()
    for model in ("fit", "prior"):
        alone = found["coverage"][model]["alone"]
        shares = {name: numbers.percent(alone[name]) for name in ("low", "high")}
        counts = {name: numbers.plain(alone[name]) for name in ("inside", "points")}
        session.result(session.say(f"validate.coverage.{model}", **shares, **counts))
    joint, rarity = (numbers.percent(share) for share in (found["conflict"]["joint"], found["misfit"]["rarity"]))
    moved = numbers.percent(found["moved"]["noticed"])
    session.result(session.say("validate.conflict", joint=joint, rarity=rarity, moved=moved))
    session.result()
    heads = [session.say(f"head.{name}") for name in ("model", "crps", "log_score")]
    rows = [
        [
            session.say(f"model.{each['model'].replace(' ', '_').lower()}"),
            *(numbers.plain(each[score], 1) for score in ("crps", "log")),
        ]
        for each in found["models"]
    ]
    session.table(heads, rows)


def _row(session: Session, check: Any) -> list[str]:
    from samspil.reports.words import words

    episode, note = check.title[session.language], check.note[session.language]
    inside = session.say("yes" if check.inside else "no")
    numbers = words(session.language).numbers
    digits = 0 if check.observed >= 2.0 else 2
    observed, median, low, high = (
        numbers.plain(value, digits) for value in (check.observed, check.median, check.low, check.high)
    )
    return [f"{episode}: {note}", check.month, observed, median, f"{low}–{high}", inside]
