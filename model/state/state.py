"""All tables of one run, and how much room each gets."""

from typing import NamedTuple

import numpy as np

from ..epoch import MONTHS
from .actors import Actors, Ties
from .adoptions import Adoptions, Considered, Programmes
from .codes import Count, Counts, Flow, Level, Measure, Origin, Part, Payer, Regime, Sector, Value
from .column import allocate
from .ledger import Ledger, Tally
from .partnerships import Partnerships
from .scratch import Scratch
from .solutions import Solutions
from .steps import Lack
from .world import World

SEGMENTS = 6
MAX_MEMBERS = 10
CANDIDATES = 48
SAMPLED = 5
ATTEMPTS = 12
STAIRS = 8  # combinations of factors that the staircase works out
NEVER = 9999
MOST_FOUND = 0.999999  # no evaluation finds that all hours of an area are freed
SECTOR_PAIRS = len(Sector) * (len(Sector) + 1) // 2


class Room(NamedTuple):
    """How many rows the growing tables get, for each host (each actor where said). A run that needs more fails."""

    partnerships: int = 120
    solutions: int = 12  # and a thousand in all
    adoptions: int = 250  # each unit
    programmes: int = 512  # in all
    known: int = 0  # solutions that a unit thinks of; 0: as many as there are
    of_cell: int = 64  # each cell
    memory: int = 64  # remembered ties of an actor


class State(NamedTuple):
    """All tables of one run."""

    actors: Actors
    ties: Ties
    partnerships: Partnerships
    solutions: Solutions
    considered: Considered
    adoptions: Adoptions
    programmes: Programmes
    cell_hours: np.ndarray  # (cells,) hours a year in January 2022
    ledger: Ledger
    tally: Tally
    scratch: Scratch


def sizes(world: World, room: Room) -> dict[str, int]:
    """How long every dim of the tables is."""
    units = world.hosts + world.municipalities
    solutions = world.solution_key.size + room.solutions * world.hosts + 1000
    return {
        "actor": world.kind.size,
        "capability": world.base.shape[1],
        "tie": room.memory,
        "partnership": room.partnerships * world.hosts,
        "member": MAX_MEMBERS,
        "solution": solutions,
        "unit": units,
        "known": room.known or solutions,
        "adoption": room.adoptions * units,
        "cell": world.cell_host.size,
        "held": room.of_cell,
        "programme": room.programmes,
        "host": world.hosts,
        "municipality": world.municipalities,
        "kind": 2,
        "region": world.hosts_of_region.shape[0],
        "need": world.need_capabilities.shape[0],
        "area": 2 * world.hosts_of_region.shape[0] * world.need_capabilities.shape[0],
        "segment": SEGMENTS,
        "pool": world.pool_kind.size,
        "measure": len(Measure),
        "origin": len(Origin),
        "regime": len(Regime),
        "counts": len(Counts),
        "count": len(Count),
        "value": len(Value),
        "part": len(Part),
        "payer": len(Payer) - 1,
        "flow": len(Flow),
        "level": len(Level),
        "sectors": SECTOR_PAIRS,
        "candidate": CANDIDATES,
        "sampled": SAMPLED,
        "attempt": ATTEMPTS,
        "stair": STAIRS,
        "lack": len(Lack),
        "bin": 4 * (world.pool_kind.size + 1),
        "two": 2,
        "time": MONTHS,
    }


def allocate_state(world: World, room: Room | None = None) -> State:
    """State tables of the right size for a world, all zero."""
    lengths = sizes(world, room or Room())
    kinds = {name: kind for name, kind in State.__annotations__.items() if name != "cell_hours"}
    return State(
        **{name: allocate(kind, lengths) for name, kind in kinds.items()}, cell_hours=np.zeros(lengths["cell"])
    )
