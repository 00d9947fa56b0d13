"""bridging: from what stood at the baseline to what is new, and from what was promised to what came of it."""

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count, Measure
from ..state.outputs import Outputs
from ..state.state import State
from ..state.steps import Bridge, Promise
from ..state.world import World
from ..tables.sums import total, total_of
from .ledger import cost_newly, hours_now, newly, part_of


@compiled
def bridging(world: World, state: State, now: Now, out: Outputs) -> None:
    """Write the bridge of December, in FTE: standing = stock + ended + gained; new = gained + ended + floored + slowed.

    The stock is what was freed in the baseline month, at today's hours; what has ended of it is a loss, and lost is
    also what frees less than then. Floored is what the floor at 0 by region and need puts back, slowed the time that
    solutions cost since. The measure is the target's, as far as it stands in rosters: sustained, or all realised.
    """
    if now.month < now.target.baseline:
        return
    ledger, year, fte = state.ledger, now.month // 12, 1.0 / now.target.hours_per_fte
    measure = Measure.SUSTAINED if now.target.measure == Measure.SUSTAINED else Measure.REALISED
    stock, standing = _standing(ledger, measure)
    gained = _gained(world, state, now)
    unfloored, cost = newly(state, measure, 0, ledger.new), cost_newly(state, 0, ledger.new_cost)
    out.stock_bridge[Bridge.STOCK, year] = stock * fte
    out.stock_bridge[Bridge.ENDED, year] = (standing - stock - gained) * fte
    out.stock_bridge[Bridge.GAINED, year] = gained * fte
    out.stock_bridge[Bridge.STANDING, year] = standing * fte
    out.stock_bridge[Bridge.FLOORED, year] = (total_of(ledger.new) - unfloored) * fte
    out.stock_bridge[Bridge.SLOWED, year] = -cost * fte
    out.stock_bridge[Bridge.NEW, year] = (total_of(ledger.new) - cost) * fte


@compiled
def _standing(ledger, measure):
    """Hours that the shares of the baseline are today, and hours that stand."""
    then, stands = 0.0, 0.0
    for kind in range(ledger.growth.shape[0]):
        for region in range(ledger.growth.shape[1]):
            then += ledger.growth[kind, region] * total(ledger.base[measure, kind, region])
            stands += total(ledger.freed[measure, kind, region])
    return then, stands


@compiled
def _gained(world, state, now):
    """Hours of uses that free more than they did at the baseline."""
    adoptions, hours = state.adoptions, 0.0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        more = part_of(state, now, row) - adoptions.share_baseline[row]
        if more > 0.0:
            hours += more * hours_now(world, state, adoptions.cell[row])
    return hours


@compiled
def promises(world: World, state: State, now: Now, out: Outputs) -> None:
    """Write what was promised of solutions that were taken as the best proven, at full use in all their hosts: by their
    evaluations, and by what those who chose made of them; what they free so; and what they free in fact, in FTE."""
    solutions, year, fte = state.solutions, now.month // 12, 1.0 / now.target.hours_per_fte
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        if solutions.chosen[s] == 0:
            continue
        for kind in range(2):
            growth = state.ledger.kind_hours[kind] / max(total(state.ledger.hours_at_start[kind]), 1e-9)
            most = state.tally.hours_of_need[kind, solutions.need[s]] * growth * fte
            judged = solutions.judged[s, kind]
            out.promises[Promise.FOUND, year] += most * (solutions.found[s, kind] if solutions.evaluated[s] else judged)
            out.promises[Promise.EXPECTED, year] += most * judged
            out.promises[Promise.ON_PAPER, year] += most * solutions.potential[s, kind]
    adoptions = state.adoptions
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if solutions.chosen[adoptions.solution[row]] > 0:
            freed = hours_now(world, state, adoptions.cell[row]) * part_of(state, now, row)
            out.promises[Promise.FREED, year] += freed * fte
