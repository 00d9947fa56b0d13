"""Running the model: scratch memory for one thread, and batches of runs that release the GIL."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .epoch import MONTHS
from .errors import UserError
from .loop import Batch, first_day, run_batch
from .messages import say
from .month import ready
from .parameters import registry
from .state.outputs import by_name, outputs_of, shapes, shapes_of, width
from .state.state import Room, State, allocate_state
from .state.world import World

# Tables that grow with what happens in a run, and how many times their usual size they may be.
GROWING = ("partnerships", "solutions", "adoptions", "programmes", "of_cell")
MOST_ROOM = 8


class Workspace(NamedTuple):
    """Memory of one thread: the state, a copy of the world so that threads share no reference counts, and a run's
    outputs with the row (width,) that they are views of."""

    state: State
    world: World
    outputs: Any
    row: np.ndarray


def workspace(prepared: Any, monthly: bool = False) -> Workspace:
    """Memory for one thread running this scenario; `monthly`: with breakdowns of the headline by month."""
    world = own_world(prepared.world)
    own = shapes(world, monthly)
    row = np.zeros(width(own))
    return Workspace(allocate_state(world, room_of(prepared.switches)), world, outputs_of(row, own), row)


def room_of(switches: np.ndarray) -> Room:
    """Room for what a host can know: the upper end of `known_solutions`, or all there is where attention is unlimited;
    then a host may also use more at once."""
    if switches[0].attention > 0.0:
        return Room(adoptions=600, of_cell=256)
    return Room(known=int(registry()["known_solutions"].high))


def own_world(world: World) -> World:
    """A private copy of a world: threads that shared one would fight over its arrays' reference counts."""
    return World(*(field.copy() if isinstance(field, np.ndarray) else field for field in world))


def simulate_batch(
    prepared: Any, records: np.ndarray, keys: np.ndarray, scratch: Workspace, months: int = MONTHS
) -> dict[str, np.ndarray]:
    """Outputs of B runs by variable name, each (B, *own dims), float64.

    Args:
        prepared: a prepared scenario (world, levers, switches, target).
        records: parameter records (B,).
        keys: whole numbers (B, 3): seed, luck and replicate of the runs.
        scratch: from `workspace`, used by no other thread; it is left in the state of the last run.
        months: how far to run; what comes later stays 0.

    Raises:
        UserError: a table had no room, so a run is not to be trusted.
    """
    rows, short = _simulated(prepared, records, keys, scratch, months)
    _refuse(short)
    return by_name(rows, shapes_of(scratch.outputs))


def simulate_roomy(prepared: Any, records: np.ndarray, keys: np.ndarray, scratch: Workspace) -> dict[str, np.ndarray]:
    """As `simulate_batch`, but runs that need more room than the tables have are made again with twice as much, up to
    `MOST_ROOM` times: room decides no number. `scratch` is left in the state of any run.

    Raises:
        UserError: a run needs more even then.
    """
    rows, short = _simulated(prepared, records, keys, scratch, MONTHS)
    times = 2
    while short.any() and times <= MOST_ROOM:
        larger = scratch._replace(state=allocate_state(scratch.world, _room(times)))
        rows[short], still = _simulated(prepared, records[short], keys[short], larger, MONTHS)
        short[short] = still
        times *= 2
    _refuse(short)
    return by_name(rows, shapes_of(scratch.outputs))


def _room(times: int) -> Room:
    """Growing tables so many times as large as usual; lists whose length is a number of the model stay as they are."""
    usual = Room()
    return usual._replace(**{name: times * getattr(usual, name) for name in GROWING})


def _refuse(short: np.ndarray) -> None:
    if short.any():
        raise UserError(say("runs-needed-more-room", short=int(short.sum()), runs=short.size))


def _simulated(
    prepared: Any, records: np.ndarray, keys: np.ndarray, scratch: Workspace, months: int
) -> tuple[np.ndarray, np.ndarray]:
    """Output rows (B, width), and which runs (B,) had no room."""
    rows = np.zeros((records.size, scratch.row.size))
    overflow = np.zeros(records.size, dtype=np.int64)
    batch = Batch(prepared.levers, records, prepared.switches, prepared.target, keys.astype(np.uint64))
    rules = ready(scratch.world, scratch.state, first_day(batch), scratch.outputs)
    outputs = (scratch.outputs, scratch.row)
    run_batch(rules, scratch.world, scratch.state, batch, np.int64(months), outputs, rows, overflow)
    return rows, overflow > 0
