"""Runs to learn from: draws of the uncertain numbers, and levers set at random in most of them."""

from __future__ import annotations

import numpy as np
import xarray as xr

from samspil.model.levers import MISSION, levers
from samspil.model.parameters import registry
from samspil.runs.draws import column, parameter_names, varies
from samspil.runs.fitted import draws_of, shipped

from .. import settings
from ..asking import Asking
from ..ensemble import Array
from ..watching.running import Rows

# A purpose of its own for the levels of levers.
LEVELS = 5_000_000


def movable() -> tuple[str, ...]:
    """Levers that somebody could set to free labour; what a mission focuses on is no size."""
    left_out = settings.word("discover_not_set").split()
    return tuple(name for name in levers() if name not in left_out and not name.startswith(f"{MISSION}."))


def span(names: tuple[str, ...]) -> tuple[Array, Array]:
    """Low and high end (lever,) of the ranges of levers."""
    ends = np.array([(levers()[name].low, levers()[name].high) for name in names])
    return ends[:, 0], ends[:, 1]


def learning(asking: Asking, size: int) -> Rows:
    """So many runs: some as today, the others with each lever set by chance, evenly within its range."""
    names = movable()
    chance = np.random.default_rng([asking.seed, LEVELS])
    low, high = span(names)
    levels = low + (high - low) * chance.random((size, len(names)))
    levels[chance.random(levels.shape) >= settings.number("discover_touched")] = np.nan
    # Every so many-th, so that both halves have as many.
    as_today = np.arange(size) % round(1.0 / settings.number("discover_as_today")) == 0
    levels[as_today] = np.nan
    return Rows(fresh(asking, 0, size), names, levels)


def fresh(asking: Asking, first: int, size: int, proves: bool = False) -> xr.Dataset:
    """Draws from a number on, their luck that of no draw before; those that prove share no values with the others.

    A posterior has so many draws and no more: one half of them finds and tries, over again with other luck where more
    are asked for, and the other half proves. A prior never gives the same values twice.
    """
    numbers = first + np.arange(size)
    if asking.base != "prior":
        whole = shipped(asking.base == "stale").sizes["draw"]
        half = whole // 2
        numbers = numbers // half * whole + numbers % half + half * proves
    drawn = draws_of(int(numbers[-1]) + 1, asking.seed, asking.base == "prior", asking.base == "stale")
    return drawn.isel(draw=numbers)


def halves(draws: xr.Dataset) -> np.ndarray:
    """Which runs find, of runs to learn from: every other one, and all of one draw of the posterior on one side."""
    turn = np.arange(draws.sizes["draw"])
    if "place" in draws.coords:
        _, first, back = np.unique(draws["place"].values, return_index=True, return_inverse=True)
        turn = first[back]
    # Blocks of four hold one run as today each; halves take them in turn.
    return np.asarray((turn // 4 + turn) % 2 == 0)


def values_of_levers(rows: Rows, tables: dict[str, Array], start: int, end: int) -> Array:
    """The level of each lever in each run (run, lever): as set, or the scenario's own mean until a month."""
    own = np.array([tables[name][start : end + 1].mean() for name in rows.names])
    return np.where(np.isfinite(rows.levels), rows.levels, own)


def varying(draws: xr.Dataset) -> tuple[list[str], Array]:
    """Names of the uncertain numbers that differ between runs, and their values (run, name)."""
    known = registry()
    names = [name for name in parameter_names(draws) if name in known and varies(known[name])]
    values = {name: column(draws, name).astype(np.float64) for name in names}
    moving = [name for name in names if np.ptp(values[name]) > 0.0]
    return moving, np.column_stack([values[name] for name in moving])
