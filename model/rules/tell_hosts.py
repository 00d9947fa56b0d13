"""tell_hosts: hosts hear of what became available."""

from ..compiled import rule
from ..draws import HEARD, uniform
from ..now import Now
from ..state.codes import Count
from ..state.state import State
from ..state.world import World
from ..tables.considering import consider, has_use_for
from ..tables.places import host_of


@rule("considered", "tally")
def tell_hosts(world: World, state: State, now: Now) -> None:
    """Hosts hear of the solutions that became available this month; a host with limited attention listens to a bounded
    number of them."""
    last_row = state.tally.count[Count.SOLUTION_ROWS]
    first_row = state.tally.count[Count.SOLUTIONS_TOLD]
    state.tally.count[Count.SOLUTIONS_TOLD] = last_row
    fresh = last_row - first_row
    if fresh <= 0:
        return
    heard = fresh if now.switches.attention > 0.0 else min(fresh, int(now.p.heard_per_month))
    considered = state.considered
    for unit in range(considered.number.size):
        if considered.unit_active[unit] > 0:
            host = host_of(world, unit)
            considered.forgets[unit] |= 1 if heard < fresh else 0
            offset = 0 if heard == fresh else int(uniform(now.key, HEARD, host, now.month) * fresh)
            for i in range(heard):
                solution = first_row + (offset + i) % fresh
                if has_use_for(world, state, unit, solution) and considered.uses[unit, solution] == 0:
                    consider(world, state, now, unit, solution)
