"""Replay: taking into use and depth of use alone, month by month, for a roll-out of the past.

The rules are those of the forecast, from the same start; nobody is engaged, nothing is developed, and month 0 is the
month at which the roll-out is said to begin instead of January 2022.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import World
from .compiled import entry
from .draws import START, make_key, run_key, uniform_pair
from .month import roll_out
from .reference import by_reference
from .rules.start import start
from .run import Workspace
from .tables import counts
from .tables.identity import use_key


@entry
def replay_run(world, state, levers, parameters, switches, target, keys, adopters, live) -> None:
    """One roll-out: hosts that have ever taken the solution into use (months,), and those that use it."""
    fixed = by_reference(world)
    scratch = by_reference(state)
    p = parameters[0]
    key = make_key(keys[0], keys[1], keys[2])
    start(fixed, scratch, levers, p, switches[0], target, key)
    for month in range(adopters.size):
        roll_out(fixed, scratch, levers[month], p, switches[0], month, key)
        adopters[month] = 0.0
        live[month] = 0.0
        for row in range(scratch.tally.count[counts.ADOPTION_ROWS]):
            if scratch.adoptions.unit[row] >= fixed.hosts:
                continue
            if scratch.adoptions.spell[row] == 0:
                adopters[month] += 1.0
            if scratch.adoptions.live_from[row] <= month < scratch.adoptions.abandoned[row]:
                live[month] += 1.0


def replay_batch(
    prepared: Any, solution: int, users: int, records: np.ndarray, keys: np.ndarray, scratch: Workspace
) -> tuple[np.ndarray, np.ndarray]:
    """Roll-outs of one solution.

    Args:
        prepared: world whose only solution in reach is `solution`, levers (months, regions), switches, target.
        solution: its row in the world's catalogue.
        users: how many hosts use it at the start, exactly.
        records: parameter records (B,).
        keys: whole numbers (B, 3): seed, luck, replicate.
        scratch: from `run.workspace`.

    Returns:
        Hosts that have ever taken it into use (B, months), and hosts where it is installed and used (B, months).
    """
    months = prepared.levers.shape[0]
    adopters, live = np.zeros((records.size, months)), np.zeros((records.size, months))
    for b in range(records.size):
        share = np.array(scratch.world.start_share)
        share[solution] = _share_of(scratch.world, solution, users, keys[b])
        world = scratch.world._replace(start_share=share)
        fixed = (prepared.levers, records[b : b + 1], prepared.switches, prepared.target)
        replay_run(world, scratch.state, *fixed, keys[b].astype(np.uint64), adopters[b], live[b])
    return adopters, live


def _share_of(world: World, solution: int, users: int, key: np.ndarray) -> float:
    """The share under which exactly `users` hosts draw themselves among the first users."""
    name, need = int(world.solution_key[solution]), int(world.solution_need[solution])
    kinds = (np.arange(world.hosts) >= world.municipalities).astype(int) + 1
    hosts = np.flatnonzero(kinds & int(world.solution_hosts[solution]))
    run = run_key(*(int(word) for word in key))
    drawn = np.sort([uniform_pair(run, START, name, use_key(int(host), need, 0))[0] for host in hosts])
    edges = np.concatenate([[0.0], drawn, [1.0]])
    return float((edges[users] + edges[users + 1]) / 2.0)
