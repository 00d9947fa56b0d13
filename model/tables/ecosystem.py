"""Who is in the ecosystem."""

from ..compiled import compiled


@compiled
def companies_inside(world, actors, rows):
    """Engaged companies into `rows`, in the order of their lineage. Returns their number."""
    engaged, in_order = actors.engaged, world.in_order
    number = 0
    for place in range(world.first_company, world.kind.size):
        # Written whether it counts or not: a branch that nobody can foresee costs more.
        rows[number] = in_order[place]
        number += engaged[in_order[place]]
    return number
