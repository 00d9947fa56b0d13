"""Replaying a roll-out of the past with the rules of the forecast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.arrays import MANDATE, NATIONAL, NEVER
from samspil.model.errors import UserError
from samspil.model.levers import levers, pack_levers, pack_switches
from samspil.model.parameters import name_key, registry
from samspil.runs.cases import checked_seed
from samspil.runs.draws import as_draws, at_least_one, records
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare
from samspil.scenarios.tables import load_needs
from samspil.scenarios.tables.catalogue import KINDS

if TYPE_CHECKING:
    import xarray as xr

    from .episodes import Episode

REGIMES = {"national": NATIONAL, "mandate": MANDATE}


def replay(episode: Episode, draws: int | xr.Dataset = 100, replicates: int = 4, seed: int = 1) -> xr.Dataset:
    """Hosts that use the solution of an episode, month by month.

    The solution is alone: attention is that of an average solution of the catalogue, and every lever stands where it
    is without any policy.

    Args:
        episode: from `load_episodes`.
        draws: a number of draws from the prior, or a Dataset of parameters (dim `draw`).
        replicates: runs of each draw.
        seed: seed of everything random.

    Returns:
        `adopters` and `live` (draw, replicate, time): hosts that have ever taken it into use, and that use it now.

    Raises:
        UserError: more users than hosts, or draws that are none.
    """
    import xarray as xr

    from samspil.model.replay import replay_batch
    from samspil.model.run import workspace

    drawn = as_draws(draws, checked_seed(seed))
    replicates = at_least_one("replicates", replicates)
    prepared, solution = prepared_for(episode, seed)
    repeated = np.repeat(np.arange(drawn.sizes["draw"]), replicates)
    luck = drawn["luck"].values[repeated]
    number = np.tile(np.arange(replicates), drawn.sizes["draw"])
    keys = np.column_stack([np.full(luck.size, seed), luck, number]).astype(np.int64)
    packed = records(drawn, {}, {})[repeated]
    counted = replay_batch(prepared, solution, episode.users, packed, keys, workspace(prepared))
    months = np.datetime64("2022-01", "M") + episode.start + np.arange(episode.months)
    shape = (drawn.sizes["draw"], replicates, episode.months)
    names = zip(("adopters", "live"), counted, strict=True)
    return xr.Dataset(
        {name: (("draw", "replicate", "time"), counts.reshape(shape)) for name, counts in names},
        {"draw": drawn["draw"].values, "replicate": np.arange(replicates), "time": months.astype("datetime64[ns]")},
        {"title": episode.title["en"], "source": episode.source},
    )


def prepared_for(episode: Episode, seed: int) -> tuple[Any, int]:
    """Denmark with one solution in reach, and the row of the catalogue it stands in.

    Raises:
        UserError: more users than hosts of the kind.
    """
    base = prepare(load("no-health-reform"), seed)
    world = base.world
    hosts = int(world.hosts_of_kind[KINDS.index(episode.hosts)])
    if episode.users > hosts:
        raise UserError(f"{episode.name}: users: {episode.users} is more than the {hosts} hosts there are")
    names = [name.split(".", 1)[1] for name in registry() if name.startswith("potential.")]
    row = names.index(episode.solution) if episode.solution else 0
    shape = (episode.months, world.hosts_of_region.shape[0])
    tables = {name: np.full(shape, lever.default) for name, lever in levers().items()}
    world = world._replace(
        **_solution(world, episode, row), **_programme(episode, row), friction=np.array([NEVER, -1], dtype=np.int64)
    )
    return replace(base, world=world, levers=pack_levers(tables), switches=pack_switches({})), row


def _solution(world: Any, episode: Episode, row: int) -> dict[str, np.ndarray]:
    """The catalogue with one solution; its potential counts only where it is one of the catalogue's own."""

    def put(name: str, value: float) -> np.ndarray:
        column = np.array(getattr(world, name))
        column[row] = value
        return column

    reach = np.zeros_like(world.solution_hosts)
    reach[row] = 1 << KINDS.index(episode.hosts)
    return {
        "solution_hosts": reach,
        "solution_key": put("solution_key", name_key(episode.solution or episode.name)),
        "solution_need": put("solution_need", [need.name for need in load_needs()].index(episode.need)),
        "solution_complexity": put("solution_complexity", episode.complexity),
        "solution_evidence": put("solution_evidence", episode.evidence_level),
        "solution_attractiveness": put("solution_attractiveness", episode.attractiveness),
        "solution_counts": put("solution_counts", 1.0 if episode.solution else 0.0),
        "start_share": np.zeros_like(world.start_share),
        "start_depth": put("start_depth", 0.0),
        "start_month": np.zeros_like(world.start_month),
    }


def _programme(episode: Episode, row: int) -> dict[str, np.ndarray]:
    """A programme from month 0 on, if the regime is one."""
    rows = 0 if episode.regime == "voluntary" else 1
    values = {
        "kind": REGIMES.get(episode.regime, 0),
        "solution": row,
        "start": 0,
        "deadline": episode.deadline_months,
        "hosts": 1 << KINDS.index(episode.hosts),
        "key": name_key(episode.name) & ((1 << 30) - 1),
    }
    return {f"programme_{name}": np.full(rows, value, dtype=np.int64) for name, value in values.items()}
