"""`samspil verify`: finished results, run again."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ..command import FAILED, command
from ..options import Seed
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "verify")(verify)


def verify(
    session: Session,
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="Folder of a forecast, its results.zarr, or a file of run --to.")
    ],
    sample: Annotated[int, typer.Option("--sample", min=1, help="How many runs to make again.")] = 5,
    seed: Seed = 1,
) -> None:
    """Test the checksums of all that is stored, and make a random sample of runs again: they must be what is stored,
    bit for bit on the same platform, to 1e-9 elsewhere.

    Of a NetCDF file that samspil run --to wrote the checksum alone is tested.

    Ends with 1 when a run does not agree, with 2 when a stored file is not what was written.
    """
    from samspil.experiments import folder as forecasts
    from samspil.runs import verify as make

    folder = results.parent if results.suffix == ".zarr" else results
    if (folder / forecasts.RUN).is_file():
        forecasts.check(folder)
    verdict = make(results, sample, seed, _changed_scenarios(folder))
    if session.as_json:
        session.emit({**asdict(verdict), "same_bits": verdict.same_bits, "agrees": verdict.agrees})
    else:
        _print(session, verdict)
    if not verdict.agrees:
        raise typer.Exit(FAILED)


def _changed_scenarios(folder: Path) -> dict[str, Any] | None:
    """The scenarios as the forecast had them, from what its run.json says; None where it says nothing."""
    from samspil.scenarios import load

    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    references = run.get("references") or {}
    return {name: load(reference, run.get("changed") or []) for name, reference in references.items()}


def _print(session: Session, verdict: Any) -> None:
    if not verdict.runs:
        for note in verdict.notes:
            session.note(session.told(note))
        session.result(session.say("verify.file"))
        return
    heads = [session.say(f"head.{name}") for name in ("scenario", "potentials", "draw", "replicate", "agrees")]
    rows = [
        [run.scenario, run.potentials, str(run.draw), str(run.replicate), _said(session, run)] for run in verdict.runs
    ]
    session.table(heads, rows, frozenset({0, 1, 4}))
    for note in verdict.notes:
        session.note(session.told(note))
    session.result()
    if verdict.files:
        session.result(session.say("verify.files", number=verdict.files))
    key = "same_bits" if verdict.same_bits else "agrees" if verdict.agrees else "differs"
    session.result(session.say(f"verify.{key}", number=len(verdict.runs)))


def _said(session: Session, run: Any) -> str:
    if run.same_bits:
        return session.say("same_bits")
    return session.say("agrees" if run.agrees else "differs", worst=run.worst)
