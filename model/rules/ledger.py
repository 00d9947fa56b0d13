"""ledger: what is freed in a month, by cell, and how it is shared out among the adoptions that free it."""

import math

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count, Measure
from ..state.state import State
from ..state.world import World
from .combine import LARGEST, largest, share_out, together

# Rows of the scratch table `worth`: t and e of the adoptions of one cell.
SAVED, EFFECT = 0, 1


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
    ledger.host_freed[:] = 0.0
    count, net = state.adoptions.count, state.adoptions.share_net
    capped = 0
    for cell in range(count.size):
        if count[cell] == 0:
            continue
        if not _weigh(world, state, cell):
            whole = _combine(state, now, cell, SAVED, net, False)
            _combine(state, now, cell, EFFECT, state.adoptions.share, True)
            _book(world, state, now, cell, whole)
            continue
        _combine(state, now, cell, SAVED, net, True)
        _combine(state, now, cell, EFFECT, state.adoptions.share, True)
        _fill_pools(world, state, cell)
        ledger.capped[capped] = cell
        capped += 1
    _find_factors(world, state, now)
    for i in range(capped):
        _book(world, state, now, ledger.capped[i], _cap(state, ledger.capped[i]))


@compiled
def hours_now(world, state, cell):
    """Hours a year of a cell this month."""
    return state.cell_hours[cell] * state.ledger.growth[world.cell_kind[cell], world.cell_region[cell]]


# Loops over adoptions take the columns they need into local names first: what is read through a table is read anew
# after every write.
@compiled
def _weigh(world, state, cell):
    """Fill in t and e of a cell's adoptions, gross hours and hours that solutions cost. Returns whether a pool caps
    any of them."""
    adoptions = state.adoptions
    bucket = state.adoptions.of_cell[cell][: state.adoptions.count[cell]]
    potential, depth, cashed, realised = adoptions.potential, adoptions.depth, adoptions.cashed, adoptions.realised
    saved, effect, pool, worth = adoptions.saved, adoptions.effect, adoptions.pool, state.scratch.worth
    gross, cost, pooled = 0.0, 0.0, False
    for i in range(bucket.size):
        row = bucket[i]
        t = min(potential[row] * depth[row], LARGEST)
        e = max(min(potential[row] * cashed[row] * realised[row], LARGEST), 0.0)
        gross += max(t, 0.0)
        cost -= min(t, 0.0)
        saved[row] = t
        effect[row] = e
        worth[SAVED, i] = t
        worth[EFFECT, i] = e
        pooled |= pool[row] >= 0
    kind, region, need = world.cell_kind[cell], world.cell_region[cell], world.cell_need[cell]
    hours = hours_now(world, state, cell)
    state.ledger.freed[Measure.GROSS, kind, region, need] += hours * gross
    state.ledger.time_cost[kind, region, need] += hours * cost
    return pooled


@compiled
def _combine(state, now, cell, value, share, split):
    """What a cell's adoptions free together by t or e, as a share of its hours; with `split` also their parts, before
    pools. Nobody reads net by adoption: it is split only where a pool caps some of the cell's adoptions."""
    bucket = state.adoptions.of_cell[cell][: state.adoptions.count[cell]]
    best, holder = state.scratch.best, state.scratch.holder
    held = largest(bucket, state.adoptions.segment, state.scratch.worth[value], best, holder)
    total = together(best, held, now.p.area_ceiling)
    if split:
        for i in range(bucket.size):
            share[bucket[i]] = 0.0
        share_out(best, held, total)
        for g in range(held):
            share[holder[g]] = best[g]
    return total


@compiled
def _fill_pools(world, state, cell):
    """Add the parts of a cell's adoptions to their pools."""
    adoptions = state.adoptions
    bucket = state.adoptions.of_cell[cell][: state.adoptions.count[cell]]
    hours = hours_now(world, state, cell)
    for i in range(bucket.size):
        row = bucket[i]
        if adoptions.pool[row] >= 0:
            state.ledger.pool_net[adoptions.pool[row]] += hours * adoptions.share_net[row]
            state.ledger.pool_realised[adoptions.pool[row]] += hours * adoptions.share[row]


@compiled
def _find_factors(world, state, now):
    """By how much each pool scales its members."""
    ledger = state.ledger
    for pool in range(world.pool_kind.size):
        cap = now.p.pool_cap[pool] * ledger.kind_hours[world.pool_kind[pool]]
        ledger.factor_net[pool] = min(1.0, cap / max(ledger.pool_net[pool], 1e-9))
        ledger.factor_realised[pool] = min(1.0, cap / max(ledger.pool_realised[pool], 1e-9))


@compiled
def _cap(state, cell):
    """Scale parts by their pools. Returns what is left of the cell's net share."""
    adoptions = state.adoptions
    bucket = state.adoptions.of_cell[cell][: state.adoptions.count[cell]]
    net = 0.0
    for i in range(bucket.size):
        row = bucket[i]
        pool = adoptions.pool[row]
        if pool >= 0:
            adoptions.share_net[row] *= state.ledger.factor_net[pool]
            adoptions.share[row] *= state.ledger.factor_realised[pool]
        net += adoptions.share_net[row]
    return net


@compiled
def _book(world, state, now, cell, net):
    """Book a cell's hours in the sums by measure, host kind, region and need, and by host."""
    bucket = state.adoptions.of_cell[cell][: state.adoptions.count[cell]]
    share, abandoned, freed = state.adoptions.share, state.adoptions.abandoned, state.ledger.freed
    realised, sustained = 0.0, 0.0
    for i in range(bucket.size):
        row = bucket[i]
        realised += share[row]
        sustained += share[row] if abandoned[row] > now.month + 12 else 0.0
    kind, region, need = world.cell_kind[cell], world.cell_region[cell], world.cell_need[cell]
    hours = hours_now(world, state, cell)
    freed[Measure.NET, kind, region, need] += hours * net
    freed[Measure.REALISED, kind, region, need] += hours * realised
    freed[Measure.SUSTAINED, kind, region, need] += hours * sustained
    state.ledger.host_freed[world.cell_host[cell]] += hours * sustained


@compiled
def is_sustained(state, now, row):
    """Whether an adoption is not abandoned within the next 12 months."""
    return state.adoptions.abandoned[row] > now.month + 12


@compiled
def part_of(state, now, row):
    """An adoption's part in the target's measure: what is sustained, or all that is realised."""
    if now.target.measure == Measure.SUSTAINED and not is_sustained(state, now, row):
        return 0.0
    return state.adoptions.share[row]


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
    adoptions.share_baseline[: state.tally.count[Count.ADOPTION_ROWS]] = 0.0
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
