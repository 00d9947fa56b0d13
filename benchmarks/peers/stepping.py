"""A run of the kernel, rule by rule, held against ordinary agents that do one rule's work from the same state."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from samspil.model.draws import run_key
from samspil.model.loop import Batch, first_day
from samspil.model.month import ORDER, ready
from samspil.model.now import Now
from samspil.model.parameters import pack
from samspil.model.run import workspace
from samspil.model.state.state import State
from samspil.model.state.world import World
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare

from ..measure import POLICY, SEED
from ..rules import TICKS_A_SECOND, ticks_of

# From January 2027, when use that began before the run has been seen, every ninth month: all seasons are among them.
MONTHS = range(60, 168, 9)


@dataclass(frozen=True)
class Compared:
    """CPU seconds of the agents and of the rule in the months looked at, and what was found of each month."""

    agents: float
    rule: float
    months: tuple[Any, ...]

    @property
    def ratio(self) -> float:
        """How many times the rule's time the agents take."""
        return self.agents / self.rule


def against(
    name: str,
    peer: Callable[[World, State, Now], Any],
    found: Callable[[Any, World, State, Now], Any],
    policy: str = POLICY,
) -> Compared:
    """Step a run; in some months let agents do the work of a rule from the same state.

    Args:
        name: the rule.
        peer: makes a Mesa model of a state before the rule; its `step` is timed.
        found: what is to be said of a month, given the stepped model and the state after the rule.
        policy: whose run.
    """
    prepared = prepare(load(policy), SEED)
    scratch = workspace(prepared)
    world, state = scratch.world, scratch.state
    keys = np.array([[SEED, 0, 0]], dtype=np.uint64)
    runs = Batch(prepared.levers, pack({}), prepared.switches, prepared.target, keys)
    rules = ready(world, state, first_day(runs), scratch.outputs)
    ticks_of(rules.start, world, state, runs, 0)
    agents, ticks, months = 0.0, 0, []
    for month in range(max(MONTHS) + 1):
        now = Now(month, runs.levers[month], runs.parameters[0], runs.switches[0], runs.target, run_key(SEED))
        for rule, address in zip(ORDER, rules.month, strict=True):
            if rule.__name__ != name or month not in MONTHS:
                ticks_of(address, world, state, runs, month)
                continue
            model = peer(world, state, now)
            start = time.process_time()
            model.step()
            agents += time.process_time() - start
            ticks += ticks_of(address, world, state, runs, month)
            months.append(found(model, world, state, now))
    return Compared(agents, ticks / TICKS_A_SECOND, tuple(months))
