"""Asking the model a side question: many small ensembles of which only the headline is kept.

Sensitivity, mechanisms, the reverse test and equal-cost comparison all need some thousands of runs and of each run a
handful of numbers. They run in blocks, so that memory stays flat.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import registry
from samspil.runs import run_ensemble
from samspil.runs.asked import Asked
from samspil.runs.draws import as_draws, parameter_names
from samspil.runs.engine import executor
from samspil.runs.fitted import centre, draws_of, values_of
from samspil.runs.progress import Progress, Report, silent

from . import ensemble, settings
from .kept import Kept, question

BLOCK_RUNS, WORKERS_A_BLOCK = 400, 16


@dataclass(frozen=True)
class Asking:
    """How side questions are run.

    Args:
        seed: seed of every draw.
        level: potentials level.
        workers: threads; every core unless told otherwise.
        report: told how far the runs are.
        kept: answers that were had before, and where new ones are kept; None keeps nothing.
        base: what parameters are that draws do not name: the centre of the ``posterior`` (``stale``: though it is), or
            the defaults of the ``prior``.
        scheduler: address of a Dask scheduler, whose workers make the runs instead of threads.

    Example:
        >>> asking = Asking(seed=1, level="estimated", workers=1)
    """

    seed: int = 1
    level: str = field(default_factory=lambda: settings.word("headline_level"))
    workers: int = field(default_factory=lambda: all_cores())
    report: Report = silent
    kept: Kept | None = None
    base: str = "posterior"
    scheduler: str | None = None

    @property
    def threads(self) -> int:
        """Threads, for what runs here alone.

        Raises:
            UserError: a cluster is asked for.
        """
        if self.scheduler is not None:
            raise UserError(say("only-local-threads"))
        return self.workers

    @property
    def block(self) -> int:
        """Runs that are asked for at once: more where there are many workers, which would wait for each other."""
        return BLOCK_RUNS * max(1, executor(self.workers, self.scheduler).workers // WORKERS_A_BLOCK)

    def had(self, asked: Asked, of: Sequence[str], make: Callable[[], ensemble.Array], runs: int = 0) -> ensemble.Array:
        """The answer to a question: the one that was kept, or the one that is made now and kept then.

        Args:
            asked: the runs that it is asked of.
            of: what is asked of them; with the runs it names the question.
            make: makes the answer.
            runs: told as finished where the answer was kept; 0 where whoever asks tells it.
        """
        if self.kept is None:
            return make()
        name = question(asked, of)
        answer = self.kept.get(name)
        if answer is None:
            answer = make()
            self.kept.put(name, answer)
        elif runs:
            self.report(Progress("finished", runs, runs, 0.0, 0))
        return answer

    def runs(
        self, scenarios: Sequence[Any], draws: int | xr.Dataset, replicates: int, kept: Sequence[str]
    ) -> xr.Dataset:
        """An ensemble of which only some variables are kept, (scenario, draw, replicate, ...).

        Args:
            scenarios: Scenario objects or names.
            draws: how many from the prior, or parameters (dim ``draw``; with ``luck`` where draws are to share it).
            replicates: runs for each draw.
            kept: names of variables.
        """
        whole = as_draws(draws, self.seed)
        parts = [
            joined([self._block(group, block, replicates, kept) for block in blocks], "draw")
            for group, blocks in _cut(scenarios, whole, replicates, self.block)
        ]
        return joined(parts, "scenario")

    def _block(self, group: Sequence[Any], draws: xr.Dataset, replicates: int, kept: Sequence[str]) -> xr.Dataset:
        found = run_ensemble(
            list(group),
            draws=draws_of(draws, self.seed, self.base == "prior", self.base == "stale"),
            replicates=replicates,
            seed=self.seed,
            workers=self.workers,
            prior=self.base == "prior",
            potentials=self.level,
            progress=self.report,
            scheduler=self.scheduler,
            keep=list(kept),
        )
        return found[list(kept)]

    def due(
        self, scenarios: Sequence[Any], draws: int | xr.Dataset, replicates: int, dates: Sequence[str]
    ) -> ensemble.Array:
        """Headline FTE at each date, (scenario, draw, replicate, date); NaN where a run failed."""
        whole = as_draws(draws, self.seed)
        parts = [
            np.concatenate([self._due(group, block, replicates, dates) for block in blocks], axis=1)
            for group, blocks in _cut(scenarios, whole, replicates, self.block)
        ]
        return np.concatenate(parts)

    def _due(self, group: Sequence[Any], draws: xr.Dataset, replicates: int, dates: Sequence[str]) -> ensemble.Array:
        """The answer of one block, taken from those that are kept where it was had before."""
        asked = Asked(self.level, tuple(group), draws, replicates, self.seed)
        runs = len(group) * draws.sizes["draw"] * replicates
        return self.had(asked, dates, lambda: self._asked(group, draws, replicates, dates), runs)

    def _asked(self, group: Sequence[Any], draws: xr.Dataset, replicates: int, dates: Sequence[str]) -> ensemble.Array:
        found = self._block(group, draws, replicates, ["freed_fte"])
        places = [ensemble.month_number(found, date) for date in dates]
        return np.stack([ensemble.headline(found, scenario.name, "")[..., places] for scenario in group])


def _cut(
    scenarios: Sequence[Any], draws: xr.Dataset, replicates: int, runs: int
) -> Iterator[tuple[Sequence[Any], list[xr.Dataset]]]:
    """Groups of scenarios, and for each the blocks of draws that are run at once."""
    many = max(1, runs // (draws.sizes["draw"] * replicates))
    for start in range(0, len(scenarios), many):
        group = scenarios[start : start + many]
        size = max(1, runs // (replicates * len(group)))
        yield group, [draws.isel(draw=slice(at, at + size)) for at in range(0, draws.sizes["draw"], size)]


def joined(parts: list[xr.Dataset], dim: str) -> xr.Dataset:
    """Parts of an ensemble put together along a dim."""
    if len(parts) == 1:
        return parts[0]
    return xr.concat(parts, dim, coords="minimal", compat="override", combine_attrs="override", data_vars="minimal")


def central_values(base: str = "posterior") -> dict[str, float]:
    """Every parameter at the centre: the posterior's, or the priors' defaults (see :class:`Asking`)."""
    one = centre(base == "prior", base == "stale")
    return {**{name: each.default for name, each in registry().items()}, **values_of(one, parameter_names(one))}


def settings_of(rows: Sequence[Mapping[str, float]], luck: int = 0, base: str = "posterior") -> xr.Dataset:
    """Draws that set some parameters by hand, all with the same luck.

    Args:
        rows: for each draw the parameters that differ from their central values.
        luck: the luck that all share, so that a difference between draws is never chance.
        base: what the centre is (see :class:`Asking`).
    """
    known = central_values(base)
    names = sorted({name for row in rows for name in row})
    columns = {name: ("draw", np.array([row.get(name, known[name]) for row in rows])) for name in names}
    lucks = ("draw", np.full(len(rows), luck, dtype=np.int64))
    return xr.Dataset({**columns, "luck": lucks}, {"draw": np.arange(len(rows))})


def all_cores() -> int:
    """Number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
