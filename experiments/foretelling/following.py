"""Partnerships followed through runs: what a partnership could measure at some ages, and what became of it.

Each run is stepped month by month, as the recorder of event tables does it, and only what is asked for is read.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from samspil.model.epoch import MONTHS
from samspil.model.loop import Batch, first_day, start_once, step_once
from samspil.model.month import ready
from samspil.model.run import Workspace
from samspil.model.state.codes import ActorKind, Count, Kind, Stage
from samspil.runs.asked import Asked
from samspil.runs.draws import with_luck
from samspil.runs.progress import Progress
from samspil.scenarios.inputs import prepare

from .. import settings
from ..asking import Asking
from ..ensemble import Array
from ..stepping import each_run
from .indicators import AGES, FTE_AT, INDICATORS, USE_AT

if TYPE_CHECKING:
    import pandas as pd


Taken = dict[str, list[tuple[np.ndarray, Array]]]
USE, FTE = f"use_{USE_AT}", f"fte_{FTE_AT}"
# Columns of a followed partnership, behind the run that it is of.
NAMES = ("kind", "need", "opened", *(f"{name}_{age}" for age in AGES for name in INDICATORS), USE, FTE)


def followed(scenario: Any, draws: xr.Dataset, asking: Asking) -> pd.DataFrame:
    """Partnerships of one run of each draw, a row each: ``run``, ``kind``, ``need``, ``opened``, each indicator at each
    age (``trust_12``; missing where it had ended), ``use_36`` (hosts) and ``fte_60`` of what it made.

    Research consortia and in-house work are left out, renewals too (they count with the partnership that they renew),
    and those that opened too late to be followed to the end.
    """
    import pandas as pd

    prepared = prepare(replace(scenario, potentials=asking.level), asking.seed)
    drawn, parts, started = with_luck(draws), [], time.monotonic()
    size, whole = settings.count("kpi_block"), int(draws.sizes["draw"])
    for start in range(0, whole, size):
        some = drawn.isel(draw=slice(start, start + size))
        table = _kept(scenario, prepared, some, asking)
        table[:, 0] += start
        parts.append(table)
        done = min(start + size, whole)
        left = (time.monotonic() - started) / done * (whole - done)
        asking.report(Progress("running", done, whole, left, 0))
    asking.report(Progress("finished", whole, whole, 0.0, 0))
    return pd.DataFrame(np.concatenate(parts), columns=["run", *NAMES])


def _kept(scenario: Any, prepared: Any, draws: xr.Dataset, asking: Asking) -> Array:
    """The partnerships of a block of runs (partnership, column), from those that were had before where they were."""
    asked = Asked(asking.level, (scenario,), draws, 1, asking.seed)
    return asking.had(asked, ["partnerships", *NAMES], lambda: _block(scenario, prepared, draws, asking)).copy()


def _block(scenario: Any, prepared: Any, draws: xr.Dataset, asking: Asking) -> Array:
    def one(row: int, record: np.recarray, key: tuple[int, int, int], scratch: Workspace) -> Array | None:
        found = follow(prepared, record, key, scratch)
        if found is None:
            return None
        values = np.column_stack([found[name] for name in NAMES])
        return np.column_stack([np.full(len(values), row), values])

    parts = each_run(scenario, prepared, draws, asking.seed, asking.threads, one)
    return np.concatenate([np.zeros((0, len(NAMES) + 1)), *parts.values()])


def follow(
    prepared: Any, record: np.recarray, key: tuple[int, int, int], scratch: Workspace
) -> dict[str, Array] | None:
    """The partnerships of one run, a column each; None where a table had no room."""
    world, state = scratch.world, scratch.state
    batch = Batch(prepared.levers, record, prepared.switches, prepared.target, np.array([key], dtype=np.uint64))
    rules = ready(world, state, first_day(batch), scratch.outputs)
    start_once(rules, world, state, batch)
    taken: Taken = {name: [] for name in (*map(str, AGES), USE, FTE)}
    for month in range(MONTHS):
        step_once(rules, world, state, batch, month, scratch.outputs)
        opened = state.partnerships.opened[: state.tally.count[Count.PARTNERSHIP_ROWS]]
        for age in AGES:
            rows = np.flatnonzero(opened == month - age)
            taken[str(age)].append((rows, indicators(scratch, rows)))
        for name, age, told in ((USE, USE_AT, hosts_using), (FTE, FTE_AT, fte_freed)):
            rows = np.flatnonzero(opened == month - age)
            taken[name].append((rows, told(scratch, rows, month, record)))
    return None if state.tally.count[Count.OVERFLOW] else columns(scratch, taken)


def indicators(scratch: Workspace, rows: np.ndarray) -> Array:
    """The indicators (row, indicator) of partnerships now, or of those that renewed them; NaN once ended."""
    table, rows = scratch.state.partnerships, latest(scratch)[rows]
    kinds = np.where(table.members[rows] >= 0, scratch.world.kind[table.members[rows]], -1)
    sectors = [(kinds == kind).any(axis=1) for kind in ActorKind]
    told = {
        "trust": table.trust[rows],
        "coverage": table.coverage[rows],
        "learning": table.coverage[rows] - table.coverage_start[rows],
        "cocreation": table.co_created[rows],
        "relations": table.repeated[rows],
        "members": table.size[rows].astype(float),
        "sectors": np.sum(sectors, axis=0).astype(float) if rows.size else np.zeros(0),
        "delivered": table.delivered[rows].astype(float),
        "failures": table.failures[rows].astype(float),
        "local_use": (table.stage[rows] >= Stage.LOCAL).astype(float),
    }
    whole = np.column_stack([told[name] for name in INDICATORS])
    whole[table.closed[rows] >= 0] = np.nan
    return whole


def latest(scratch: Workspace) -> np.ndarray:
    """For each partnership, the row of the last that renews it, or its own."""
    number = scratch.state.tally.count[Count.PARTNERSHIP_ROWS]
    first, last = lines(scratch), np.arange(number)
    np.maximum.at(last, first, np.arange(number))
    return last[first]


def lines(scratch: Workspace) -> np.ndarray:
    """For each partnership, the row of the one that it renews in the end, or its own."""
    number = scratch.state.tally.count[Count.PARTNERSHIP_ROWS]
    key = scratch.state.partnerships.key[:number]
    _, first, back = np.unique(key >> 5, return_index=True, return_inverse=True)
    return first[back]


def _made_by(scratch: Workspace, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Live adoptions of what these partnerships, and those that renew them, made; and whose each is (a row)."""
    state = scratch.state
    live = state.adoptions.live[: state.tally.count[Count.ADOPTIONS_LIVE]].astype(np.int64)
    maker = state.solutions.partnership[state.adoptions.solution[live]]
    first = np.where(maker >= 0, lines(scratch)[np.maximum(maker, 0)], -1)
    mine = np.isin(first, rows)
    return live[mine], first[mine]


def hosts_using(scratch: Workspace, rows: np.ndarray, month: int, _record: np.recarray) -> Array:
    """Hosts (row,) in which something that a partnership made is in use."""
    if not rows.size:
        return np.zeros(0)
    live, whose = _made_by(scratch, rows)
    used = scratch.state.adoptions.live_from[live] <= month
    host = scratch.world.cell_host[scratch.state.adoptions.cell[live[used]]]
    pairs = np.unique(np.column_stack([whose[used], host]), axis=0).reshape(-1, 2)
    return np.array([(pairs[:, 0] == row).sum() for row in rows], dtype=float)


def fte_freed(scratch: Workspace, rows: np.ndarray, _month: int, record: np.recarray) -> Array:
    """FTE (row,) realised in the month by what a partnership made."""
    if not rows.size:
        return np.zeros(0)
    live, whose = _made_by(scratch, rows)
    adoptions = scratch.state.adoptions
    fte = adoptions.effect[live] * adoptions.hours[live] / float(record["hours_per_staff_fte"][0])
    return np.array([fte[whose == row].sum() for row in rows])


def columns(scratch: Workspace, taken: Taken) -> dict[str, Array]:
    """What was taken, by partnership: those between hosts and companies that could be followed to the end."""
    table, number = scratch.state.partnerships, int(scratch.state.tally.count[Count.PARTNERSHIP_ROWS])
    opened, kind = table.opened[:number], table.kind[:number]
    first = settings.count("kpi_first_month")
    kept = np.isin(kind, (Kind.PROJECT, Kind.STRATEGIC)) & (opened >= first) & (opened < MONTHS - FTE_AT)
    kept &= lines(scratch) == np.arange(number)
    told = {"kind": kind, "need": table.need[:number], "opened": opened}
    for age in AGES:
        rows, values = _joined(taken[str(age)])
        for place, name in enumerate(INDICATORS):
            told[f"{name}_{age}"] = _placed(rows, values[:, place], number)
    for name in (USE, FTE):
        told[name] = _placed(*_joined(taken[name]), number)
    return {name: np.array(values[kept], dtype=float) for name, values in told.items()}


def _placed(rows: np.ndarray, values: Array, number: int) -> Array:
    whole = np.full(number, np.nan)
    whole[rows] = values
    return whole


def _joined(parts: list[tuple[np.ndarray, Array]]) -> tuple[np.ndarray, Array]:
    rows, values = zip(*parts, strict=True)
    return np.concatenate(rows), np.concatenate(values)
