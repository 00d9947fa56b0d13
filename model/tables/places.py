"""Where things belong: the host, cell and authority of a unit, the kind of a host."""

from ..compiled import compiled
from ..state.codes import Count


@compiled
def cell_of(world, unit, need):
    """The cell of a unit in a need area: the host's own, or the moving share's; -1 if it has none."""
    needs = world.need_capabilities.shape[0]
    if unit < world.hosts:
        return unit * needs + need
    for j in range(world.moving_needs.size):
        if world.moving_needs[j] == need:
            return world.hosts * needs + (unit - world.hosts) * world.moving_needs.size + j
    return -1


@compiled
def host_of(world, unit):
    """The original host of a unit."""
    return unit if unit < world.hosts else unit - world.hosts


@compiled
def kind_of(world, host):
    """0 for a municipality, 1 for a hospital."""
    return 0 if host < world.municipalities else 1


@compiled
def authority_of(world, state, unit):
    """The actor that decides and pays for a unit: a region for hospitals and what has moved to it, else the host."""
    host = host_of(world, unit)
    if host < world.municipalities and (unit < world.hosts or state.considered.unit_active[unit] == 0):
        return world.first_host + host
    region = world.region[world.first_host + host]
    merged = state.tally.count[Count.MERGED] > 0
    return world.merged_regions[0] if merged and region == world.merged_regions[1] else region
