"""Ensembles: many runs of many scenarios, in memory or into a folder that survives being killed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import kernel as seam
from .cases import checked_keep, checked_seed, make_plan
from .draws import lifted
from .engine import Executor, executor, run
from .fitted import draws_of
from .memory import MemorySink
from .progress import Report, Tally, silent
from .provenance import attributes
from .results import open_results, opened
from .standing import has_failures, taken_over, what_is_there
from .store import FolderSink, clear_up
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
    earlier: str | Path | None = None,
    beyond_evidence: bool = False,
    monthly: bool = False,
    prior: bool = False,
    fill: str = "central",
    retry_failed: bool = False,
    scheduler: str | None = None,
    keep: Sequence[str] = (),
    stale: bool = False,
) -> xr.Dataset:
    """Run every scenario with every draw and replicate, under common random numbers.

    Every run is a pure function of (scenario, potentials, parameters, seed, luck, replicate): the number of workers,
    the order and interruptions change no bit.

    Args:
        scenarios: names, compositions, files or Scenario objects; or one of them.
        draws: how many draws of the shipped posterior, or a Dataset of parameters (dim `draw`, optional `luck`).
        replicates: runs of each draw that differ by chance alone.
        seed: seed of everything random.
        workers: local threads; where a scheduler is named, the cluster's own count.
        potentials: a level (`measured`, `estimated`, `assumed`), or a list of levels, which then is a dim.
        to: folder for `results.zarr`, filled as runs finish with flat memory. None keeps results in memory, at full
            precision.
        resume: go on with what is in `to`: an unfinished run, or finished results of fewer draws.
        progress: called with a `Progress` as runs finish.
        earlier: finished results elsewhere of the same settings with fewer draws, whose runs are taken over.
        beyond_evidence: let a Dataset of draws lie outside the evidence ranges, where such values can be at all.
        monthly: give breakdowns of the headline (`freed_fte_by_region` and the like) by month instead of each December.
        prior: draw from the priors instead, as if nothing had been fitted.
        fill: where parameters come from that a Dataset does not name: the posterior's `central` draw, or draw i of the
            `posterior` or the `prior`.
        retry_failed: go on likewise, and make the runs again that failed there (for want of memory, say).
        scheduler: address of a Dask scheduler (`tcp://127.0.0.1:8786`), whose workers make the runs; None for threads.
            The results are the same bits. Needs the extra `cluster`.
        keep: variables that results in memory hold; all if none are named.
        stale: draw from the posterior although rules, priors or observations have changed since the fit.

    Returns:
        The results, dims (potentials), scenario, draw, replicate, then the variable's own. A run that failed is
        missing, marked in `failed`, and told in `failures(ds)`.

    Raises:
        UserError: the request is wrong (nothing has been run), the folder cannot be written, or there is no such
            cluster, its workers hold other rules, or it is gone.

    Example:
        >>> ds = run_ensemble(["current-policy", "full-portfolio"], draws=3, replicates=1)
        >>> at = ds["freed_fte"].sel(time="2030-12-01")
        >>> gained = at.sel(scenario="full-portfolio") - at.sel(scenario="current-policy")  # run by run
        >>> gained.dims
        ('draw', 'replicate')
    """
    where = executor(workers, scheduler)
    report = progress or silent
    tally, kept = Tally(0, report), checked_keep(keep)
    tally.stage("preparing")
    drawn = draws_of(lifted(draws, beyond_evidence), checked_seed(seed), prior, stale, fill)
    plan = make_plan(seam.shipped(), scenarios, drawn, replicates, seed, potentials, monthly)
    tally.total = plan.runs
    if to is None:
        return in_memory(plan, where, tally, kept)
    before = None if earlier is None else Path(earlier)
    return into_folder(plan, Path(to), resume or retry_failed, where, tally, before, retry_failed)


def in_memory(plan: Plan, executor: Executor, tally: Tally, keep: tuple[str, ...] = ()) -> xr.Dataset:
    """Run a plan and hold all of it in memory, or the variables `keep` of it."""
    sink = MemorySink(plan, ensemble_attributes(plan), keep)
    work = Work(seam.shipped(), plan, encoded=False, keep=keep, monthly=plan.monthly)
    run(work, range(len(plan.chunks)), executor, sink, tally)
    return sink.finish()


def into_folder(
    plan: Plan,
    folder: Path,
    resume: bool,
    executor: Executor,
    tally: Tally,
    earlier: Path | None = None,
    retry: bool = False,
) -> xr.Dataset:
    """Run a plan, or what is left of it, into a results folder, and open that.

    Raises:
        UserError: the folder cannot be written, or holds what this cannot go on with, which then stays as it is.
    """
    held = what_is_there(plan.asked, folder, resume)
    if held.whole and held.beyond == 0 and not (retry and has_failures(folder)):
        clear_up(folder)
        return open_results(folder)
    retried_now = held.whole and held.beyond == 0
    if held.unfinished and (held.unfinished < plan.draws.sizes["draw"] or (retry and not retried_now)):
        # What the unfinished run lacks, draws or runs that failed, comes last, so that what it has is no special case.
        into_folder(plan.first(held.unfinished), folder, True, executor, tally, earlier)
        return into_folder(plan, folder, True, executor, tally, retry=retry)
    if earlier is None and held.whole:
        earlier = folder
    with FolderSink(folder, plan, ensemble_attributes(plan)) as sink:
        todo = sink.start()
        tally.done = plan.runs - sum(plan.chunks[number].runs for number in todo)
        tally.failed = len(sink.failures)
        before = None if earlier is None else taken_over(earlier, plan)
        work = Work(seam.shipped(), plan, True, retry, monthly=plan.monthly)
        run(work, todo, executor, sink, tally, before)
        return opened(sink.finish())


def ensemble_attributes(plan: Plan) -> dict[str, Any]:
    """Attributes of an ensemble's results."""
    return {"title": "Samspil ensemble", **attributes(list(plan.scenarios), plan.seed)}
