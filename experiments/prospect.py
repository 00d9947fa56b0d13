"""What a forecast will take and how sharp it will be, from a small pilot: before it is run.

The error of a mean over D draws with R runs each is sqrt((between + within / R) / D): `between` is the variance that
the uncertain numbers make, `within` that of chance (Cochran 1977, ch. 10). At a given number of runs D x R it is least
at R = 1 as long as a fresh draw costs no more than another run of an old one.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from samspil.runs import estimate
from samspil.runs.engine import executor
from samspil.runs.precision import draws_below, upper_bound

from . import settings
from .asking import Asking
from .comparison import normal_half_width
from .counted import runs_of
from .ensemble import Array
from .mechanisms import due_date
from .statistics import draw_means

Draw = Callable[[int], xr.Dataset]


@dataclass(frozen=True)
class Spread:
    """Of one policy's FTE in the target's month: mean, variance between draws and within one, share of runs that reach
    the target, and the variance of that share between draws."""

    mean: float
    between: float
    within: float
    reached: float
    reached_variance: float


@dataclass(frozen=True)
class Width:
    """Half-widths of 90 % intervals: of the mean FTE, of the same as a share of the mean, and of the probability."""

    fte: float
    relative: float
    p: float

    @property
    def widest(self) -> float:
        """The larger share, which is what a precision is asked of."""
        return max(self.relative, self.p)


@dataclass(frozen=True)
class Prospect:
    """What a forecast will take.

    Args:
        draws, replicates: its size.
        runs: by phase, the side tests among them.
        seconds: in all, without loading, figures and report.
        seconds_per_run: of one core.
        bytes: on disk.
        upper_if_none: upper bound of a probability when no draw shows it.
        widths: by policy.
        precision: what was asked for; None if nothing was.
        is_cut: it had to be smaller than the precision takes, for want of time.
    """

    draws: int
    replicates: int
    runs: dict[str, int]
    seconds: float
    seconds_per_run: float
    bytes: float
    upper_if_none: float
    widths: dict[str, Width]
    precision: float | None = None
    is_cut: bool = False


@dataclass(frozen=True)
class Job:
    """A forecast whose size is to be found.

    Args:
        scenarios: Scenario objects by name.
        draw: gives so many of its draws.
        levels: potentials levels.
        side_tests: with the tests beside it.
        asking: how runs are made.
    """

    scenarios: Mapping[str, Any]
    draw: Draw
    levels: list[str]
    side_tests: bool
    asking: Asking

    def pilot(self) -> dict[str, Spread]:
        """Spreads from a few draws with two runs each, at the level that headlines are told at."""
        few, times = self.draw(settings.count("pilot_draws")), settings.count("pilot_replicates")
        known = list(self.scenarios.values())
        values = self.asking.due(known, few, times, [due_date(known[0])])[..., 0]
        return {name: spread(own, known[0].target.fte) for name, own in zip(self.scenarios, values, strict=True)}


def spread(values: Array, goal: float) -> Spread:
    """The spread of values (draw, replicate); with one run a draw all variance counts as that between draws."""
    means, reached = draw_means(values), draw_means(np.where(np.isfinite(values), values >= goal, np.nan))
    means, reached = means[np.isfinite(means)], reached[np.isfinite(reached)]
    if means.size < 2:
        return Spread(*(float("nan"),) * 5)
    times = values.shape[1]
    inside = float(np.nanmean(np.nanvar(values, axis=1, ddof=1))) if times > 1 else 0.0
    between = max(0.0, float(means.var(ddof=1)) - inside / times)
    return Spread(float(means.mean()), between, inside, float(reached.mean()), float(reached.var(ddof=1)))


def width(found: Spread, draws: int, replicates: int) -> Width:
    """The half-widths that so many draws will have; of a probability of 0 or 1 what the draws cannot rule out."""
    z = normal_half_width()
    fte = z * math.sqrt((found.between + found.within / replicates) / draws)
    sure = found.reached in (0.0, 1.0)
    p = upper_bound(0.0, draws) if sure else z * math.sqrt(found.reached_variance / draws)
    return Width(fte, fte / abs(found.mean) if found.mean else math.inf, p)


def draws_for(found: Spread, precision: float, replicates: int) -> int:
    """How many draws make both half-widths, as shares, at most `precision`: so many at least as tell anything."""
    z = normal_half_width()
    parts = [float(settings.count("few_draws"))]
    if found.mean:
        parts.append((z / precision / found.mean) ** 2 * (found.between + found.within / replicates))
    if found.reached in (0.0, 1.0):
        parts.append(draws_below(precision))
    else:
        parts.append((z / precision) ** 2 * found.reached_variance)
    return math.ceil(max(parts) - 1e-9)


def best_replicates(found: Spread, cost_of_draw: float = 0.0) -> int:
    """Runs of each draw that tell most for the money: sqrt(within / between x cost of a draw in runs), at least 1.

    Draws that are not used up cost nothing beside their runs.
    """
    if found.between <= 0.0:
        return 1
    return max(1, round(math.sqrt(found.within / found.between * cost_of_draw)))


def foresee(
    job: Job,
    draws: int | None = None,
    replicates: int | None = None,
    precision: float | None = None,
    minutes: float | None = None,
) -> Prospect:
    """What a forecast takes: of a given size, or of the least size that is precise enough and can be made in time.

    Args:
        job: the forecast.
        draws: its draws, where they are given.
        replicates: runs of each; found from the variances if not given.
        precision: largest half-width, as a share, of the mean FTE and of every probability.
        minutes: what it may take.
    """
    found = job.pilot()
    times = replicates or max(best_replicates(each) for each in found.values())
    few = job.draw(settings.count("pilot_draws"))
    cost = estimate(list(job.scenarios.values()), few, times, job.asking.seed, 1, job.levels)
    wanted = draws or settings.count("draws")
    if precision is not None:
        wanted = max(draws_for(each, precision, times) for each in found.values())
    prospect = _of(job, found, min(wanted, settings.count("most_draws")), times, cost, precision)
    while minutes is not None and prospect.seconds > 60.0 * minutes and prospect.draws > 2:
        fewer = max(2, min(prospect.draws - 1, int(prospect.draws * 60.0 * minutes / prospect.seconds)))
        prospect = replace(_of(job, found, fewer, times, cost, precision), is_cut=True)
    if minutes is not None and precision is None and draws is None:
        prospect = _filled(job, found, times, cost, prospect, 60.0 * minutes)
    return prospect


def _filled(job: Job, found: Mapping[str, Spread], times: int, cost: Any, least: Prospect, seconds: float) -> Prospect:
    """As many draws as there is time for, where nothing else says how many."""
    each = cost.seconds_per_run * len(job.scenarios) * len(job.levels) * times / _workers(job)
    more = least.draws + int(max(0.0, seconds - least.seconds) / each)
    return _of(job, found, min(more, settings.count("most_draws")), times, cost, None)


def _of(
    job: Job, found: Mapping[str, Spread], draws: int, replicates: int, cost: Any, precision: float | None
) -> Prospect:
    runs = runs_of(job.scenarios, draws, replicates, len(job.levels), job.side_tests)
    return Prospect(
        draws,
        replicates,
        runs,
        cost.seconds_per_run * sum(runs.values()) / _workers(job),
        cost.seconds_per_run,
        cost.bytes_per_run * runs["ensemble"],
        upper_bound(0.0, draws),
        {name: width(each, draws, replicates) for name, each in found.items()},
        precision,
    )


def _workers(job: Job) -> int:
    return executor(job.asking.workers, job.asking.scheduler).workers
