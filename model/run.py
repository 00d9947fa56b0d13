"""Running the model: scratch memory for one thread, one run, and batches of runs that release the GIL.

`run` is a pure function of (world, levers, parameters, switches, target, key) and knows no scenario.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import arrays
from .arrays import MONTHS, Outputs, State, World
from .compiled import compiled, entry
from .draws import make_key
from .errors import UserError
from .month import step
from .reference import by_reference
from .rules.start import start
from .tables import counts, kpis
from .tables.series import SERIES


class Room(NamedTuple):
    """How many rows the growing tables get, for each host (each actor where said). A run that needs more fails."""

    partnerships: int = 120
    solutions: int = 12  # and a thousand in all
    adoptions: int = 250
    programmes: int = 512  # in all
    considered: int = 40  # each unit
    of_cell: int = 64  # each cell
    memory: int = 64  # remembered ties of an actor


class Workspace(NamedTuple):
    """Scratch memory of one thread: state, and a copy of the world so that threads share no reference counts."""

    state: State
    world: World


def _filled(kind: type, columns: dict[str, tuple[tuple[int, ...], Any]]) -> Any:
    return kind(**{name: np.zeros(shape, dtype=dtype) for name, (shape, dtype) in columns.items()})


def _columns(kind: type, length: int, whole: set[str], wide: dict[str, tuple[int, ...]]) -> dict:
    """Column shapes of a table: float64 (length,) unless in `whole` (int64), or of another shape in `wide`."""
    found = {}
    for name in kind._fields:
        dtype = np.int64 if name in whole else np.float64
        found[name] = (wide.get(name, (length,)), dtype)
    return found


def allocate(world: World, room: Room | None = None) -> State:
    """State tables of the right size for a world, all zero."""
    room = room or Room()
    actors, hosts, cells = world.kind.size, world.hosts, world.cell_host.size
    units = hosts + world.municipalities
    regions, needs, pools = world.hosts_of_region.shape[0], world.need_capabilities.shape[0], world.pool_kind.size
    partnerships, solutions = room.partnerships * hosts, world.solution_key.size + room.solutions * hosts + 1000
    adoptions = room.adoptions * units
    return State(
        actors=_filled(arrays.Actors, _actor_columns(actors, world.base.shape[1])),
        ties=_filled(
            arrays.Ties,
            _columns(
                arrays.Ties,
                0,
                {"partner", "month", "live"},
                dict.fromkeys(arrays.Ties._fields, (actors, room.memory)),
            ),
        ),
        partnerships=_filled(arrays.Partnerships, _partnership_columns(partnerships)),
        solutions=_filled(arrays.Solutions, _solution_columns(solutions, regions)),
        considered=_filled(arrays.Considered, _considered_columns(units, solutions, actors, room)),
        adoptions=_filled(arrays.Adoptions, _adoption_columns(adoptions, cells, room)),
        programmes=_filled(
            arrays.Programmes,
            _columns(
                arrays.Programmes,
                room.programmes,
                set(arrays.Programmes._fields),
                {"date": (room.programmes, hosts)},
            ),
        ),
        cell_hours=np.zeros(cells),
        ledger=_filled(arrays.Ledger, _ledger_columns(world, regions, needs, pools)),
        tally=arrays.Tally(
            count=np.zeros(counts.COUNTS, dtype=np.int64),
            value=np.zeros(counts.VALUES),
            spent=np.zeros((4, 5)),
            focus=np.zeros(needs),
            flow_area=np.zeros((kpis.FLOWS, needs, regions)),
            flow_pair=np.zeros((kpis.FLOWS, kpis.PAIRS)),
            running=np.zeros(2),
            hours_of_need=np.zeros((2, needs)),
        ),
        scratch=_filled(arrays.Scratch, _scratch_columns(world, solutions)),
    )


def _actor_columns(actors: int, capabilities: int) -> dict:
    real = {"hazard", "threshold", "exit_hazard", "exit_threshold", "age", "absorption", "runway", "revenue"}
    real |= {"damage", "reference", "level"}
    whole = set(arrays.Actors._fields) - real
    return _columns(arrays.Actors, actors, whole, {"level": (actors, capabilities)})


def _partnership_columns(rows: int) -> dict:
    real = {"progress", "co_created", "repeated", "trust", "coverage", "coverage_start", "hazard", "threshold"}
    whole = set(arrays.Partnerships._fields) - real
    return _columns(arrays.Partnerships, rows, whole, {"members": (rows, arrays.MAX_MEMBERS)})


def _solution_columns(rows: int, regions: int) -> dict:
    real = {"potential", "expected", "complexity", "evidence", "attractiveness", "co_created", "base", "reach"}
    by_kind = dict.fromkeys(("potential", "expected", "nation", "base", "pool"), (rows, 2))
    whole = set(arrays.Solutions._fields) - real
    return _columns(
        arrays.Solutions, rows, whole, {**by_kind, **dict.fromkeys(("of_region", "reach"), (rows, regions, 2))}
    )


def _considered_columns(units: int, solutions: int, actors: int, room: Room) -> dict:
    real = {"hazard", "threshold", "weight", "pair", "start_weight", "budget", "wages"}
    places = dict.fromkeys(("solution", "hazard", "threshold", "weight", "pair", "near", "spell"))
    wide = dict.fromkeys(places, (units, room.considered))
    whole = set(arrays.Considered._fields) - real
    columns = _columns(arrays.Considered, units, whole, {**wide, "budget": (actors,), "wages": (actors,)})
    # The one table of units times solutions: two bytes each, so that a country of 100,000 companies fits.
    return {**columns, "has": ((units, solutions), np.int16)}


def _adoption_columns(rows: int, cells: int, room: Room) -> dict:
    whole = {"cell", "unit", "solution", "spell", "regime", "month", "live_from", "abandoned", "seeded_until", "held"}
    whole |= {"occupies", "live", "of_cell", "count"}
    return _columns(arrays.Adoptions, rows, whole, {"of_cell": (cells, room.of_cell), "count": (cells,)})


def _ledger_columns(world: World, regions: int, needs: int, pools: int) -> dict:
    kinds, by_area = 2, (regions, needs)
    wide: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(("freed", "base"), (4, kinds, *by_area)),
        **dict.fromkeys(("time_cost", "base_cost"), (kinds, *by_area)),
        **dict.fromkeys(("growth", "hours_at_start"), (kinds, regions)),
        "kind_hours": (kinds,),
        **dict.fromkeys(("best", "holder"), (arrays.SEGMENTS,)),
        **{name: (pools,) for name in arrays.Ledger._fields if name.startswith(("pool_", "factor_"))},
        **dict.fromkeys(("new", "new_cost", "part", "cost"), by_area),
        **dict.fromkeys(("part_origin", "cost_origin"), (*by_area, 4)),
        "part_regime": (*by_area, 5),
        **dict.fromkeys(("part_owner", "cost_owner"), (*by_area, 2)),
        "part_municipality": (world.municipalities, needs),
        **dict.fromkeys(("host_freed", "host_hours"), (world.hosts,)),
    }
    return _columns(arrays.Ledger, 0, {"holder"}, wide)


def _scratch_columns(world: World, solutions: int) -> dict:
    regions, needs, pools = world.hosts_of_region.shape[0], world.need_capabilities.shape[0], world.pool_kind.size
    real = {"score", "odds", "weights", "best_level", "engaged_share", "municipal_share", "best", "pools", "whole"}
    real |= {"level", "both", "yields", "area_best", "level_area", "level_pair"}
    wide: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(("members", "gathered"), (arrays.MAX_MEMBERS,)),
        **dict.fromkeys(("found", "how", "score", "odds"), (arrays.CANDIDATES,)),
        **dict.fromkeys(("sample", "sample_how"), (8,)),
        "ways": (2,),
        "weights": (needs,),
        "best_level": (regions, world.base.shape[1]),
        **dict.fromkeys(("engaged_share", "engaged_number"), (regions,)),
        "municipal_share": (world.municipalities,),
        **dict.fromkeys(("best", "holder"), (arrays.SEGMENTS,)),
        "pools": (pools, 2, 2),
        "whole": (pools,),
        "both": (2,),
        "level": (2, 2),
        "level_area": (kpis.LEVELS, needs, regions),
        "level_pair": (kpis.LEVELS, kpis.PAIRS),
        **dict.fromkeys(("yields", "number"), (solutions,)),
        **dict.fromkeys(("area_best", "area_holder"), (2, needs, arrays.SEGMENTS)),
    }
    return _columns(arrays.Scratch, 0, set(arrays.Scratch._fields) - real, wide)


def allocate_outputs(world: World, runs: int) -> Outputs:
    """Outputs of `runs` runs, the run first in every array."""
    regions, needs = world.hosts_of_region.shape[0], world.need_capabilities.shape[0]
    shapes = {
        "series": (len(SERIES), MONTHS),
        "region": (regions, MONTHS),
        "need": (needs, MONTHS),
        "origin": (4, MONTHS),
        "regime": (5, MONTHS),
        "municipality": (world.municipalities, arrays.YEARS),
        "staircase": (6, 2, arrays.YEARS),
        "recoverable": (5, arrays.YEARS),
        "revenue_region": (regions, arrays.YEARS),
        "jobs_size": (4, arrays.YEARS),
        "engaged_need": (needs, arrays.YEARS),
        "active_need": (needs, arrays.YEARS),
        "kpi_need": (kpis.KPIS, needs, arrays.YEARS),
        "kpi_region": (kpis.KPIS, regions, arrays.YEARS),
        "kpi_sectors": (kpis.KPIS, kpis.PAIRS, arrays.YEARS),
        "cost": (4, arrays.YEARS),
        "payer": (5, arrays.YEARS),
    }
    return Outputs(**{name: np.zeros((runs, *shape)) for name, shape in shapes.items()})


@compiled
def run(world, state, levers, p, switches, target, key, months, out) -> None:
    """One run of so many months from January 2022, into `out`."""
    start(world, state, levers, p, switches, target, key)
    for month in range(months):
        step(world, state, levers, p, switches, target, month, key, out)


@entry
def of_run(outputs, row):
    """The outputs of one run of a batch, as views."""
    return Outputs(
        outputs.series[row],
        outputs.region[row],
        outputs.need[row],
        outputs.origin[row],
        outputs.regime[row],
        outputs.municipality[row],
        outputs.staircase[row],
        outputs.recoverable[row],
        outputs.revenue_region[row],
        outputs.jobs_size[row],
        outputs.engaged_need[row],
        outputs.active_need[row],
        outputs.kpi_need[row],
        outputs.kpi_region[row],
        outputs.kpi_sectors[row],
        outputs.cost[row],
        outputs.payer[row],
    )


@entry
def run_batch(world, state, levers, parameters, switches, target, keys, months, outputs, overflow) -> None:
    """Run b of the batch, of so many months, has parameters[b] and the key (seed, luck, replicate) = keys[b] (B, 3);
    `overflow` (B,) is set where a table had no room."""
    fixed = by_reference(world)
    scratch = by_reference(state)
    for b in range(parameters.size):
        key = make_key(keys[b, 0], keys[b, 1], keys[b, 2])
        out = by_reference(of_run(outputs, b))
        run(fixed, scratch, levers, parameters[b], switches[0], target, key, months, out)
        overflow[b] = scratch.tally.count[counts.OVERFLOW]


def workspace(prepared: Any) -> Workspace:
    """Scratch memory for one thread running this scenario."""
    return Workspace(allocate(prepared.world), own_world(prepared.world))


def own_world(world: World) -> World:
    """A private copy of a world: threads that shared one would fight over its arrays' reference counts."""
    return World(*(field.copy() if isinstance(field, np.ndarray) else field for field in world))


def simulate_batch(
    prepared: Any,
    records: np.ndarray,
    seed: np.ndarray,
    luck: np.ndarray,
    replicate: np.ndarray,
    scratch: Workspace,
    months: int = MONTHS,
) -> dict[str, np.ndarray]:
    """Outputs of B runs by variable name, each (B, *own dims), float64.

    Args:
        prepared: a prepared scenario (world, levers, switches, target).
        records: parameter records (B,).
        seed: (B,) and `luck`, `replicate` (B,): the keys of the runs.
        luck: see `seed`.
        replicate: see `seed`.
        scratch: from `workspace`, used by no other thread; it is left in the state of the last run.
        months: how far to run; what comes later stays 0.

    Raises:
        UserError: a table had no room, so a run is not to be trusted.
    """
    outputs = allocate_outputs(scratch.world, records.size)
    keys = np.column_stack([seed, luck, replicate]).astype(np.uint64)
    overflow = np.zeros(records.size, dtype=np.int64)
    run_batch(
        scratch.world,
        scratch.state,
        prepared.levers,
        records,
        prepared.switches,
        prepared.target,
        keys,
        np.int64(months),
        outputs,
        overflow,
    )
    if overflow.any():
        raise UserError(f"{int(overflow.sum())} of {records.size} runs needed more room than the tables have")
    return by_name(outputs)


def by_name(outputs: Outputs) -> dict[str, np.ndarray]:
    """The outputs under the names of `data/variables.csv`."""
    named = {name: outputs.series[:, row] for row, name in enumerate(SERIES)}
    named |= {
        "freed_fte_by_region": outputs.region,
        "freed_fte_by_need": outputs.need,
        "freed_fte_by_origin": outputs.origin,
        "freed_fte_by_regime": outputs.regime,
        "freed_fte_by_municipality": outputs.municipality,
        "staircase": outputs.staircase,
        "recoverable": outputs.recoverable,
        "company_revenue_by_region": outputs.revenue_region,
        "company_jobs_by_size": outputs.jobs_size,
        "companies_engaged_by_need": outputs.engaged_need,
        "companies_active_by_need": outputs.active_need,
        "kpi_by_need": outputs.kpi_need,
        "kpi_by_region": outputs.kpi_region,
        "kpi_by_sectors": outputs.kpi_sectors,
        "cost_mdkk": outputs.cost,
        "cost_by_payer": outputs.payer,
    }
    return named
