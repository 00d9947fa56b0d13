"""Who is in the ecosystem, and who in it may join a partnership."""

from ..compiled import compiled
from ..state.codes import ActorKind


@compiled
def set_engaged(world, actors, actor, engaged):
    """Let an actor join or leave; companies inside are counted by region, for contagion."""
    if world.kind[actor] == ActorKind.COMPANY:
        actors.inside[world.region[actor]] += engaged - actors.engaged[actor]
    actors.engaged[actor] = engaged


@compiled
def note_all_free(world, state):
    """Work out anew who may join a partnership, all at once: searches look at many and take few."""
    actors = state.actors
    vacant, engaged, load, capacity = actors.vacant, actors.engaged, actors.load, actors.capacity
    free, kind = state.scratch.free, world.kind
    for a in range(free.size):
        fits = (vacant[a] == 0) & (engaged[a] > 0) & (load[a] < capacity[a])
        free[a] = kind[a] if fits else -1


@compiled
def note_free(world, state, actor):
    """The same for one actor whose load has changed."""
    actors = state.actors
    fits = actors.vacant[actor] == 0 and actors.engaged[actor] > 0 and actors.load[actor] < actors.capacity[actor]
    state.scratch.free[actor] = world.kind[actor] if fits else -1


@compiled
def free_companies(world, free, rows):
    """Companies that may join a partnership into `rows`, in the order of their lineage. Returns their number."""
    in_order = world.in_order
    number = 0
    for place in range(world.first_company, in_order.size):
        # Written whether it counts or not: a branch that nobody can foresee costs more.
        rows[number] = in_order[place]
        number += 1 if free[in_order[place]] >= 0 else 0
    return number
