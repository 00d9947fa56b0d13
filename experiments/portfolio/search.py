"""The search: portfolios are run, a surrogate learns from them, NSGA-III searches it, and its finds are run in turn."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import settings
from ..ensemble import Array
from .moves import Move, added, repaired
from .scores import COST, DEAREST, MEASURES, VALUE

Score = Callable[[list[dict[str, float]]], Array]
# Of the measures those that are to be large; the others are to be small.
LARGE = np.array([name in ("due", "last", "fte_years", "worst") for name in MEASURES])


@dataclass(frozen=True)
class Limits:
    """What a portfolio may take: million DKK a year (`money` says in which measure), and how many levers at once."""

    budget: float
    levers: int
    money: int = COST

    @property
    def sought(self) -> list[int]:
        """The measures that are searched for; FTE-years lie between the two dates and are told beside them."""
        return [place for place in range(len(MEASURES)) if place not in ({VALUE, COST, DEAREST} - {self.money})]


@dataclass(frozen=True)
class Tried:
    """Portfolios that were run: points (portfolio, move), what they add, and scores (portfolio, measure)."""

    points: Array
    adds: list[dict[str, float]]
    scores: Array


def _own(name: str) -> float:
    """A number of the search, from ``settings.csv``."""
    return settings.number(f"plan_{name}")


def search(possible: Sequence[Move], score: Score, limits: Limits, size: int, seed: int) -> Tried:
    """Run about `size` portfolios, each round going by what those before it taught.

    Args:
        possible: what may be moved.
        score: runs portfolios, given as what they add to each lever.
        limits: money and levers.
        size: portfolios to run.
        seed: of the designs and of the search.
    """
    rng = np.random.default_rng(seed)
    first = max(2 * len(possible) + 1, int(size * settings.number("plan_first_share")))
    tried = _run(None, first_points(len(possible), first, limits, rng), possible, score)
    batch, surrogate = settings.count("plan_batch"), None
    while len(tried.points) < size:
        surrogate = fitted(tried, surrogate)
        wanted = min(batch, size - len(tried.points))
        found = _fresh(proposed(surrogate, tried, limits, wanted, rng), tried, possible)
        if not len(found):
            break
        tried = _run(tried, found, possible, score)
    return tried


def first_points(number: int, size: int, limits: Limits, rng: np.random.Generator) -> Array:
    """Nothing, each lever alone half and whole, then random ones of a few levers."""
    alone = np.concatenate([np.zeros((1, number)), _own("half") * np.eye(number), np.eye(number)])
    rest = np.zeros((max(0, size - len(alone)), number))
    for row in rest:
        many = rng.integers(min(2, number), min(limits.levers, number) + 1)
        row[rng.choice(number, many, replace=False)] = rng.uniform(0.0, 1.0, many)
    return repaired(np.concatenate([alone, rest]), limits.levers)


def fitted(tried: Tried, before: Any) -> Any:
    """Gaussian processes over the points, one for each measure, all with the same smoothness in each lever.

    The smoothness is learnt once; later rounds keep it and only add what was run since.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import Matern, WhiteKernel

    known = np.isfinite(tried.scores).all(axis=1)
    reach, noise = ((_own(name), (_own(f"{name}_least"), _own(f"{name}_most"))) for name in ("reach", "noise"))
    scales = np.full(tried.points.shape[1], reach[0])
    kernel = Matern(scales, reach[1], nu=_own("bend")) + WhiteKernel(*noise)
    optimizer = "fmin_l_bfgs_b" if before is None else None
    process = GaussianProcessRegressor(
        kernel if before is None else before.kernel_, normalize_y=True, optimizer=optimizer, random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return process.fit(tried.points[known], tried.scores[known])


def proposed(surrogate: Any, tried: Tried, limits: Limits, wanted: int, rng: np.random.Generator) -> Array:
    """Points of the surrogate's front inside the limits: half of them those that give most, half along the money."""
    front = _front(surrogate, tried, limits, rng)
    if not len(front):
        return first_points(tried.points.shape[1], 0, limits, rng)[:0]
    guess = surrogate.predict(front)
    most = math.ceil(wanted * _own("along"))
    best = np.argsort(-guess[:, VALUE], kind="stable")[:most]
    rest = np.setdiff1d(np.argsort(guess[:, limits.money], kind="stable"), best, assume_unique=True)
    along = rest[np.linspace(0, len(rest) - 1, min(wanted - most, len(rest))).astype(int)] if len(rest) else rest
    return front[np.unique(np.concatenate([best, along]))]


def _front(surrogate: Any, tried: Tried, limits: Limits, rng: np.random.Generator) -> Array:
    """Points that the surrogate's other points do not beat in everything, found by NSGA-III (Deb and Jain 2014)."""
    from pymoo.algorithms.moo.nsga3 import NSGA3
    from pymoo.core.problem import Problem
    from pymoo.optimize import minimize
    from pymoo.util.ref_dirs import get_reference_directions

    class Guessed(Problem):
        """The surrogate as a problem: small is good, and money is within the budget."""

        def __init__(self) -> None:
            super().__init__(n_var=tried.points.shape[1], n_obj=len(limits.sought), n_ieq_constr=1, xl=0.0, xu=1.0)

        def _evaluate(self, x: Array, out: dict[str, Any], *_: Any, **__: Any) -> None:
            guess = surrogate.predict(repaired(x, limits.levers))
            out["F"] = np.where(LARGE, -guess, guess)[:, limits.sought]
            out["G"] = guess[:, limits.money] - limits.budget

    directions = get_reference_directions(
        "das-dennis", len(limits.sought), n_partitions=settings.count("plan_partitions")
    )
    start = _start(tried, limits, len(directions), rng)
    found = minimize(
        Guessed(),
        NSGA3(directions, pop_size=len(start), sampling=start),
        ("n_gen", settings.count("plan_generations")),
        seed=int(rng.integers(1 << 31)),
        verbose=False,
    )
    points = np.zeros((0, tried.points.shape[1])) if found.X is None else np.atleast_2d(found.X)
    return np.unique(repaired(points, limits.levers), axis=0)


def _start(tried: Tried, limits: Limits, size: int, rng: np.random.Generator) -> Array:
    """The best of what was run within the budget, their neighbours, and random points."""
    inside = tried.scores[:, limits.money] <= limits.budget
    order = np.argsort(np.where(inside, -tried.scores[:, VALUE], np.inf), kind="stable")
    best = tried.points[order[: max(1, int(size * _own("best_share")))]]
    near = np.clip(best + rng.normal(0.0, _own("step"), best.shape) * (best > 0.0), 0.0, 1.0)
    rest = first_points(tried.points.shape[1], 0, limits, rng)
    fill = rng.uniform(0.0, 1.0, (size, tried.points.shape[1])) * (rng.uniform(size=(size, 1)) < _own("filled"))
    return np.concatenate([best, near, repaired(fill, limits.levers), rest])[: max(size, len(best) + len(near))]


def _fresh(points: Array, tried: Tried, possible: Sequence[Move]) -> Array:
    """Points whose portfolios have not been run."""
    known = [*tried.adds]
    chosen = []
    for point in points:
        adds = added(point, possible)
        if adds not in known:
            known.append(adds)
            chosen.append(point)
    return np.array(chosen).reshape(-1, points.shape[1])


def _run(tried: Tried | None, points: Array, possible: Sequence[Move], score: Score) -> Tried:
    adds = [added(point, possible) for point in points]
    scores = score(adds)
    if tried is None:
        return Tried(points, adds, scores)
    return Tried(np.concatenate([tried.points, points]), [*tried.adds, *adds], np.concatenate([tried.scores, scores]))


def is_on_front(scores: Array, large: Sequence[int], small: Sequence[int]) -> np.ndarray:
    """Whether no other row is at least as good in all of these measures and better in one."""
    values = np.concatenate([-scores[:, list(large)], scores[:, list(small)]], axis=1)
    beaten = [
        bool(((values <= row).all(axis=1) & (values < row).any(axis=1)).any()) or not np.isfinite(row).all()
        for row in values
    ]
    return ~np.array(beaten)
