"""The event tables of one run: enough to work the ledger out again from outside.

Recording changes nothing: the same months are stepped, and the tables are read off the state.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .epoch import MONTHS
from .loop import Batch, first_day, start_once, step_once
from .month import ready
from .run import Workspace
from .state.codes import Count
from .state.outputs import by_name, shapes_of
from .state.state import State
from .state.world import World
from .tables.kpis import is_live

Columns = dict[str, np.ndarray]
# The same sentence for the compiled month and, as plain Python, for many rows at once.
_live = getattr(is_live, "py_func", is_live)


def record_events(
    prepared: Any, parameters: np.recarray, key: tuple[int, int, int], scratch: Workspace
) -> tuple[dict[str, np.ndarray], dict[str, Columns]]:
    """One run with its event tables.

    Args:
        prepared: a prepared scenario.
        parameters: one parameter record (1,).
        key: seed, luck and replicate.
        scratch: a workspace of the scenario.

    Returns:
        The outputs by variable name, each (1, *own dims), and the columns of each table. Ids are lineage ids; months
        count from January 2022; `uses` has hours a year, t and e of every adoption in every month it is in use,
        `progress` stage and trust of every partnership in every month at whose end it is at work.
    """
    world, state = scratch.world, scratch.state
    scratch.row[:] = 0.0
    keys = np.array([key], dtype=np.uint64)
    batch = Batch(prepared.levers, parameters, prepared.switches, prepared.target, keys)
    rules = ready(world, state, first_day(batch), scratch.outputs)
    start_once(rules, world, state, batch)
    uses, progress = [], []
    for month in range(MONTHS):
        step_once(rules, world, state, batch, month, scratch.outputs)
        uses.append(_uses(world, state, month))
        progress.append(_progress(state, month))
    tables = {
        "partnerships": _partnerships(state),
        "members": _members(state),
        "progress": _joined(progress),
        "ties": _ties(state),
        "solutions": _solutions(state),
        "adoptions": _adoptions(world, state),
        "uses": _joined(uses),
    }
    return by_name(scratch.row[np.newaxis], shapes_of(scratch.outputs)), tables


def _joined(months: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in months]) for name in months[0]}


def _progress(state: State, month: int) -> Columns:
    partnerships = state.partnerships
    rows = partnerships.live[: state.tally.count[Count.PARTNERSHIPS_LIVE]]
    return {
        "partnership": partnerships.key[rows],
        "month": np.full(rows.size, month),
        "stage": partnerships.stage[rows].copy(),
        "trust": partnerships.trust[rows].copy(),
        "live": _live(partnerships, rows).astype(np.int64),
    }


def _uses(world: World, state: State, month: int) -> Columns:
    adoptions = state.adoptions
    rows = adoptions.live[: state.tally.count[Count.ADOPTIONS_LIVE]]
    rows = rows[adoptions.live_from[rows] <= month]
    cells = adoptions.cell[rows]
    growth = state.ledger.growth[world.cell_kind[cells], world.cell_region[cells]]
    return {
        "adoption": rows.astype(np.int64),
        "month": np.full(rows.size, month),
        "hours": state.cell_hours[cells] * growth,
        "t": adoptions.saved[rows].copy(),
        "e": adoptions.effect[rows].copy(),
    }


def _partnerships(state: State) -> Columns:
    rows = slice(0, state.tally.count[Count.PARTNERSHIP_ROWS])
    names = ("key", "kind", "need", "lead", "host", "company", "opened", "ends", "closed", "outcome", "stage", "size")
    names += ("delivered", "failures", "co_created", "brokered", "subsidised", "option", "trust", "coverage")
    names += ("coverage_start", "repeated")
    return {name: getattr(state.partnerships, name)[rows].copy() for name in names}


def _members(state: State) -> Columns:
    partnerships = state.partnerships
    rows = state.tally.count[Count.PARTNERSHIP_ROWS]
    row, place = np.nonzero(partnerships.members[:rows] >= 0)
    return {"partnership": partnerships.key[row], "actor": partnerships.members[row, place]}


def _ties(state: State) -> Columns:
    actor, place = np.nonzero(state.ties.partner >= 0)
    columns = {name: getattr(state.ties, name)[actor, place] for name in ("partner", "trust", "month", "live")}
    return {"actor": actor, **columns}


def _solutions(state: State) -> Columns:
    rows = slice(0, state.tally.count[Count.SOLUTION_ROWS])
    names = ("key", "need", "segment", "hosts", "effect_class", "complexity", "evidence", "attractiveness")
    names += ("owner", "origin", "partnership", "co_created", "evaluated", "available")
    solutions = state.solutions
    columns = {name: getattr(solutions, name)[rows].copy() for name in names}
    columns["pool_municipal"] = solutions.pool[rows, 0].copy()
    columns["pool_hospital"] = solutions.pool[rows, 1].copy()
    columns["potential_municipal"] = solutions.potential[rows, 0].copy()
    columns["potential_hospital"] = solutions.potential[rows, 1].copy()
    return columns


def _adoptions(world: World, state: State) -> Columns:
    rows = slice(0, state.tally.count[Count.ADOPTION_ROWS])
    names = ("cell", "solution", "spell", "regime", "month", "live_from", "abandoned", "ceiling", "realised")
    columns = {name: getattr(state.adoptions, name)[rows].copy() for name in names}
    cells = columns["cell"]
    places = {name: getattr(world, f"cell_{name}")[cells] for name in ("host", "need", "kind", "region")}
    return {"adoption": np.arange(cells.size), **columns, **places}
