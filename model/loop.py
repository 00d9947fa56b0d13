"""The loops over months and runs, compiled. They know no rule, only where the rules lie (`month.ready`), so that a rule
that changes leaves them as they are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .calling import call
from .compiled import compiled, entry
from .draws import make_key, run_key
from .now import Now, Target
from .reference import by_reference
from .state.codes import Count
from .state.state import State
from .state.world import World


class Rules(NamedTuple):
    """Rules as compiled code calls them: their addresses. In plain Python, the rules themselves."""

    start: Any
    month: Any  # (rules,) in their order
    report: Any


class Batch(NamedTuple):
    """The runs that are asked for (B of them), all of one scenario."""

    levers: np.ndarray  # (months, R) records
    parameters: np.ndarray  # (B,) records
    switches: np.ndarray  # (1,) record
    target: Target
    keys: np.ndarray  # (B, 3) seed, luck and replicate, uint64


def first_day(batch: Batch) -> Now:
    """What rules are handed on the first day of the first run."""
    key = run_key(*(int(word) for word in batch.keys[0]))
    return Now(0, batch.levers[0], batch.parameters[0], batch.switches[0], batch.target, key)


@compiled
def step(rules: Rules, world: World, state: State, now: Now) -> None:
    """The rules of one month."""
    for rule in rules.month:
        call(rule, (world, state, now))


@entry
def run_batch(rules, world, state, batch, months, workspace, rows, overflow) -> None:
    """Every run of the batch, so many months from January 2022.

    `workspace` is the table of outputs and the row (width,) that its columns are views of; each run's row is copied
    into `rows` (B, width). `overflow` (B,) is set where a table had no room.
    """
    outputs, row = workspace
    fixed, tables, out = by_reference(world), by_reference(state), by_reference(outputs)
    p, switches, target = batch.parameters, batch.switches[0], batch.target
    for b in range(p.size):
        key = make_key(batch.keys[b, 0], batch.keys[b, 1], batch.keys[b, 2])
        row[:] = 0.0
        for month in range(months):
            now = by_reference(Now(month, batch.levers[month], p[b], switches, target, key))
            if month == 0:
                call(rules.start, (fixed, tables, now))
            step(rules, fixed, tables, now)
            call(rules.report, (fixed, tables, now, out))
        rows[b, :] = row
        overflow[b] = tables.tally.count[Count.OVERFLOW]


@entry
def start_once(rules, world, state, batch) -> None:
    """The first day of a run."""
    key = make_key(batch.keys[0, 0], batch.keys[0, 1], batch.keys[0, 2])
    p, switches, target = batch.parameters[0], batch.switches[0], batch.target
    now = by_reference(Now(0, batch.levers[0], p, switches, target, key))
    call(rules.start, (by_reference(world), by_reference(state), now))


@entry
def step_once(rules, world, state, batch, month, outputs) -> None:
    """One month of a run."""
    key = make_key(batch.keys[0, 0], batch.keys[0, 1], batch.keys[0, 2])
    fixed, tables, out = by_reference(world), by_reference(state), by_reference(outputs)
    p, switches, target = batch.parameters[0], batch.switches[0], batch.target
    now = by_reference(Now(month, batch.levers[month], p, switches, target, key))
    step(rules, fixed, tables, now)
    call(rules.report, (fixed, tables, now, out))


@entry
def rule_once(rule, world, state, batch, month) -> None:
    """One rule of one month of a run, for whoever looks between the rules."""
    key = make_key(batch.keys[0, 0], batch.keys[0, 1], batch.keys[0, 2])
    p, switches, target = batch.parameters[0], batch.switches[0], batch.target
    now = by_reference(Now(month, batch.levers[month], p, switches, target, key))
    call(rule, (by_reference(world), by_reference(state), now))


@entry
def report_once(rules, world, state, batch, month, outputs) -> None:
    """What a month reports, for whoever has stepped its rules one by one."""
    key = make_key(batch.keys[0, 0], batch.keys[0, 1], batch.keys[0, 2])
    p, switches, target = batch.parameters[0], batch.switches[0], batch.target
    now = by_reference(Now(month, batch.levers[month], p, switches, target, key))
    call(rules.report, (by_reference(world), by_reference(state), now, by_reference(outputs)))
