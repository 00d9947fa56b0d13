"""What becomes of what partnerships make: how long it takes, how much of it frees nothing, how far it spreads.

Each draw is run once and its tables are read as they stand at the end; a mean is over draws.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import xarray as xr

from samspil.model.epoch import MONTHS
from samspil.model.run import Workspace, simulate_batch
from samspil.model.state.codes import Count, Kind, Origin, Regime
from samspil.scenarios.inputs import prepare

from .asking import Asking
from .outcomes import number
from .records import Trace
from .stepping import each_run


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of one run at its end, and its parameters."""

    scratch: Workspace
    p: Any

    def rows(self, table: str, name: str) -> np.ndarray:
        """A column of the rows in use."""
        counts = {"partnerships": Count.PARTNERSHIP_ROWS, "solutions": Count.SOLUTION_ROWS}
        last = self.scratch.state.tally.count[counts.get(table, Count.ADOPTION_ROWS)]
        return getattr(getattr(self.scratch.state, table), name)[:last]


def traced(scenario: Any, draws: xr.Dataset, asking: Asking) -> Trace:
    """The trace of a scenario, each number the mean over draws of its value in one run."""
    told = read_runs(scenario, draws, asking, trace_of)
    means = {name: _mean([each[name] for each in told]) for name in Trace.__annotations__}
    return cast("Trace", means)


def read_runs(
    scenario: Any, draws: xr.Dataset, asking: Asking, read: Callable[[Tables], dict[str, float]]
) -> list[dict[str, float]]:
    """What `read` finds in the tables of each draw's one run, in order of draws; a run that failed is left out."""
    prepared = prepare(replace(scenario, potentials=asking.level), asking.seed)

    def one(_row: int, record: np.recarray, key: tuple[int, int, int], scratch: Workspace) -> dict[str, float]:
        simulate_batch(prepared, record, np.array([key]), scratch)
        return read(Tables(scratch, record[0]))

    return list(each_run(scenario, prepared, draws, asking.seed, asking.workers, one).values())


def trace_of(tables: Tables) -> dict[str, float]:
    """Every number of one run's trace."""
    return {**_timing(tables), **_size(tables), **_spread(tables)}


def _timing(tables: Tables) -> dict[str, float]:
    """Months from opening to a first solution in use, of installation, to two thirds of the ceiling of depth, and until
    rosters have followed as far."""
    by, available = tables.rows("solutions", "partnership"), tables.rows("solutions", "available")
    kind, opened = tables.rows("partnerships", "kind"), tables.rows("partnerships", "opened")
    made = np.flatnonzero(tables.rows("solutions", "origin") == Origin.PARTNERSHIP)
    first = np.full(kind.size, MONTHS, dtype=np.int64)
    np.minimum.at(first, by[made], available[made])
    chosen = (first < MONTHS) & (kind != Kind.CONSORTIUM)
    started = np.isin(tables.rows("adoptions", "solution"), made) & (
        tables.rows("adoptions", "regime") == Regime.VOLUNTARY
    )
    waits = (tables.rows("adoptions", "live_from") - tables.rows("adoptions", "month"))[started]
    return {
        "months_to_solution": _median((first - opened)[chosen]),
        "months_installing": _mean_of(waits),
        "months_deepening": 1.0 / max(float(tables.p.depth_rate), 1e-9),
        "months_cashing": float(tables.p.cashing_lag_months),
    }


def _size(tables: Tables) -> dict[str, float]:
    """Share of partnerships' solutions that free nothing, and FTE realised by a use of one in the last month."""
    made = tables.rows("solutions", "origin") == Origin.PARTNERSHIP
    frees = tables.rows("solutions", "potential").max(axis=1) > 0.0
    live = tables.rows("adoptions", "live_from") < MONTHS
    live &= (tables.rows("adoptions", "abandoned") >= MONTHS) & made[tables.rows("adoptions", "solution")]
    fte = tables.rows("adoptions", "effect") * tables.rows("adoptions", "hours") / float(tables.p.hours_per_staff_fte)
    return {"free_nothing": _mean_of(~frees[made]), "fte_a_use": _mean_of(fte[live])}


def _spread(tables: Tables) -> dict[str, float]:
    """Solutions that partnerships made, hosts that have taken one into use, and hosts in a partnership by its kind."""
    made = tables.rows("solutions", "origin") == Origin.PARTNERSHIP
    world, unit = tables.scratch.world, tables.rows("adoptions", "unit")
    first = (unit < world.hosts) & (tables.rows("adoptions", "spell") == 0)
    hosts = np.bincount(tables.rows("adoptions", "solution")[first], minlength=made.size)
    kind, members = tables.rows("partnerships", "kind"), tables.rows("partnerships", "members")
    inside = ((members >= world.first_host) & (members < world.first_host + world.hosts)).sum(axis=1)
    return {
        "solutions": float(made.sum()),
        "hosts_a_solution": _mean_of(hosts[made]),
        "hosts_in_project": _mean_of(inside[kind == Kind.PROJECT]),
        "hosts_in_strategic": _mean_of(inside[kind == Kind.STRATEGIC]),
    }


def _mean_of(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if values.size else float("nan")


def _mean(values: list[float]) -> float | None:
    known = [value for value in values if np.isfinite(value)]
    return number(float(np.mean(known))) if known else None
