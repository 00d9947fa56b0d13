"""ledger: what is freed in a month, by cell, and how it is shared out among the adoptions that free it."""

import math

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count, Measure
from ..state.state import SEGMENTS, State
from ..state.world import World

# No draw of a potential frees all hours of an area.
LARGEST = 0.999999


@compiled
def balance(world: World, state: State, now: Now) -> None:
    """Fill this month's ledger: hours freed by measure, host kind, region and need, and each adoption's part.

    Per adoption t = potential x depth and e = t x realised x cashed. Within a segment the largest counts; across
    segments shares combine as a product, up to the ceiling, and segments share the total by -ln(1 - share); pools
    scale the parts of their members. Solutions that cost time stand apart.
    """
    ledger = state.ledger
    ledger.freed[:] = 0.0
    ledger.time_cost[:] = 0.0
    ledger.pool_net[:] = 0.0
    ledger.pool_realised[:] = 0.0
    _weigh(world, state, now)
    for cell in range(world.cell_host.size):
        if state.adoptions.count[cell] > 0:
            _share(world, state, now, cell)
    for pool in range(world.pool_kind.size):
        cap = now.p.pool_cap[pool] * ledger.kind_hours[world.pool_kind[pool]]
        ledger.factor_net[pool] = min(1.0, cap / max(ledger.pool_net[pool], 1e-9))
        ledger.factor_realised[pool] = min(1.0, cap / max(ledger.pool_realised[pool], 1e-9))
    _book(world, state, now)


@compiled
def hours_now(world, state, cell):
    """Hours a year of a cell this month."""
    return state.cell_hours[cell] * state.ledger.growth[world.cell_kind[cell], world.cell_region[cell]]


# Loops over all adoptions take the columns they need into local names first: what is read through a table is read
# anew after every write.
@compiled
def _weigh(world, state, now):
    """Fill in t and e of every adoption in use, gross hours and hours that solutions cost."""
    adoptions = state.adoptions
    live, cells, solution = adoptions.live, adoptions.cell, adoptions.solution
    live_from, depth, used, realised = adoptions.live_from, adoptions.depth, adoptions.used, adoptions.realised
    time, effect, share_net, share = adoptions.time, adoptions.effect, adoptions.share_net, adoptions.share
    potentials, kinds, regions, needs = state.solutions.potential, world.cell_kind, world.cell_region, world.cell_need
    hours, growth, freed = state.cell_hours, state.ledger.growth, state.ledger.freed
    time_cost = state.ledger.time_cost
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        share_net[row] = 0.0
        share[row] = 0.0
        effect[row] = 0.0
        time[row] = 0.0
        if now.month < live_from[row]:
            continue
        cell = cells[row]
        kind = kinds[cell]
        region = regions[cell]
        potential = potentials[solution[row], kind]
        t = min(potential * depth[row], LARGEST)
        time[row] = t
        if t < 0.0:
            time_cost[kind, region, needs[cell]] -= hours[cell] * growth[kind, region] * t
            continue
        effect[row] = min(potential * used[row] * realised[row], LARGEST)
        freed[Measure.GROSS, kind, region, needs[cell]] += hours[cell] * growth[kind, region] * t


@compiled
def _share(world, state, now, cell):
    """Parts of one cell's adoptions before pools, net and realised, and what they add to their pools."""
    p = now.p
    adoptions = state.adoptions
    ledger = state.ledger
    number = adoptions.count[cell]
    if number == 1:
        row = adoptions.of_cell[cell, 0]
        adoptions.share_net[row] = min(p.area_ceiling, max(adoptions.time[row], 0.0))
        adoptions.share[row] = min(p.area_ceiling, adoptions.effect[row])
    else:
        # Nobody reports net by adoption: it is only split where a pool caps some of the cell's adoptions.
        pooled = False
        for i in range(number):
            pooled |= pool_of(world, state, adoptions.of_cell[cell, i], cell) >= 0
        _share_out(state, cell, adoptions.time, p.area_ceiling, adoptions.share_net, pooled)
        _share_out(state, cell, adoptions.effect, p.area_ceiling, adoptions.share, True)
        if not pooled:
            return
    for i in range(number):
        row = adoptions.of_cell[cell, i]
        pool = pool_of(world, state, row, cell)
        if pool >= 0:
            hours = hours_now(world, state, cell)
            ledger.pool_net[pool] += adoptions.share_net[row] * hours
            ledger.pool_realised[pool] += adoptions.share[row] * hours


@compiled
def _share_out(state, cell, value, ceiling, share, split):
    """The cell's total, min(ceiling, 1 - product over segments of (1 - largest value)), shared among the adoptions
    that hold the largest of their segment by -ln(1 - value), into `share`; one of them takes it all if not `split`."""
    adoptions = state.adoptions
    best, holder = state.ledger.best, state.ledger.holder
    best[:] = 0.0
    for i in range(adoptions.count[cell]):
        row = adoptions.of_cell[cell, i]
        segment = state.solutions.segment[adoptions.solution[row]]
        if value[row] > best[segment]:
            best[segment] = value[row]
            holder[segment] = row
    held = 0
    alone = -1
    left = 1.0
    for g in range(SEGMENTS):
        if best[g] > 0.0:
            held += 1
            alone = g
            left *= 1.0 - best[g]
    if held == 0:
        return
    total = min(ceiling, 1.0 - left)
    if held == 1 or not split:
        share[holder[alone]] = total
        return
    weight = 0.0
    for g in range(SEGMENTS):
        if best[g] > 0.0:
            piece = -math.log(1.0 - best[g])
            share[holder[g]] = piece
            weight += piece
    for g in range(SEGMENTS):
        if best[g] > 0.0:
            share[holder[g]] *= total / weight


@compiled
def pool_of(world, state, row, cell):
    """The pool that caps an adoption in this cell, -1 if none."""
    return state.solutions.pool[state.adoptions.solution[row], world.cell_kind[cell]]


@compiled
def _book(world, state, now):
    """Scale parts by their pools, and book them in the sums by measure, host kind, region and need."""
    adoptions = state.adoptions
    live, cells, abandoned = adoptions.live, adoptions.cell, adoptions.abandoned
    share_net, share, sustained = adoptions.share_net, adoptions.share, adoptions.share_sustained
    factor_net, factor_realised = state.ledger.factor_net, state.ledger.factor_realised
    kinds, regions, needs = world.cell_kind, world.cell_region, world.cell_need
    cell_hours, growth, freed = state.cell_hours, state.ledger.growth, state.ledger.freed
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        sustained[row] = 0.0
        if share_net[row] == 0.0 and share[row] == 0.0:
            continue
        cell = cells[row]
        pool = pool_of(world, state, row, cell)
        if pool >= 0:
            share_net[row] *= factor_net[pool]
            share[row] *= factor_realised[pool]
        kind = kinds[cell]
        region = regions[cell]
        need = needs[cell]
        hours = cell_hours[cell] * growth[kind, region]
        freed[Measure.NET, kind, region, need] += hours * share_net[row]
        freed[Measure.REALISED, kind, region, need] += hours * share[row]
        sustained[row] = share[row] if abandoned[row] > now.month + 12 else 0.0
        freed[Measure.SUSTAINED, kind, region, need] += hours * sustained[row]


@compiled
def part_of(state, now, row):
    """An adoption's part in the target's measure: what is sustained, or all that is realised."""
    return (
        state.adoptions.share_sustained[row] if now.target.measure == Measure.SUSTAINED else state.adoptions.share[row]
    )


@compiled
def set_baseline(state: State, now: Now) -> None:
    """Remember this month as the baseline: sums at constant hours, and every adoption's part."""
    ledger = state.ledger
    for kind in range(ledger.growth.shape[0]):
        for region in range(ledger.growth.shape[1]):
            growth = ledger.growth[kind, region]
            for need in range(ledger.base.shape[3]):
                ledger.base_cost[kind, region, need] = ledger.time_cost[kind, region, need] / growth
                for measure in range(4):
                    ledger.base[measure, kind, region, need] = ledger.freed[measure, kind, region, need] / growth
    adoptions = state.adoptions
    for i in range(adoptions.share_baseline.size):
        adoptions.share_baseline[i] = 0.0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        adoptions.share_baseline[row] = part_of(state, now, row)


@compiled
def newly(state: State, measure, kind_from, out) -> float:
    """Hours freed since the baseline by region and need into `out` (R, N), floored there at 0. Returns the sum
    before the floor. `kind_from` 1 counts hospitals alone. Time cost is not in it yet."""
    ledger = state.ledger
    total = 0.0
    for region in range(out.shape[0]):
        for need in range(out.shape[1]):
            value = 0.0
            for kind in range(kind_from, 2):
                growth = ledger.growth[kind, region]
                value += ledger.freed[measure, kind, region, need] - ledger.base[measure, kind, region, need] * growth
            total += value
            out[region, need] = max(value, 0.0)
    return total


@compiled
def cost_newly(state: State, kind_from, out) -> float:
    """Hours that solutions cost since the baseline by region and need into `out` (R, N). Returns their sum."""
    ledger = state.ledger
    total = 0.0
    for region in range(out.shape[0]):
        for need in range(out.shape[1]):
            out[region, need] = 0.0
            for kind in range(kind_from, 2):
                growth = ledger.growth[kind, region]
                cost = ledger.time_cost[kind, region, need] - ledger.base_cost[kind, region, need] * growth
                out[region, need] += cost
            total += out[region, need]
    return total


@compiled
def grow(world: World, state: State, now: Now) -> None:
    """Growth of hours since January 2022 by host kind and region: yearly growth, times the lever on demand."""
    p = now.p
    ledger = state.ledger
    ledger.kind_hours[:] = 0.0
    for region in range(now.levers.size):
        ledger.growth[0, region] = math.pow(1.0 + p.grow_m, now.month / 12.0) * now.levers[region].demand
        ledger.growth[1, region] = math.pow(1.0 + p.grow_r, now.month / 12.0) * now.levers[region].demand
        for kind in range(2):
            ledger.kind_hours[kind] += ledger.hours_at_start[kind, region] * ledger.growth[kind, region]


@compiled
def measure_hours(world: World, state: State, now: Now) -> None:
    """All hours of each host kind by region at the start, with the residual that no need area holds."""
    p = now.p
    ledger = state.ledger
    ledger.hours_at_start[:] = 0.0
    for cell in range(world.cell_host.size):
        ledger.hours_at_start[world.cell_kind[cell], world.cell_region[cell]] += state.cell_hours[cell]
    last = p.hours_share_municipal.size - 1
    for region in range(ledger.hours_at_start.shape[1]):
        ledger.hours_at_start[0, region] /= 1.0 - p.hours_share_municipal[last]
        ledger.hours_at_start[1, region] /= 1.0 - p.hours_share_regional[last]
