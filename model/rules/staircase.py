"""staircase: from potential on paper to what is sustained, and what each loss alone would give back."""

import math

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count, Step
from ..state.outputs import Outputs
from ..state.state import State
from ..state.world import World
from ..tables.sums import total
from .ledger import LARGEST, hours_now, pool_of

# Steps are worked out by turning factors of potential x depth x realised x cashed on and off, in this order.
NO_FACTOR, WITH_DEPTH, WITH_REALISED, WITH_CASHING = 0, 1, 2, 3
ALL_USED, ALL_REALISED = 4, 5
# Hours with all adoptions, and with those alone that are not abandoned within a year.
STANDING, STAYING = 0, 1


@compiled
def staircase(world: World, state: State, now: Now, out: Outputs) -> None:
    """Write the staircase of December: six steps for the catalogue and for solutions that did not exist, in FTE.

    The last step is the standing sustained level; `recoverable` is what removing one loss alone would add to it:
    hosts that lack it, depth, realisation, cashing, abandonment.
    """
    year = now.month // 12
    fte = 1.0 / now.target.hours_per_fte
    both = state.scratch.both
    level = state.scratch.level
    _everywhere(world, state, now, 1.0, both)
    _write(out, Step.POTENTIAL, year, both, fte)
    modes = (NO_FACTOR, WITH_DEPTH, WITH_REALISED, WITH_CASHING)
    for step in range(4):
        _level(world, state, now, modes[step], level)
        _write(out, Step.HOSTS + step, year, level[STANDING], fte)
        if modes[step] == WITH_REALISED:
            out.recoverable[3, year] = total(level[STAYING]) * fte
    _write(out, Step.SUSTAINED, year, level[STAYING], fte)
    reached = total(level[STAYING])
    out.recoverable[4, year] = (total(level[STANDING]) - reached) * fte
    out.recoverable[3, year] -= reached * fte
    _everywhere(world, state, now, -1.0, both)
    out.recoverable[0, year] = max(total(both) - reached, 0.0) * fte
    losses = (ALL_USED, ALL_REALISED)
    for loss in range(2):
        _level(world, state, now, losses[loss], level)
        out.recoverable[1 + loss, year] = (total(level[STAYING]) - reached) * fte


@compiled
def _write(out, step, year, both, fte):
    for new in range(2):
        out.staircase[step, new, year] = both[new] * fte


@compiled
def _worth(state, row, kind, mode):
    """An adoption's share of its cell's hours with some of the factors left out."""
    adoptions = state.adoptions
    potential = max(state.solutions.potential[adoptions.solution[row], kind], 0.0)
    depth = adoptions.depth[row]
    used = adoptions.used[row]
    realised = adoptions.realised[row]
    cashed = used / depth if depth > 0.0 else 0.0
    if mode == NO_FACTOR:
        return potential
    if mode == WITH_DEPTH:
        return potential * depth
    if mode == WITH_REALISED:
        return potential * depth * realised
    if mode == ALL_USED:
        return potential * realised * cashed
    if mode == ALL_REALISED:
        return potential * used
    return potential * used * realised


@compiled
def _level(world, state, now, mode, level):
    """Hours freed nationally under a mode, catalogue and new apart, into `level` (2, 2): standing and staying.

    Staying leaves out, after substitution, what is abandoned within a year.
    """
    p = now.p
    pools = state.scratch.pools
    whole = state.scratch.whole
    best = state.scratch.best
    holder = state.scratch.holder
    pools[:] = 0.0
    whole[:] = 0.0
    level[:] = 0.0
    adoptions = state.adoptions
    for cell in range(world.cell_host.size):
        if adoptions.count[cell] == 0:
            continue
        kind = world.cell_kind[cell]
        if adoptions.count[cell] == 1:
            row = adoptions.of_cell[cell, 0]
            if now.month >= adoptions.live_from[row]:
                value = min(_worth(state, row, kind, mode), p.area_ceiling)
                _count_part(world, state, now, row, cell, hours_now(world, state, cell) * value, level, pools, whole)
            continue
        best[:] = 0.0
        holder[:] = -1
        for i in range(adoptions.count[cell]):
            row = adoptions.of_cell[cell, i]
            if now.month < adoptions.live_from[row]:
                continue
            value = min(_worth(state, row, kind, mode), LARGEST)
            segment = state.solutions.segment[adoptions.solution[row]]
            if value > best[segment]:
                best[segment] = value
                holder[segment] = row
        _book(world, state, now, cell, best, holder, level, pools, whole)
    for pool in range(whole.size):
        cap = p.pool_cap[pool] * state.ledger.kind_hours[world.pool_kind[pool]]
        factor = min(1.0, cap / max(whole[pool], 1e-9))
        for staying in range(2):
            for new in range(2):
                level[staying, new] += pools[pool, staying, new] * factor


@compiled
def _book(world, state, now, cell, best, holder, level, pools, whole):
    weight = 0.0
    left = 1.0
    for g in range(best.size):
        if best[g] > 0.0:
            weight -= math.log(1.0 - best[g])
            left *= 1.0 - best[g]
    if weight <= 0.0:
        return
    hours = hours_now(world, state, cell) * min(now.p.area_ceiling, 1.0 - left)
    for g in range(best.size):
        row = holder[g]
        if row < 0:
            continue
        part = hours * -math.log(1.0 - best[g]) / weight
        _count_part(world, state, now, row, cell, part, level, pools, whole)


@compiled
def _count_part(world, state, now, row, cell, part, level, pools, whole):
    """Add an adoption's part to its pool, or to what no pool caps."""
    pool = pool_of(world, state, row, cell)
    new = 1 if state.solutions.origin[state.adoptions.solution[row]] > 0 else 0
    last = STAYING if state.adoptions.abandoned[row] > now.month + 12 else STANDING
    if pool >= 0:
        whole[pool] += part
    for kept in range(last + 1):
        if pool >= 0:
            pools[pool, kept, new] += part
        else:
            level[kept, new] += part


@compiled
def _everywhere(world, state, now, factor, both):
    """Hours freed if every host had every available solution, into `both` (2,).

    `factor` 1: at full use. -1: with the mean depth, realisation, cashing and staying power of those that have it.
    """
    solutions = state.solutions
    rows = state.tally.count[Count.SOLUTION_ROWS]
    yields = state.scratch.yields
    yields[:] = 1.0
    if factor < 0.0:
        _mean_yield(state, now, rows, yields)
    best = state.scratch.area_best
    holder = state.scratch.area_holder
    best[:] = 0.0
    holder[:] = -1
    for s in range(rows):
        for kind in range(2):
            value = min(solutions.potential[s, kind] * yields[s], LARGEST)
            need = solutions.need[s]
            segment = solutions.segment[s]
            if value > best[kind, need, segment]:
                best[kind, need, segment] = value
                holder[kind, need, segment] = s
    pools = state.scratch.pools
    whole = state.scratch.whole
    pools[:] = 0.0
    whole[:] = 0.0
    both[:] = 0.0
    for kind in range(2):
        for need in range(best.shape[1]):
            _book_area(world, state, now, kind, need, best[kind, need], holder[kind, need], both, pools, whole)
    for pool in range(whole.size):
        cap = now.p.pool_cap[pool] * state.ledger.kind_hours[world.pool_kind[pool]]
        share = min(1.0, cap / max(whole[pool], 1e-9))
        both[0] += pools[pool, STANDING, 0] * share
        both[1] += pools[pool, STANDING, 1] * share


@compiled
def _book_area(world, state, now, kind, need, best, holder, both, pools, whole):
    weight = 0.0
    left = 1.0
    for g in range(best.size):
        if best[g] > 0.0:
            weight -= math.log(1.0 - best[g])
            left *= 1.0 - best[g]
    if weight <= 0.0:
        return
    growth = state.ledger.kind_hours[kind] / max(total(state.ledger.hours_at_start[kind]), 1e-9)
    hours = state.tally.hours_of_need[kind, need] * growth * min(now.p.area_ceiling, 1.0 - left)
    for g in range(best.size):
        s = holder[g]
        if s < 0:
            continue
        part = hours * -math.log(1.0 - best[g]) / weight
        new = 1 if state.solutions.origin[s] > 0 else 0
        pool = state.solutions.pool[s, kind]
        if pool >= 0:
            pools[pool, STANDING, new] += part
            whole[pool] += part
        else:
            both[new] += part


@compiled
def _mean_yield(state, now, rows, yields):
    """Mean of cashed depth x realised x staying over the hosts that have each solution; 0 where nobody has it."""
    adoptions = state.adoptions
    number = state.scratch.number
    number[:] = 0
    yields[:] = 0.0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if now.month < adoptions.live_from[row]:
            continue
        s = adoptions.solution[row]
        number[s] += 1
        if adoptions.abandoned[row] > now.month + 12:
            yields[s] += adoptions.used[row] * adoptions.realised[row]
    for s in range(rows):
        if number[s] > 0:
            yields[s] /= number[s]
