"""Designs and indices of sensitivity analysis on the unit cube, by SALib; nothing here knows the model.

A *group* moves together (all potentials, say) and gets one index; a factor on its own is a group of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import settings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Points to run.

    Args:
        problem: factors, their groups and bounds, as SALib writes it.
        points: probabilities in the unit cube, (run, factor).
        luck: which luck each run takes, (run,): the same along a row or trajectory, so that a step shows the factor
            and not chance.
    """

    problem: dict[str, Any]
    points: Array
    luck: NDArray[np.int64]

    @property
    def groups(self) -> list[str]:
        """Names that get an index, in the order of the indices."""
        return list(dict.fromkeys(self.problem["groups"]))


def problem_of(names: Sequence[str], groups: Sequence[str] | None = None) -> dict[str, Any]:
    """SALib's description of factors on the unit cube; every factor is its own group unless told otherwise."""
    return {
        "num_vars": len(names),
        "names": list(names),
        "groups": list(groups or names),
        "bounds": [[0.0, 1.0]] * len(names),
    }


def morris_design(problem: dict[str, Any], trajectories: int, seed: int) -> Design:
    """Elementary-effect trajectories (Morris 1991; Campolongo et al. 2007), trajectories x (groups + 1) runs."""
    from SALib.sample import morris

    points = morris.sample(problem, trajectories, num_levels=settings.count("morris_levels"), seed=seed)
    length = len(dict.fromkeys(problem["groups"])) + 1
    return Design(problem, points, np.repeat(np.arange(trajectories), length))


def sobol_design(problem: dict[str, Any], base: int, seed: int) -> Design:
    """Saltelli's design for first-order and total indices, base x (groups + 2) runs; base a power of two."""
    from SALib.sample import sobol

    points = sobol.sample(problem, base, calc_second_order=False, seed=seed)
    length = len(dict.fromkeys(problem["groups"])) + 2
    return Design(problem, points, np.repeat(np.arange(base), length))


def random_design(problem: dict[str, Any], runs: int, seed: int) -> Design:
    """Latin hypercube for PAWN; every run has its own luck."""
    from SALib.sample import latin

    return Design(problem, latin.sample({**problem, "groups": None}, runs, seed=seed), np.arange(runs))


def morris_indices(design: Design, results: Array, seed: int) -> dict[str, Array]:
    """``mu_star`` with the half-width of its 95 % interval, and ``sigma``, each (group,)."""
    from SALib.analyze import morris

    found = morris.analyze(
        design.problem, design.points, results, num_levels=settings.count("morris_levels"), seed=seed
    )
    return _ordered(design, found, {"mu_star": "mu_star", "mu_star_conf": "mu_star_conf", "sigma": "sigma"})


def sobol_indices(design: Design, results: Array, seed: int) -> dict[str, Array]:
    """First-order ``S1`` and total ``ST`` with the half-widths of their 95 % intervals, each (group,).

    What first-order indices leave of 1 is interaction and chance: luck is held along a row and is no factor.
    """
    from SALib.analyze import sobol

    groups = len(design.groups)
    if np.ptp(results) == 0.0:
        return {name: np.zeros(groups) for name in ("S1", "S1_conf", "ST", "ST_conf")}
    found = sobol.analyze(design.problem, results, calc_second_order=False, seed=seed)
    return {name: np.asarray(found[name], dtype=np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf")}


def pawn_indices(design: Design, results: Array, seed: int) -> dict[str, Array]:
    """Median and largest distance between conditional and whole distribution (PAWN), each (factor,)."""
    from SALib.analyze import pawn

    found = pawn.analyze({**design.problem, "groups": None}, design.points, results, seed=seed)
    return {"pawn_median": np.asarray(found["median"]), "pawn_max": np.asarray(found["maximum"])}


def _ordered(design: Design, found: Any, wanted: dict[str, str]) -> dict[str, Array]:
    """SALib's result by group, in the order of the design; a group has no sigma (NaN)."""
    place = {name: number for number, name in enumerate(found["names"])}
    return {
        ours: np.array([float(found[theirs][place[name]]) for name in design.groups], dtype=np.float64)
        for ours, theirs in wanted.items()
    }
