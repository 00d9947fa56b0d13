"""Designs of sensitivity analysis on the unit cube, by SALib; nothing here knows the model.

A *group* moves together (all potentials, say) and gets one index; a factor on its own is a group of one. Chance is a
factor like the others: a step along it changes the luck of a run and nothing else, and no other step changes luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import settings

Array = NDArray[np.float64]
CHANCE = "chance"
# In a row of Sobol's design or a trajectory of Morris's every factor, chance too, takes two values.
LUCKS = 2


@dataclass(frozen=True)
class Design:
    """Points to run.

    Args:
        problem: factors, their groups and bounds, as SALib writes it.
        points: probabilities in the unit cube, (run, factor).
        luck: which luck each run takes, (run,): it changes with the factor ``chance`` alone along a row or trajectory,
            so that any other step shows the factor and not chance.
        second: whether it was made for indices of second order.
    """

    problem: dict[str, Any]
    points: Array
    luck: NDArray[np.int64]
    second: bool = False

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


def with_chance(problem: dict[str, Any]) -> dict[str, Any]:
    """The problem with chance as one more factor, the last."""
    return problem_of([*problem["names"], CHANCE], [*problem["groups"], CHANCE])


def morris_design(problem: dict[str, Any], trajectories: int, seed: int) -> Design:
    """Elementary-effect trajectories (Morris 1991; Campolongo et al. 2007), trajectories x (groups + 1) runs."""
    from SALib.sample import morris

    points = morris.sample(problem, trajectories, num_levels=settings.count("morris_levels"), seed=seed)
    return Design(problem, points, lucks(problem, points, len(dict.fromkeys(problem["groups"])) + 1))


def sobol_design(problem: dict[str, Any], base: int, seed: int, second: bool = False) -> Design:
    """Saltelli's design for first-order and total indices, base x (groups + 2) runs; base a power of two.

    With indices of second order base x (2 groups + 2) runs.
    """
    from SALib.sample import sobol

    points = sobol.sample(problem, base, calc_second_order=second, seed=seed)
    return Design(problem, points, lucks(problem, points, len(points) // base), second)


def random_design(problem: dict[str, Any], runs: int, seed: int) -> Design:
    """Latin hypercube for PAWN; every run has its own luck."""
    from SALib.sample import latin

    return Design(problem, latin.sample({**problem, "groups": None}, runs, seed=seed), np.arange(runs))


def lucks(problem: dict[str, Any], points: Array, length: int) -> NDArray[np.int64]:
    """Luck (run,) by blocks of ``length`` runs: one a block, and another where the block's chance is another."""
    block = np.arange(len(points)) // length
    if CHANCE not in problem["names"]:
        return block
    chance = points[:, problem["names"].index(CHANCE)]
    return LUCKS * block + (chance != chance[block * length])
