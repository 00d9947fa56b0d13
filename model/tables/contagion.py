"""Who is seen to use what: adopters of a solution in the country, in each region and among a host's nearest."""

from ..compiled import compiled
from .places import kind_of


@compiled
def count_adopter(world, state, unit, solution):
    """Let others see that a host uses the solution."""
    _count(world, state, unit, solution, 1)


@compiled
def uncount_adopter(world, state, unit, solution):
    """The host has abandoned the solution."""
    _count(world, state, unit, solution, -1)


@compiled
def _count(world, state, unit, solution, change):
    """Moving shares are not counted beside their host."""
    if unit >= world.hosts:
        return
    kind = kind_of(world, unit)
    state.solutions.adopters_in_region[world.region[world.first_host + unit], kind, solution] += change
    state.solutions.adopters[kind, solution] += change
    for i in range(world.neighbour_of.shape[1]):
        other = world.neighbour_of[unit, i]
        if other < 0:
            break
        state.considered.adopters_near[other, solution] += change
