"""Indices of a design, by SALib, with intervals and with what a number that does nothing would get.

Sobol's and Morris's steps hold luck, so an idle number gets exactly 0. But a step may move the answer only by giving
chance another order. What that can be is bounded by what chance does: an index counts as told where it is more than
that, or where its first order is more than its error. PAWN and regressions on given runs have a dummy instead: the
numbers as they are, beside results in another order.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from . import settings
from .designs import CHANCE, Array, Design
from .statistics import index_half_width
from .tell import Step, nothing

Index = Callable[[Array], Array]


def sobol_indices(design: Design, results: Array, seed: int) -> dict[str, Array]:
    """First-order ``S1`` and total ``ST``, each (group,), ``S2`` (group, group) where the design has it, with the
    half-widths of their 95 % intervals, and whether each group is ``told`` from noise."""
    from SALib.analyze import sobol

    names = ["S1", "S1_conf", "ST", "ST_conf", *(["S2", "S2_conf"] if design.second else [])]
    groups = len(design.groups)
    if np.ptp(results) == 0.0:
        found = {name: np.zeros((groups, groups) if name[:2] == "S2" else groups) for name in names}
        return {**found, "told": np.zeros(groups)}
    known = sobol.analyze(
        design.problem,
        results,
        calc_second_order=design.second,
        conf_level=settings.number("index_interval"),
        seed=seed,
    )
    found = {name: np.asarray(known[name], dtype=np.float64) for name in names}
    alone = found["S1"] - found["S1_conf"] > 0.0
    together = found["ST"] - found["ST_conf"] > shuffled(design, found)
    return {**found, "told": (alone | together).astype(float)}


def shuffled(design: Design, found: dict[str, Array]) -> float:
    """The most of a total index that can be chance in another order: all interactions of chance, and their error."""
    if CHANCE not in design.groups:
        return 0.0
    at = design.groups.index(CHANCE)
    error = np.hypot(found["ST_conf"][at], found["S1_conf"][at])
    return max(0.0, float(found["ST"][at] - found["S1"][at] + error))


def morris_indices(design: Design, results: Array, seed: int) -> dict[str, Array]:
    """``mu_star`` with the half-width of its 95 % interval, ``sigma`` (NaN for a group of several), and ``told``, each
    (group,)."""
    from SALib.analyze import morris

    known = morris.analyze(
        design.problem, design.points, results, num_levels=settings.count("morris_levels"), seed=seed
    )
    place = {name: number for number, name in enumerate(known["names"])}
    found = {
        name: np.array([float(known[name][place[group]]) for group in design.groups], dtype=np.float64)
        for name in ("mu_star", "mu_star_conf", "sigma")
    }
    return {**found, "told": above_chance(design, found["mu_star"], found["mu_star_conf"]).astype(float)}


def above_chance(design: Design, index: Array, half: Array) -> Any:
    """Whether each index is surely more than chance's own; chance itself, more than 0."""
    if CHANCE not in design.groups:
        return index - half > 0.0
    at = design.groups.index(CHANCE)
    floor = np.full(index.size, index[at] + half[at])
    floor[at] = 0.0
    return index - half > floor


def pawn_steps() -> int:
    """How many times PAWN is had for one outcome."""
    return settings.count("bootstrap_indices") + settings.count("dummy_orders")


def pawn_indices(design: Design, results: Array, seed: int, step: Step = nothing) -> dict[str, Array]:
    """Median and largest distance between conditional and whole distribution (PAWN), the half-width of a 95 % interval
    on the median, the ``dummy``'s level, and ``told``, each (factor,)."""
    median, largest = pawn(design.points, results)

    def index(points: Array, values: Array) -> Array:
        step()
        return pawn(points, values)[0]

    rng = np.random.default_rng(seed)
    again = [rng.integers(0, len(results), len(results)) for _ in range(settings.count("bootstrap_indices"))]
    spread = np.std([index(design.points[rows], results[rows]) for rows in again], axis=0, ddof=1)
    floor = dummy(lambda values: index(design.points, values), results, seed)
    return {
        "pawn_median": median,
        "pawn_median_conf": index_half_width() * spread,
        "pawn_max": largest,
        "dummy": np.full(median.size, floor),
        "told": (median > floor).astype(float),
    }


def pawn(points: Array, results: Array) -> tuple[Array, Array]:
    """Median and largest Kolmogorov-Smirnov distance over slides of equal probability (Pianosi and Wagener 2018), each
    (factor,); SALib's numbers, fast enough to be had many times."""
    order = np.argsort(results, kind="stable")
    values, runs = results[order], len(results)
    last = np.append(np.flatnonzero(values[1:] != values[:-1]), runs - 1)  # where the distribution has a step
    whole = (last + 1.0) / runs
    slides = settings.count("pawn_slides")
    edges = np.linspace(0.0, 1.0, slides + 1)
    found = np.empty((points.shape[1], slides))
    for number, column in enumerate(points[order].T):
        slide = np.clip(np.searchsorted(np.quantile(column, edges), column, side="right") - 1, 0, slides - 1)
        inside = np.zeros((runs, slides))
        inside[np.arange(runs), slide] = 1.0
        count = np.maximum(inside.sum(axis=0), 1.0)
        found[number] = np.abs(np.cumsum(inside, axis=0)[last] / count - whole[:, None]).max(axis=0)
    return np.median(found, axis=1), found.max(axis=1)


def dummy(index: Index, results: Array, seed: int) -> float:
    """What numbers that do nothing get: the level that the largest index of all stays below in 19 of 20 orders of the
    results (Westfall and Young 1993), so that one in twenty analyses ranks anything where nothing is to be ranked."""
    rng = np.random.default_rng(seed)
    most = [float(np.max(index(rng.permutation(results)))) for _ in range(settings.count("dummy_orders"))]
    return float(np.quantile(most, settings.number("dummy_share")))
