"""levels: what stands on a step of the staircase, by pool, by whether use stays and by where solutions come from."""

from ..compiled import compiled
from ..tables.sums import total

# Levels are worked out by turning factors of potential x depth x realised x cashed on and off.
NO_FACTOR, WITH_DEPTH, WITH_REALISED, WITH_CASHING, ALL_USED, ALL_REALISED = 0, 1, 2, 3, 4, 5
# The level at which every host has every solution, and room for those in between.
EVERYWHERE, WITHIN_REACH = 6, 7
# Hours with all adoptions, and with those alone that are not abandoned within a year.
STANDING, STAYING = 0, 1


@compiled
def worth_of(adoptions, row, level):
    """An adoption's share of its cell's hours with some of the factors left out."""
    potential, depth = adoptions.potential[row], adoptions.depth[row]
    if level == NO_FACTOR:
        return potential
    if level == WITH_DEPTH:
        return potential * depth
    if level == WITH_REALISED:
        return potential * depth * adoptions.realised[row]
    if level == WITH_CASHING:
        return potential * adoptions.cashed[row] * adoptions.realised[row]
    if level == ALL_REALISED:
        return potential * adoptions.cashed[row]
    return potential * adoptions.realised[row] * (adoptions.cashed[row] / depth if depth > 0.0 else 0.0)


@compiled
def bin_of(state, solution, pool, kept):
    """One bin for each pool (none comes first), whether use stays, and OriginClass."""
    new = 1 if state.solutions.origin[solution] > 0 else 0
    return ((pool + 1) * 2 + kept) * 2 + new


@compiled
def let_through(world, state, now, level):
    """What pools let through of a level: what stands, and what stays of it."""
    parts, out = state.scratch.parts, state.scratch.level[level]
    out[:] = 0.0
    for pool in range(-1, world.pool_kind.size):
        first = 4 * (pool + 1)
        factor = 1.0
        if pool >= 0:
            cap = now.p.pool_cap[pool] * state.ledger.kind_hours[world.pool_kind[pool]]
            factor = min(1.0, cap / max(total(parts[first : first + 4]), 1e-9))
        for new in range(2):
            stays = parts[first + 2 * STAYING + new]
            out[STAYING, new] += stays * factor
            out[STANDING, new] += (parts[first + 2 * STANDING + new] + stays) * factor
