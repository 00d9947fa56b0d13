"""institutions: dated events that change who decides and who operates, never how many hours there are."""

from ..compiled import compiled, rule
from ..now import Now
from ..state.codes import Count
from ..state.state import State
from ..state.world import World
from ..tables.considering import hand_over


@rule("considered", "tally")
def institutions(world: World, state: State, now: Now) -> None:
    """Merge regions and transfer tasks on their dates.

    A moving cell gets the region as its authority, and from then on it is run by its own operator: it starts with
    what its municipality used and was thinking of. Adoptions, depth and cashing stay with the cell.
    """
    if now.month == world.merge_month:
        _merge(world, state)
    if now.month == world.transfer_month:
        _transfer(world, state, now)


@compiled
def _merge(world, state):
    kept = world.merged_regions[0]
    gone = world.merged_regions[1]
    considered = state.considered
    considered.budget[kept] += considered.budget[gone]
    considered.wages[kept] += considered.wages[gone]
    considered.budget[gone] = 0.0
    considered.wages[gone] = 0.0
    state.tally.count[Count.MERGED] = 1


@compiled
def _transfer(world, state, now):
    considered = state.considered
    state.tally.count[Count.TRANSFERRED] = 1
    merged = state.tally.count[Count.MERGED] > 0
    for m in range(world.municipalities):
        moving = world.hosts + m
        considered.unit_active[moving] = 1
        hand_over(world, state, m, moving)
        region = world.region[world.first_host + m]
        authority = world.merged_regions[0] if merged and region == world.merged_regions[1] else region
        _move_wages(world, state, now, m, authority)


@compiled
def _move_wages(world, state, now, municipality, authority):
    p = now.p
    wages = state.considered.wages
    needs = world.need_capabilities.shape[0]
    for j in range(world.moving_needs.size):
        cell = world.hosts * needs + municipality * world.moving_needs.size + j
        moved = state.cell_hours[cell] / p.hours_per_staff_fte * p.cost_fte_value
        wages[world.first_host + municipality] -= moved
        wages[authority] += moved
