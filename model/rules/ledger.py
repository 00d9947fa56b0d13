"""ledger: what is freed in a month, by cell, and how it is shared out among the adoptions that free it."""

import math

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count, Measure
from ..state.state import State
from ..state.world import World
from .combine import LARGEST, largest, share_out, together


@compiled
def balance(world: World, state: State, now: Now) -> None:
    """Fill this month's ledger: hours freed by measure, host kind, region and need, and each adoption's part.

    Per adoption t = potential x depth and e = t x realised x cashed. Within a segment the largest counts; across
    segments shares combine as a product, up to the ceiling, and segments share the total by -ln(1 - share); pools
    scale the parts of their members. Solutions that cost time stand apart.
    """
    adoptions = state.adoptions
    count, pooled, capped = adoptions.count, adoptions.pooled, state.ledger.capped
    _clear(state.ledger)
    _weigh(state, now)
    waiting = 0
    for cell in range(count.size):
        if pooled[cell] > 0:
            _fill_pools(world, state, now, cell)
            capped[waiting] = cell
            waiting += 1
        elif count[cell] > 1:
            _free_together(state, now, cell)
    _find_factors(world, state, now)
    for i in range(waiting):
        _book_capped(state, now, capped[i])
    _grow_sums(state.ledger)


@compiled
def _clear(ledger):
    ledger.area_freed[:] = 0.0
    ledger.area_cost[:] = 0.0
    ledger.pool_net[:] = 0.0
    ledger.pool_realised[:] = 0.0


@compiled
def hours_now(world, state, cell):
    """Hours a year of a cell this month."""
    return state.cell_hours[cell] * state.ledger.growth[world.cell_kind[cell], world.cell_region[cell]]


# Loops over all adoptions take the columns they need into local names first: what is read through a table is read
# anew after every write.
@compiled
def _weigh(state, now):
    """Fill in t and e of every adoption, and book those that are alone in their cell, as most are."""
    adoptions, freed, cost = state.adoptions, state.ledger.area_freed, state.ledger.area_cost
    live, cell, area, hours = adoptions.live, adoptions.cell, adoptions.area, adoptions.hours
    potential, depth, cashed, realised = adoptions.potential, adoptions.depth, adoptions.cashed, adoptions.realised
    saved, effect, share, abandoned = adoptions.saved, adoptions.effect, adoptions.share, adoptions.abandoned
    count, pooled = adoptions.count, adoptions.pooled
    ceiling, kept_from = now.p.area_ceiling, now.month + 12
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        here, most, stays = area[row], hours[row], abandoned[row] > kept_from
        t = min(potential[row] * depth[row], LARGEST)
        e = max(min(potential[row] * cashed[row] * realised[row], LARGEST), 0.0)
        alone = count[cell[row]] == 1 and pooled[cell[row]] == 0
        part = min(ceiling, e) if alone else 0.0
        saved[row] = t
        effect[row] = e
        share[row] = part
        if t < 0.0:
            cost[here] -= most * t
            continue
        freed[here, Measure.GROSS] += most * t
        if alone:
            freed[here, Measure.NET] += most * min(ceiling, t)
            freed[here, Measure.REALISED] += most * part
            freed[here, Measure.SUSTAINED] += most * part if stays else 0.0


@compiled
def _free_together(state, now, cell):
    """Share out and book a cell that no pool caps. Nobody reads net by adoption, so it is not split."""
    adoptions = state.adoptions
    best, holder = state.scratch.best, state.scratch.holder
    net = together(best, largest(adoptions, cell, adoptions.saved, best, holder), now.p.area_ceiling)
    held = largest(adoptions, cell, adoptions.effect, best, holder)
    realised = together(best, held, now.p.area_ceiling)
    share_out(best, held, realised)
    kept = 0.0
    for g in range(held):
        adoptions.share[holder[g]] = best[g]
        kept += best[g] if is_sustained(state, now, holder[g]) else 0.0
    _book(state, cell, net, realised, kept)


@compiled
def _book(state, cell, net, realised, kept):
    hours = state.cell_hours[cell]
    freed, area = state.ledger.area_freed, state.ledger.area[cell]
    freed[area, Measure.NET] += hours * net
    freed[area, Measure.REALISED] += hours * realised
    freed[area, Measure.SUSTAINED] += hours * kept


@compiled
def _split(state, now, cell, values, share):
    """Parts of a cell's adoptions in what they free together, before pools."""
    adoptions = state.adoptions
    best, holder = state.scratch.best, state.scratch.holder
    for i in range(adoptions.count[cell]):
        share[adoptions.of_cell[cell, i]] = 0.0
    held = largest(adoptions, cell, values, best, holder)
    share_out(best, held, together(best, held, now.p.area_ceiling))
    for g in range(held):
        share[holder[g]] = best[g]


@compiled
def _fill_pools(world, state, now, cell):
    """Share out net and realised hours of a cell, and add the parts of its adoptions to their pools."""
    adoptions = state.adoptions
    _split(state, now, cell, adoptions.saved, adoptions.share_net)
    _split(state, now, cell, adoptions.effect, adoptions.share)
    hours = hours_now(world, state, cell)
    for i in range(adoptions.count[cell]):
        row = adoptions.of_cell[cell, i]
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
def _book_capped(state, now, cell):
    """Scale parts by their pools, and book what is left."""
    adoptions, ledger = state.adoptions, state.ledger
    net, realised, kept = 0.0, 0.0, 0.0
    for i in range(adoptions.count[cell]):
        row = adoptions.of_cell[cell, i]
        if adoptions.pool[row] >= 0:
            adoptions.share_net[row] *= ledger.factor_net[adoptions.pool[row]]
            adoptions.share[row] *= ledger.factor_realised[adoptions.pool[row]]
        net += adoptions.share_net[row]
        realised += adoptions.share[row]
        kept += adoptions.share[row] if is_sustained(state, now, row) else 0.0
    _book(state, cell, net, realised, kept)


@compiled
def _grow_sums(ledger):
    """Hours of this month from sums at the hours of January 2022."""
    area = 0
    for kind in range(ledger.growth.shape[0]):
        for region in range(ledger.growth.shape[1]):
            growth = ledger.growth[kind, region]
            for need in range(ledger.new.shape[1]):
                ledger.time_cost[kind, region, need] = ledger.area_cost[area] * growth
                for measure in range(ledger.freed.shape[0]):
                    ledger.freed[measure, kind, region, need] = ledger.area_freed[area, measure] * growth
                area += 1


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
        ledger.growth[0, region] = (
            math.pow(1.0 + p.municipal_hours_growth, now.month / 12.0) * now.levers[region].demand
        )
        ledger.growth[1, region] = math.pow(1.0 + p.regional_hours_growth, now.month / 12.0) * now.levers[region].demand
        for kind in range(2):
            ledger.kind_hours[kind] += ledger.hours_at_start[kind, region] * ledger.growth[kind, region]


@compiled
def measure_hours(world: World, state: State, now: Now) -> None:
    """All hours of each host kind by region at the start, with the residual that no need area holds."""
    p = now.p
    ledger = state.ledger
    ledger.hours_at_start[:] = 0.0
    for cell in range(world.cell_host.size):
        kind, region = world.cell_kind[cell], world.cell_region[cell]
        ledger.hours_at_start[kind, region] += state.cell_hours[cell]
        ledger.area[cell] = (kind * ledger.growth.shape[1] + region) * ledger.new.shape[1] + world.cell_need[cell]
    last = p.hours_share_municipal.size - 1
    for region in range(ledger.hours_at_start.shape[1]):
        ledger.hours_at_start[0, region] /= 1.0 - p.hours_share_municipal[last]
        ledger.hours_at_start[1, region] /= 1.0 - p.hours_share_regional[last]
