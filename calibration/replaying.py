"""Replaying a roll-out of the past with the rules of the forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import triang

from samspil.model.draws import POTENTIAL, run_key, uniform_pair
from samspil.model.epoch import EPOCH
from samspil.model.errors import UserError
from samspil.model.levers import levers, pack_levers, pack_switches
from samspil.model.messages import say
from samspil.model.parameters import name_key, registry
from samspil.model.state.codes import Regime
from samspil.model.state.state import NEVER
from samspil.runs.cases import checked_seed
from samspil.runs.draws import as_draws, at_least_one, records
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare
from samspil.scenarios.inputs.solutions import reference_fte
from samspil.scenarios.tables import load_needs
from samspil.scenarios.tables.catalogue import KINDS

from .bounds import hosts_of

if TYPE_CHECKING:
    import xarray as xr

    from samspil.model.run import Workspace

    from .episodes import Episode, Observation

SMALLEST_SPENT = 1e-6  # million DKK: nothing comes back of nothing
REGIMES = {"joint": Regime.JOINT_PROCUREMENT, "national": Regime.NATIONAL_PROGRAMME, "mandate": Regime.MANDATE}


@dataclass(frozen=True, eq=False)
class Stage:
    """An episode ready to be replayed: Denmark with one solution in reach, and its row in the catalogue."""

    episode: Episode
    prepared: Any
    solution: int


def replay(episode: Episode, draws: int | xr.Dataset = 100, replicates: int = 4, seed: int = 1) -> xr.Dataset:
    """A roll-out of the past, month by month.

    The solution is alone: attention is that of an average solution of the catalogue, and every lever stands where it
    is without any policy, but for those that were on in the episode.

    Args:
        episode: from `load_episodes`.
        draws: a number of draws from the prior, or a Dataset of parameters (dim `draw`).
        replicates: runs of each draw.
        seed: seed of everything random.

    Returns:
        Variables (draw, replicate, time): `adopters` and `live`, hosts that have ever taken it into use, and that use
        it now; `depth`, mean depth of use there (0 to 1); `freed_mdkk`, value of the time freed so far beyond that of
        the first month, before rosters follow (million DKK), and `money_back`, that value for each krone spent on
        buying for the users there are, on introducing and on running.

    Raises:
        UserError: more users than hosts, or draws that are none.

    Example:
        >>> episode = next(iter(load_episodes().values()))
        >>> ds = replay(episode, draws=4, replicates=1)
        >>> ds["adopters"].dims
        ('draw', 'replicate', 'time')
    """
    import xarray as xr

    from samspil.model.run import workspace

    drawn = as_draws(draws, checked_seed(seed))
    replicates = at_least_one("replicates", replicates)
    place = stage(episode, seed)
    repeated = np.repeat(np.arange(drawn.sizes["draw"]), replicates)
    luck = drawn["luck"].values[repeated]
    number = np.tile(np.arange(replicates), drawn.sizes["draw"])
    keys = np.column_stack([np.full(luck.size, seed), luck, number]).astype(np.int64)
    counts = counted(place, records(drawn, {}, {})[repeated], keys, workspace(place.prepared))
    # A number of months has its unit: NumPy 2.5 warns of plain numbers beside dates.
    months = EPOCH + np.arange(episode.start, episode.start + episode.months).astype("timedelta64[M]")
    shape = (drawn.sizes["draw"], replicates, episode.months)
    return xr.Dataset(
        {name: (("draw", "replicate", "time"), values.reshape(shape)) for name, values in counts.items()},
        {"draw": drawn["draw"].values, "replicate": np.arange(replicates), "time": months.astype("datetime64[ns]")},
        {"title": episode.title["en"], "source": episode.source},
    )


def counted(place: Stage, packed: np.recarray, keys: np.ndarray, scratch: Workspace) -> dict[str, np.ndarray]:
    """What `replay` gives, (B, months) by name.

    Args:
        place: from `stage`.
        packed: parameter records (B,).
        keys: seed, luck and replicate (B, 3).
        scratch: memory of a world of this size, used by no other thread.
    """
    from samspil.model.replay import COUNTS, replay_batch

    if place.episode.potential:
        packed = _with_potential(place, packed, keys)
    own = scratch._replace(world=place.prepared.world)
    table = replay_batch(place.prepared, place.solution, place.episode.users, packed, keys, own)
    found = {name: table[:, row] for row, name in enumerate(COUNTS)}
    hours_per_fte, price = packed["hours_per_staff_fte"][:, None], packed["cost_fte_value"][:, None]
    # What was freed already when the episode began is not its gain.
    gained = np.maximum(found["freed_hours"] - found.pop("freed_hours")[:, :1], 0.0)
    found["freed_mdkk"] = np.cumsum(gained / hours_per_fte * price / 12.0, axis=1)
    # Nor is what use at the start costs to run a part of what was invested.
    running = found.pop("running")
    spent = found.pop("bought") + np.cumsum(np.maximum(running - running[:, :1], 0.0) / 12.0, axis=1)
    found["money_back"] = found["freed_mdkk"] / np.maximum(spent, SMALLEST_SPENT)
    return found


def seen(episode: Episode, observation: Observation, counts: dict[str, np.ndarray]) -> np.ndarray:
    """What an observation would have seen (B,) in replayed counts (B, months) by name."""
    hosts = hosts_of(episode.hosts)
    if observation.count == "use":
        return counts["live"][:, observation.month] * counts["depth"][:, observation.month] / hosts
    if observation.count != "months_to_half":
        return counts[observation.count][:, observation.month]
    reached = counts["adopters"] >= hosts / 2.0
    return np.where(reached.any(axis=1), reached.argmax(axis=1), episode.months).astype(float)


def _with_potential(place: Stage, packed: np.recarray, keys: np.ndarray) -> np.recarray:
    """The records with a potential drawn for the episode's own solution: nobody forecasts with it, so it is chance."""
    low, mode, high = place.episode.potential or (0.0, 0.0, 0.0)
    own = packed.copy()
    for row, key in enumerate(keys):
        u, _ = uniform_pair(run_key(*(int(word) for word in key)), POTENTIAL, name_key(place.episode.name), 0)
        own["potential"][row, place.solution] = triang.ppf(u, (mode - low) / (high - low), low, high - low)
    return own


def stage(episode: Episode, seed: int) -> Stage:
    """Denmark with one solution in reach.

    Raises:
        UserError: more users than hosts of the kind.
    """
    base = prepare(load("no-health-reform"), seed)
    world = base.world
    if episode.users > hosts_of(episode.hosts):
        most = hosts_of(episode.hosts)
        raise UserError(say("more-users-than-hosts", name=episode.name, users=episode.users, most=most))
    names = [name.split(".", 1)[1] for name in registry() if name.startswith("potential.")]
    row = names.index(episode.solution) if episode.solution else 0
    shape = (episode.months, world.hosts_of_region.shape[0])
    tables = {name: np.full(shape, lever.default) for name, lever in levers().items()}
    world = world._replace(
        **_solution(world, episode, row), **_programme(episode, row), friction=np.array([NEVER, -1], dtype=np.int64)
    )
    for name, value in episode.levers:
        tables[name] = np.full(shape, value)
    if episode.bodies:
        tables["joint_group_size"] = np.full(shape, float(episode.bodies))
    return Stage(episode, replace(base, world=world, levers=pack_levers(tables), switches=pack_switches({})), row)


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
        "solution_reference": put("solution_reference", _reference(world, episode, row)),
        "solution_counts": put("solution_counts", 1.0 if episode.solution or episode.potential else 0.0),
        "start_share": np.zeros_like(world.start_share),
        "start_depth": put("start_depth", episode.depth),
        "start_month": np.zeros_like(world.start_month),
    }


def _reference(world: Any, episode: Episode, row: int) -> float:
    """FTE that a potential of 1 stands for: all of the need area, where the solution is the episode's own."""
    if episode.solution:
        return float(world.solution_reference[row])
    need = [need.name for need in load_needs()].index(episode.need)
    return float(reference_fte()[KINDS.index(episode.hosts), need])


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
