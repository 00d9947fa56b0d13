"""Replay: taking into use and depth of use alone, month by month, for a roll-out of the past.

The rules are those of the forecast, from the same start; nobody is engaged, nothing is developed, and month 0 is the
month at which the roll-out is said to begin instead of January 2022.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .calling import call
from .compiled import compiled, entry
from .draws import START, make_key, run_key, uniform_pair
from .loop import Batch, first_day, step
from .month import ROLL_OUT, ready
from .now import Now
from .reference import by_reference
from .run import Workspace
from .state.codes import Count, Regime
from .state.world import World
from .tables.identity import use_key
from .tables.pricing import running_cost

COUNTS = ("adopters", "live", "depth", "freed_hours", "bought", "running")
ADOPTERS, LIVE, DEPTH, FREED, BOUGHT, RUNNING = 0, 1, 2, 3, 4, 5


@entry
def replay_run(rules, world, state, batch, counted) -> None:
    """One roll-out, into `counted` (6, months), in the order of COUNTS."""
    fixed, tables = by_reference(world), by_reference(state)
    key = make_key(batch.keys[0, 0], batch.keys[0, 1], batch.keys[0, 2])
    p, switches, target = batch.parameters[0], batch.switches[0], batch.target
    for month in range(counted.shape[1]):
        now = by_reference(Now(month, batch.levers[month], p, switches, target, key))
        if month == 0:
            call(rules.start, (fixed, tables, now))
        step(rules, fixed, tables, now)
        _count(fixed, tables, now, counted[:, month])


@compiled
def _count(world, state, now, counted):
    adoptions, month = state.adoptions, now.month
    counted[:] = 0.0
    for row in range(state.tally.count[Count.ADOPTION_ROWS]):
        used = adoptions.live_from[row] <= month < adoptions.abandoned[row]
        if used:
            cell = adoptions.cell[row]
            potential = state.solutions.potential[adoptions.solution[row], world.cell_kind[cell]]
            counted[RUNNING] += state.cell_hours[cell] * running_cost(state.adoptions, now, row)
            counted[FREED] += state.cell_hours[cell] * potential * adoptions.depth[row] * adoptions.realised[row]
        counted[BOUGHT] += _paid_once(adoptions, now, row)
        if adoptions.unit[row] < world.hosts:
            counted[ADOPTERS] += 1.0 if adoptions.spell[row] == 0 else 0.0
            counted[LIVE] += 1.0 if used else 0.0
            counted[DEPTH] += adoptions.depth[row] if used else 0.0
    counted[DEPTH] /= max(counted[LIVE], 1.0)


@compiled
def _paid_once(adoptions, now, row):
    """Paid so far for the users there are, and for introducing what was not in use at the start.

    A forecast books the purchase for all expected users at once and spreads it over its life; over three years it
    counts that devices are bought as their users come (Aarhus: 276 toilets in a year and a half), by hosts that had
    some before too.
    """
    before = adoptions.seeded_depth[row] if adoptions.regime[row] == Regime.START else 0.0
    users = max(adoptions.depth[row] - before, 0.0) / max(now.p.depth_ceiling, 1e-9)
    work = now.p.implementation_cost_share if adoptions.regime[row] != Regime.START else 0.0
    return adoptions.price[row] * (users + work)


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
        (B, 6, months) by COUNTS: hosts that have ever taken it into use, hosts where it is installed and used, mean
        depth of use there, hours a year that it frees (before rosters follow: what is reported is use times time), what
        has been paid so far for buying and introducing it (million DKK), and what it costs to run (million DKK a year).
    """
    months = prepared.levers.shape[0]
    counted = np.zeros((records.size, len(COUNTS), months))
    for b in range(records.size):
        share = np.array(scratch.world.start_share)
        share[solution] = _share_of(scratch.world, solution, users, keys[b])
        world = scratch.world._replace(start_share=share)
        asked = keys[b : b + 1].astype(np.uint64)
        batch = Batch(prepared.levers, records[b : b + 1], prepared.switches, prepared.target, asked)
        rules = ready(world, scratch.state, first_day(batch), order=ROLL_OUT)
        replay_run(rules, world, scratch.state, batch, counted[b])
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
