"""Signposts: what can be seen on the way, by when, and how the forecast moves once it is seen.

Half of the runs choose for each observable a month and a threshold; the other half tells what follows from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from scipy.stats import mannwhitneyu

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import called
from samspil.runs.fitted import draws_of
from samspil.scenarios import load

from . import ensemble, settings
from .asking import Asking
from .discovery.changes import rounded
from .discovery.confirming import Counted
from .ensemble import Array
from .reverse.search import median_interval
from .statistics import holm
from .watching.observables import Observable, month_of, stored_value, used_by
from .watching.running import Rows, Watch
from .written import identity


@dataclass(frozen=True, eq=False)
class Seen:
    """Runs of one scenario by what can be seen in them.

    Attributes:
        observables: O of them.
        months: M months (``YYYY-MM``) by which they are seen.
        values: (run, month, observable).
        dates: D months of which FTE is told.
        fte: (run, date).
        halves: whether a run chooses (run,); runs of one draw are on one side.
        municipalities: how many there are.
    """

    observables: tuple[Observable, ...]
    months: tuple[str, ...]
    values: Array
    dates: tuple[str, ...]
    fte: Array
    halves: np.ndarray
    municipalities: int


@dataclass(frozen=True)
class Post:
    """What is looked for: an observable (by its place), at a month (by its place), within limits; and by how much the
    half that chose it says that the median of log FTE moves."""

    observable: int
    month: int
    low: float
    high: float
    move: float


def signposts(
    scenario: Any = "current-policy",
    results: xr.Dataset | None = None,
    level: float | None = None,
    draws: int | None = None,
    asking: Asking | None = None,
) -> xr.Dataset:
    """What can be seen on the way, and how the forecast moves when it is.

    Args:
        scenario: a Scenario, its name, or a file.
        results: an ensemble that holds it, of which nothing need be run again: one run of each draw is taken, and what
            only tables of runs tell is left out.
        level: FTE whose probability is told at each date; near the median of each date unless told otherwise.
        draws: runs to make where there are no results.
        asking: seed, level of potentials, workers, and where runs are kept.

    Returns:
        Dims ``signpost`` (in the order in which the choosing half moves by them), ``date``, and ``end`` (of intervals).
        ``told`` says whether the other half tells a signpost from noise.

    Raises:
        UserError: the results do not hold the scenario, or there are too few runs.

    Example:
        >>> found = signposts("current-policy", draws=60)
        >>> first = str(found["signpost"].values[0])
    """
    asked, few = asking or Asking(), settings.count("signpost_fewest")
    if results is None:
        resolved = load(scenario) if isinstance(scenario, str) else scenario
        _enough(draws or settings.count("draws"), 4 * few)
        name, target = resolved.name, resolved.target
        seen = watched(resolved, draws or settings.count("draws"), asked)
    else:
        name = scenario if isinstance(scenario, str) else scenario.name
        seen, target = stored(results, name, asked.level), ensemble.target_of(results)
    _enough(2 * int(min(seen.halves.sum(), (~seen.halves).sum())), 4 * few)
    found = told(seen, chosen(seen), level)
    common = {"scenario": name, "potentials": asked.level, "seed": asked.seed, "municipalities": seen.municipalities}
    own = {"stored": int(results is not None), "chose": int(seen.halves.sum())}
    return found.assign_attrs({**identity("signposts", target), **common, **own})


def _enough(runs: int, least: int) -> None:
    if runs < least:
        raise UserError(say("too-few-runs-for-signposts", runs=runs, least=least))


def watched(scenario: Any, draws: int, asking: Asking) -> Seen:
    """Runs made for it, every other draw choosing."""
    months, dates = tuple(settings.word("signpost_months").split()), tuple(settings.told_dates())
    watch = Watch(scenario, dates, tuple(used_by("signposts")), months, asking)
    drawn = draws_of(draws, asking.seed, asking.base == "prior", asking.base == "stale")
    ran = watch.run(Rows(drawn, (), np.zeros((draws, 0))))
    done = np.isfinite(ran).all(axis=1)
    values = ran[done, len(dates) :].reshape(-1, len(months), len(watch.observables))
    halves = (np.arange(draws) % 2 == 0)[done]
    return Seen(watch.observables, months, values, dates, ran[done, : len(dates)], halves, watch.municipalities)


def stored(ds: xr.Dataset, scenario: str, level: str) -> Seen:
    """Runs that results hold, one of each draw, every other draw choosing.

    Runs of one draw are no independent runs: the first that finished stands for it.

    Raises:
        UserError: they do not hold the scenario or the level.
    """
    for what, asked, known in (
        ("policy", scenario, ensemble.scenarios(ds)),
        ("potentials", level, ensemble.levels(ds)),
    ):
        if asked not in known:
            raise UserError(say("not-in-results", what=called(what), each=asked, known=", ".join(known)))
    months, dates = tuple(settings.word("signpost_months").split()), tuple(settings.told_dates())
    observables = tuple(used_by("signposts", stored=True))
    taken: dict[str, Array] = {}

    def read(name: str) -> Array:
        if name not in taken:
            taken[name] = ensemble.runs(ds, name, scenario, level)
        return taken[name]

    values = np.stack([[stored_value(each, read, month_of(month)) for each in observables] for month in months])
    values = np.moveaxis(values, (0, 1), (-2, -1))
    fte = ensemble.headline(ds, scenario, level)[..., [ensemble.month_number(ds, date) for date in dates]]
    finished = np.isfinite(fte).all(axis=2) & np.isfinite(values).all(axis=(2, 3))
    each, first, done = np.arange(fte.shape[0]), finished.argmax(axis=1), finished.any(axis=1)
    values, fte, halves = values[each, first], fte[each, first], each % 2 == 0
    towns = int(ds.sizes.get("municipality", 0))
    return Seen(observables, months, values[done], dates, fte[done], halves[done], towns)


def chosen(seen: Seen) -> list[Post]:
    """For each observable the month and threshold by which the choosing half moves most, the largest move first."""
    own = Seen(**{**seen.__dict__, "values": seen.values[seen.halves], "fte": seen.fte[seen.halves]})
    found = []
    for place in range(len(seen.observables)):
        posts = [post for month in range(len(seen.months)) for post in candidates(own, place, month)]
        if posts:
            found.append(max(posts, key=lambda post: abs(post.move)))
    return sorted(found, key=lambda post: -abs(post.move))


def candidates(own: Seen, place: int, month: int) -> list[Post]:
    """Thresholds of an observable at a month, with the move of each."""
    values, log = own.values[:, month, place], np.log(np.maximum(own.fte[:, 0], 1.0))
    rises = float(np.cov(values, log)[0, 1]) >= 0.0
    found = []
    for share in map(float, settings.word("signpost_shares").split()):
        limit = rounded(float(np.quantile(values, share if rises else 1.0 - share)))
        low, high = (limit, np.inf) if rises else (-np.inf, limit)
        within = (values >= low) & (values <= high)
        if min(within.sum(), (~within).sum()) >= settings.count("signpost_fewest"):
            move = float(np.median(log[within]) - np.median(log[~within]))
            found.append(Post(place, month, low, high, move))
    return found


def told(seen: Seen, posts: Sequence[Post], level: float | None) -> xr.Dataset:
    """What the half that chose nothing says of the signposts."""
    fte, values = seen.fte[~seen.halves], seen.values[~seen.halves]
    levels = np.array([near(seen.fte[seen.halves, place]) if level is None else level for place in range(fte.shape[1])])
    within = np.array([_within(values, post) for post in posts], dtype=bool).reshape(len(posts), len(fte))
    chance = np.array([_by_chance(fte[:, 0], each) for each in within])
    data: dict[str, Any] = {
        "month": ("signpost", np.array([seen.months[post.month] for post in posts], dtype=str)),
        "low": ("signpost", [post.low for post in posts]),
        "high": ("signpost", [post.high for post in posts]),
        "move": ("signpost", [post.move for post in posts], {"long_name": "Move of median log FTE, choosing half"}),
        "seen": ("signpost", within.sum(axis=1), {"units": "runs"}),
        "chance": ("signpost", chance, {"long_name": "Probability of such a difference by chance, corrected (Holm)"}),
        "told": ("signpost", holm(chance) <= settings.number("signpost_noise")),
        "level": ("date", levels, {"units": "FTE"}),
    }
    for name, parts in (("seen", within), ("unseen", ~within), ("all", np.ones((1, len(fte)), dtype=bool))):
        data |= _sides(name, parts, fte, levels)
    names = np.array([seen.observables[post.observable].name for post in posts], dtype=str)
    return xr.Dataset(data, {"signpost": names, "date": list(seen.dates), "end": ["low", "high"]}).assign_attrs(
        runs=int(fte.shape[0])
    )


def _sides(name: str, parts: np.ndarray, fte: Array, levels: Array) -> dict[str, Any]:
    """Median with its interval, and runs that reach the level, of the runs in each part and at each date."""
    medians, ends, hits = [], [], []
    for part in parts:
        spread = [median_interval(fte[part, place]) for place in range(fte.shape[1])]
        medians.append([_known(each["mean"]) for each in spread])
        ends.append([[_known(each["p05"]), _known(each["p95"])] for each in spread])
        hits.append((fte[part] >= levels).sum(axis=0))
    dims = ("date",) if name == "all" else ("signpost", "date")
    shaped = (lambda values: np.array(values)[0]) if name == "all" else np.array
    return {
        f"median_{name}": (dims, shaped(medians), {"units": "FTE"}),
        f"interval_{name}": ((*dims, "end"), shaped(ends), {"units": "FTE"}),
        f"reached_{name}": (dims, shaped(hits), {"units": "runs"}),
        f"runs_{name}": (dims[:-1], shaped(parts.sum(axis=1)), {"units": "runs"}),
    }


def share(found: xr.Dataset, side: str, date: str, place: int | None = None) -> Counted:
    """The share of runs that reach the level at a date: ``seen`` or ``unseen`` (of a signpost), or ``all``."""
    one = found.sel(date=date) if place is None else found.sel(date=date).isel(signpost=place)
    return Counted(int(one[f"reached_{side}"]), int(one[f"runs_{side}"]))


def near(fte: Array) -> float:
    """A round level near the median."""
    middle = max(float(np.median(fte)), 1.0)
    step = 10.0 ** np.floor(np.log10(middle)) / 2.0
    return float(max(np.round(middle / step) * step, 1.0))


def _within(values: Array, post: Post) -> np.ndarray:
    column = values[:, post.month, post.observable]
    return (column >= post.low) & (column <= post.high)


def _by_chance(fte: Array, within: np.ndarray) -> float:
    few = settings.count("signpost_fewest")
    if min(within.sum(), (~within).sum()) < few // 2:
        return 1.0
    return float(mannwhitneyu(fte[within], fte[~within]).pvalue)


def _known(value: float | None) -> float:
    return float("nan") if value is None else value
