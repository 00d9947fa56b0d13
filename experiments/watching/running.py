"""Runs of which FTE and what can be seen are kept, each under levers of its own."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import MONTHS
from samspil.model.levers import levers, pack_levers
from samspil.model.run import Workspace, simulate_batch
from samspil.runs.asked import Asked
from samspil.runs.draws import with_luck
from samspil.runs.progress import Progress
from samspil.scenarios.inputs import prepare

from .. import settings
from ..asking import Asking
from ..ensemble import Array, added_up
from ..stepping import each_run
from ..tracing import Tables
from .observables import Observable, month_of, stored_value
from .tabled import tabled_value


@dataclass(frozen=True, eq=False)
class Rows:
    """What is run: a row a run.

    Attributes:
        draws: parameters and luck of every run (dim ``draw``).
        names: levers that runs may set.
        levels: (run, lever), NaN where a run leaves the lever as the scenario has it.
    """

    draws: xr.Dataset
    names: tuple[str, ...]
    levels: Array

    def part(self, start: int, size: int) -> Rows:
        """Some of the rows, in order."""
        chosen = slice(start, start + size)
        return Rows(self.draws.isel(draw=chosen), self.names, self.levels[chosen])


@dataclass(frozen=True, eq=False)
class Watch:
    """Runs a scenario and keeps FTE at some dates and what can be seen by others.

    Attributes:
        scenario: a Scenario; levers are set from its start on.
        dates: months (``YYYY-MM``) of which headline FTE is kept.
        observables: what is kept of every month in ``seen``.
        seen: months (``YYYY-MM``).
        asking: seed, level, workers; where answers are kept.
    """

    scenario: Any
    dates: tuple[str, ...]
    observables: tuple[Observable, ...]
    seen: tuple[str, ...]
    asking: Asking

    @property
    def columns(self) -> list[str]:
        """What a run is told by: FTE by date, then every observable by month."""
        return [*self.dates, *(f"{each.name} {month}" for month in self.seen for each in self.observables)]

    @cached_property
    def prepared(self) -> Any:
        """The scenario as the kernel reads it, at the level that is asked for."""
        return prepare(replace(self.scenario, potentials=self.asking.level), self.asking.seed)

    @cached_property
    def tables(self) -> dict[str, Array]:
        """Levels of every lever (months, regions), as the scenario has them."""
        regions = self.prepared.labels["region"]
        return {name: self.scenario.lever_table(name, regions)[:MONTHS] for name in levers()}

    @property
    def municipalities(self) -> int:
        """How many there are."""
        return int(self.prepared.world.municipalities)

    def today(self, names: Sequence[str]) -> Array:
        """Levels (lever,) in the month from which levers are set: the mean over regions."""
        return np.array([self.tables[name][self.scenario.start].mean() for name in names])

    def run(self, rows: Rows) -> Array:
        """What is kept of every run (run, column), NaN where one failed; blocks that were had before are not run."""
        block, found, started = settings.count("watch_block"), [], time.monotonic()
        whole = rows.levels.shape[0]
        for start in range(0, whole, block):
            found.append(self._block(rows.part(start, block)))
            done = min(start + block, whole)
            left = (time.monotonic() - started) / done * (whole - done)
            self.asking.report(Progress("running", done, whole, left, 0))
        self.asking.report(Progress("finished", whole, whole, 0.0, 0))
        return np.concatenate(found)

    def _block(self, rows: Rows) -> Array:
        """A block, by the draws, the levers, and all that decides what is kept."""
        asked = Asked(self.asking.level, (self.scenario,), with_luck(rows.draws), 1, self.asking.seed)
        told = json.dumps([self.columns, rows.names]).encode() + np.ascontiguousarray(rows.levels).tobytes()
        return self.asking.had(asked, [*self.dates, hashlib.sha256(told).hexdigest()], lambda: self._asked(rows))

    def _asked(self, rows: Rows) -> Array:
        def one(row: int, packed: np.ndarray, key: tuple[int, int, int], scratch: Workspace) -> list[float]:
            return self._one(self.under(rows.names, rows.levels[row]), packed, key, scratch)

        found = np.full((len(rows.levels), len(self.columns)), np.nan)  # a run that failed stays so
        seed, threads = self.asking.seed, self.asking.threads
        for row, told in each_run(self.scenario, self.prepared, rows.draws, seed, threads, one).items():
            found[row] = told
        return found

    def _one(self, prepared: Any, packed: np.ndarray, key: tuple[int, int, int], scratch: Workspace) -> list[float]:
        outputs = simulate_batch(prepared, packed, np.array([key]), scratch)
        fte, target = outputs["freed_fte"], self.scenario.target
        if target.basis == "cumulative":
            fte = added_up(fte, -1 if target.since is None else int(target.since))
        told = [float(fte[0, month_of(date)]) for date in self.dates]
        tables, names_of = Tables(scratch, packed[0]), self.prepared.names["solution"]
        for month in map(month_of, self.seen):
            for each in self.observables:
                value = (
                    stored_value(each, outputs.__getitem__, month)[0]
                    if each.is_stored
                    else tabled_value(each, tables, month, names_of)
                )
                told.append(float(value))
        return told

    def under(self, names: Sequence[str], levels: Array) -> Any:
        """The prepared scenario with levers set from its start on, in every region."""
        chosen = {name: level for name, level in zip(names, levels, strict=True) if np.isfinite(level)}
        if not chosen:
            return self.prepared
        tables = dict(self.tables)
        for name, level in chosen.items():
            tables[name] = tables[name].copy()
            tables[name][self.scenario.start :] = level
        return replace(self.prepared, levers=pack_levers(tables))
