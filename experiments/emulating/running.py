"""Runs under settings of the inputs, each of one draw, of which FTE, regions and public money are kept."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from samspil.model.epoch import FIRST_YEAR, MONTHS, MONTHS_A_YEAR
from samspil.model.levers import levers, pack_levers
from samspil.model.run import Workspace, simulate_roomy
from samspil.runs.draws import column
from samspil.runs.progress import Progress
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare

from .. import settings
from ..additional import COMPANY, Window, window
from ..asking import Asking
from ..ensemble import Array
from ..reverse.surrogate import Surrogate, moved
from ..stepping import each_run
from .inputs import LEVER, NUMBER, Input
from .writing import overrides


@dataclass(frozen=True, eq=False)
class Points:
    """What is run, a row a run.

    Attributes:
        draw: which of the draws (row,).
        added: to each lever (row, lever).
        values: of each number (row, number), NaN where it is as drawn.
        optimism: share of the way to the favourable ends (row,).
    """

    draw: NDArray[np.int64]
    added: Array
    values: Array
    optimism: Array

    def at(self, rows: Any) -> Points:
        """Some of the rows, as an array is indexed."""
        return Points(self.draw[rows], self.added[rows], self.values[rows], self.optimism[rows])

    def without_levers(self) -> Points:
        """The same with every lever as decided."""
        return replace(self, added=np.zeros_like(self.added))


@dataclass(frozen=True, eq=False)
class Kept:
    """What is kept of runs, NaN where one failed.

    Attributes:
        fte: headline FTE each December (row, year).
        regions: of it (row, region, year).
        public: what public payers pay a year in the first four years of a policy, million DKK (row,).
    """

    fte: Array
    regions: Array
    public: Array

    def at(self, rows: Any) -> Kept:
        """Some of the rows, as an array is indexed."""
        return Kept(*(getattr(self, name)[rows] for name in Kept.__dataclass_fields__))

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Which runs gave nothing (row,)."""
        return np.asarray(~np.isfinite(self.fte).all(axis=1))


@dataclass(frozen=True, eq=False)
class Runner:
    """Runs settings of the inputs under the same draws and luck.

    Attributes:
        baseline: what levers add to.
        inputs: all of them.
        draws: parameters and luck (dim ``draw``).
        asking: seed, level, threads.
    """

    baseline: Any
    inputs: Sequence[Input]
    draws: xr.Dataset
    asking: Asking

    @property
    def levers(self) -> list[Input]:
        """The inputs that are levers."""
        return [each for each in self.inputs if each.kind == LEVER]

    @property
    def numbers(self) -> list[str]:
        """The names of those that are numbers."""
        return [each.name for each in self.inputs if each.kind == NUMBER]

    @cached_property
    def prepared(self) -> Any:
        """The baseline as the kernel reads it."""
        return prepare(replace(self.baseline, potentials=self.asking.level), self.asking.seed)

    @cached_property
    def tables(self) -> dict[str, Array]:
        """Levels of every lever (months, regions), as decided."""
        return {name: self._table(self.baseline, name) for name in levers()}

    @cached_property
    def profiles(self) -> dict[str, Array]:
        """What adding one to each lever that can be moved adds by month and region."""
        found = {}
        for each in self.levers:
            whole = load(self.baseline.name, overrides({each.name: each.high}, self.inputs))
            found[each.name] = (self._table(whole, each.name) - self.tables[each.name]) / each.high
        return found

    @cached_property
    def months(self) -> Window:
        """The first four years of a policy, in which its money is counted."""
        first = self.levers[0]
        return window(load(self.baseline.name, overrides({first.name: first.high}, self.inputs)), self.baseline)

    @cached_property
    def years(self) -> list[int]:
        """Calendar years whose December is kept."""
        first, last = settings.count("emulator_from"), int(self.prepared.labels["year"][-1])
        return list(range(first, last + 1))

    def run(self, points: Points, surrogate: Surrogate | None = None) -> Kept:
        """What is kept of every run; the surrogate says which ends are favourable where any is moved there."""
        block, started, whole = settings.count("emulator_block"), time.monotonic(), len(points.draw)
        parts = []
        for start in range(0, whole, block):
            parts.append(self._block(points.at(slice(start, start + block)), surrogate))
            done = min(start + block, whole)
            left = (time.monotonic() - started) / done * (whole - done)
            self.asking.report(Progress("running", done, whole, left, 0))
        self.asking.report(Progress("finished", whole, whole, 0.0, 0))
        return Kept(*(np.concatenate([getattr(part, name) for part in parts]) for name in Kept.__dataclass_fields__))

    def _table(self, scenario: Any, name: str) -> Array:
        return scenario.lever_table(name, self.prepared.labels["region"])[:MONTHS]

    def _block(self, points: Points, surrogate: Surrogate | None) -> Kept:
        def one(row: int, packed: np.ndarray, key: tuple[int, int, int], scratch: Workspace) -> tuple[Array, ...]:
            return self._told(simulate_roomy(self.under(points.added[row]), packed, np.array([key]), scratch))

        size, years = len(points.draw), len(self.years)
        shapes = ((years,), (len(self.prepared.labels["region"]), years), ())
        found = Kept(*(np.full((size, *shape), np.nan) for shape in shapes))
        drawn, asking = drawn_at(self.draws, self.numbers, points, surrogate), self.asking
        for row, told in each_run(self.baseline, self.prepared, drawn, asking.seed, asking.threads, one).items():
            found.fte[row], found.regions[row], found.public[row] = told
        return found

    def under(self, added: Array) -> Any:
        """The prepared baseline with something added to its levers."""
        if not added.any():
            return self.prepared
        tables = dict(self.tables)
        for each, value in zip(self.levers, added, strict=True):
            tables[each.name] = tables[each.name] + value * self.profiles[each.name]
        return replace(self.prepared, levers=pack_levers(tables))

    def _told(self, outputs: Mapping[str, Array]) -> tuple[Array, ...]:
        places = np.array(self.years) - FIRST_YEAR
        decembers = places * MONTHS_A_YEAR + MONTHS_A_YEAR - 1
        payers = [place for place, payer in enumerate(self.prepared.labels["payer"]) if payer != COMPANY]
        paid = xr.DataArray(
            outputs["cost_by_payer"][:, payers].sum(axis=1)[:, None],
            dims=("draw", "replicate", "year"),
            coords={"year": self.prepared.labels["year"]},
        )
        return (
            outputs["freed_fte"][0, decembers].copy(),
            outputs["freed_fte_by_region"][0][:, places].copy(),
            self.months.mean(paid)[0, 0],
        )


def drawn_at(draws: xr.Dataset, numbers: Sequence[str], points: Points, surrogate: Surrogate | None) -> xr.Dataset:
    """Parameters and luck of every row: its draw, moved by optimism, then with the numbers that are set."""
    told = {str(name): column(draws, str(name))[points.draw] for name in draws.data_vars}
    for share in np.unique(points.optimism[points.optimism > 0.0]):
        if surrogate is None:
            raise ValueError("nothing says which ends are favourable")
        rows = np.flatnonzero(points.optimism == share)
        # All draws are moved at once, as choices are spread over them.
        shifted = moved(surrogate, draws, float(share))
        for name in surrogate.names:
            told[name] = told[name].astype(np.float64)
            told[name][rows] = column(shifted, name)[points.draw[rows]]
    for place, name in enumerate(numbers):
        is_set = np.isfinite(points.values[:, place])
        told[name] = np.where(is_set, points.values[:, place], told[name])
    columns = {name: ("draw", values) for name, values in told.items()}
    return xr.Dataset(columns, {"draw": np.arange(len(points.draw))}, draws.attrs)
