"""Replay: taking into use and depth of use alone, month by month, for a roll-out of the past.

The rules are those of the forecast, from the same start; nobody is engaged, nothing is developed, and month 0 is the
month at which the roll-out is said to begin instead of January 2022.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import World
from .compiled import compiled, entry
from .draws import START, make_key, run_key, uniform_pair
from .month import roll_out
from .reference import by_reference
from .rules.start import start
from .run import Workspace
from .tables import counts
from .tables.identity import use_key

COUNTS = ("adopters", "live", "depth", "freed_hours")
ADOPTERS, LIVE, DEPTH, FREED = 0, 1, 2, 3


@entry
def replay_run(world, state, levers, parameters, switches, target, keys, counted) -> None:
    """One roll-out, into `counted` (4, months), in the order of COUNTS."""
    fixed = by_reference(world)
    scratch = by_reference(state)
    p = parameters[0]
    key = make_key(keys[0], keys[1], keys[2])
    start(fixed, scratch, levers, p, switches[0], target, key)
    for month in range(counted.shape[1]):
        roll_out(fixed, scratch, levers[month], p, switches[0], month, key)
        _count(fixed, scratch, month, counted[:, month])


@compiled
def _count(world, state, month, counted):
    adoptions = state.adoptions
    counted[:] = 0.0
    for row in range(state.tally.count[counts.ADOPTION_ROWS]):
        used = adoptions.live_from[row] <= month < adoptions.abandoned[row]
        if used:
            cell = adoptions.cell[row]
            potential = state.solutions.potential[adoptions.solution[row], world.cell_kind[cell]]
            counted[FREED] += state.cell_hours[cell] * potential * adoptions.used[row] * adoptions.realised[row]
        if adoptions.unit[row] < world.hosts:
            counted[ADOPTERS] += 1.0 if adoptions.spell[row] == 0 else 0.0
            counted[LIVE] += 1.0 if used else 0.0
            counted[DEPTH] += adoptions.depth[row] if used else 0.0
    counted[DEPTH] /= max(counted[LIVE], 1.0)


def replay_batch(
    prepared: Any, solution: int, users: int, records: np.ndarray, keys: np.ndarray, scratch: Workspace
) -> np.ndarray:
    """Roll-outs of one solution.

    Args:
        prepared: world whose only solution in reach is `solution`, levers (months, regions), switches, target.
        solution: its row in the world's catalogue.
        users: how many hosts use it at the start, exactly.
        records: parameter records (B,).
        keys: whole numbers (B, 3): seed, luck, replicate.
        scratch: from `run.workspace`.

    Returns:
        (B, 4, months) by COUNTS: hosts that have ever taken it into use, hosts where it is installed and used, mean
        depth of use there, and hours a year that it frees (after cashing).
    """
    months = prepared.levers.shape[0]
    counted = np.zeros((records.size, len(COUNTS), months))
    for b in range(records.size):
        share = np.array(scratch.world.start_share)
        share[solution] = _share_of(scratch.world, solution, users, keys[b])
        world = scratch.world._replace(start_share=share)
        fixed = (prepared.levers, records[b : b + 1], prepared.switches, prepared.target)
        replay_run(world, scratch.state, *fixed, keys[b].astype(np.uint64), counted[b])
    return counted


def _share_of(world: World, solution: int, users: int, key: np.ndarray) -> float:
    """The share under which exactly `users` hosts draw themselves among the first users."""
    name, need = int(world.solution_key[solution]), int(world.solution_need[solution])
    kinds = (np.arange(world.hosts) >= world.municipalities).astype(int) + 1
    hosts = np.flatnonzero(kinds & int(world.solution_hosts[solution]))
    run = run_key(*(int(word) for word in key))
    if users == hosts.size:
        return 1.0  # all of them: use that stays thin until somebody decides otherwise
    drawn = np.sort([uniform_pair(run, START, name, use_key(int(host), need, 0))[0] for host in hosts])
    edges = np.concatenate([[0.0], drawn, [1.0]])
    return float((edges[users] + edges[users + 1]) / 2.0)
