"""Ensembles: many runs of many scenarios, in memory or into a folder that survives being killed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import kernel as seam
from .cases import make_plan
from .draws import at_least_one
from .engine import Executor, Threads, run
from .memory import MemorySink
from .progress import Report, Tally, silent
from .provenance import attributes
from .results import open_results
from .store import FolderSink
from .work import Work

if TYPE_CHECKING:
    import xarray as xr

    from .plan import Plan


def run_ensemble(
    scenarios: Any,
    draws: int | xr.Dataset = 100,
    replicates: int = 10,
    seed: int = 1,
    workers: int = 2,
    potentials: Any = "estimated",
    to: str | Path | None = None,
    resume: bool = False,
    progress: Report | None = None,
    monthly: bool = False,
) -> xr.Dataset:
    """Run every scenario with every draw and replicate, under common random numbers.

    Every run is a pure function of (scenario, potentials, parameters, seed, luck, replicate): the number of workers,
    the order and interruptions change no bit.

    Args:
        scenarios: names, compositions, files or Scenario objects; or one of them.
        draws: how many parameter draws from the prior, or a Dataset of parameters (dim `draw`, optional `luck`).
        replicates: runs of each draw that differ by chance alone.
        seed: seed of everything random.
        workers: local threads.
        potentials: a level (`measured`, `estimated`, `assumed`), or a list of levels, which then is a dim.
        to: folder for `results.zarr`, filled as runs finish with flat memory. None keeps results in memory, at full
            precision.
        resume: go on with an unfinished run in `to`, if there is one.
        progress: called with a `Progress` as runs finish.
        monthly: give breakdowns of the headline (`freed_fte_by_region` and the like) by month instead of each December.

    Returns:
        The results, dims (potentials), scenario, draw, replicate, then the variable's own. A run that failed is
        missing, marked in `failed`, and told in `failures(ds)`.

    Raises:
        UserError: the request is wrong (nothing has been run), or the folder cannot be written.
    """
    threads = Threads(at_least_one("workers", workers))
    report = progress or silent
    tally = Tally(0, report)
    tally.stage("preparing")
    plan = make_plan(seam.shipped(), scenarios, draws, replicates, seed, potentials, monthly)
    tally.total = plan.runs
    if to is None:
        return in_memory(plan, threads, tally)
    return into_folder(plan, Path(to), resume, threads, tally)


def in_memory(plan: Plan, executor: Executor, tally: Tally) -> xr.Dataset:
    """Run a plan and hold all of it in memory."""
    sink = MemorySink(plan, ensemble_attributes(plan))
    run(Work(seam.shipped(), plan, encoded=False), range(len(plan.chunks)), executor, sink, tally)
    return sink.finish()


def into_folder(plan: Plan, folder: Path, resume: bool, executor: Executor, tally: Tally) -> xr.Dataset:
    """Run a plan, or what is left of it, into a results folder, and open that."""
    with FolderSink(folder, plan, ensemble_attributes(plan)) as sink:
        todo = sink.start(resume)
        tally.done = plan.runs - sum(plan.chunks[number].runs for number in todo)
        tally.failed = len(sink.failures)
        run(Work(seam.shipped(), plan, encoded=True), todo, executor, sink, tally)
        return open_results(sink.finish())


def ensemble_attributes(plan: Plan) -> dict[str, Any]:
    """Attributes of an ensemble's results."""
    return {"title": "Samspil ensemble", **attributes(list(plan.scenarios), plan.seed)}
