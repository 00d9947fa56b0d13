"""Beginning to use a solution: what every way of adopting has in common."""

import math
from typing import NamedTuple

from ..compiled import compiled
from ..draws import (
    ABANDON,
    ADOPT,
    BENEFIT,
    DEPLOY,
    INSTALL,
    INTENSIFY,
    REALISE,
    SUPPORT,
    beta,
    exponential,
    normal_pair,
    uniform,
)
from ..state.codes import Count, Item, Regime
from ..state.state import NEVER
from . import knowledge, money, ties
from .identity import use_key


@compiled
def logistic(x):
    """The inverse of the logit."""
    return 1.0 / (1.0 + math.exp(-x))


@compiled
def logit(share):
    """Log odds of a share, kept off the ends."""
    inside = min(max(share, 1e-6), 1.0 - 1e-6)
    return math.log(inside / (1.0 - inside))


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
def supplier(state, solution):
    """The company that owns a solution and still exists; -1 if there is none."""
    owner = state.solutions.owner[solution]
    if owner < 0 or state.actors.vacant[owner] > 0:
        return -1
    return owner if state.actors.generation[owner] == state.solutions.owner_generation[solution] else -1


@compiled
def pair_multiplier(world, state, now, host, solution):
    """How well a solution suits a host, and how far the host trusts the supplier it knows (a log multiplier)."""
    p = now.p
    solutions = state.solutions
    actor = world.first_host + host
    value = 0.0
    if now.switches.coverage_adopt > 0.0:
        fit = knowledge.own_coverage(world, state.actors, actor, solutions.need[solution])
        value += p.fit_weight * (fit - p.fit_reference)
    owner = supplier(state, solution)
    if owner >= 0 and now.switches.trust_adopt > 0.0:
        value += p.tr_ad * (ties.trust_between(state.ties, now, actor, owner) - p.t0)
    return math.exp(value)


@compiled
def consider(world, state, now, unit, solution, spell):
    """Put a solution on the list of what a unit thinks of. A full list keeps what weighs more: limited attention."""
    considered = state.considered
    solutions = state.solutions
    row = considered.solution[unit]
    weight = considered.weight[unit]
    mine = solutions.attractiveness[solution]
    free = -1
    place = -1
    for k in range(row.size):
        if row[k] == solution:
            return
        if row[k] < 0:
            free = k if free < 0 else free
        elif weight[k] < mine and (place < 0 or weight[k] < weight[place]):
            place = k
    place = free if free >= 0 else place
    if place < 0:
        return
    host = host_of(world, unit)
    row[place] = solution
    weight[place] = mine
    considered.hazard[unit, place] = 0.0
    considered.spell[unit, place] = spell
    considered.pair[unit, place] = pair_multiplier(world, state, now, host, solution)
    use = use_key(host, solutions.need[solution], spell)
    considered.threshold[unit, place] = exponential(now.key, ADOPT, solutions.key[solution], use)
    near = 0
    for i in range(world.neighbours.shape[1]):
        other = world.neighbours[host, i]
        if other >= 0 and considered.has[other, solution] > 0:
            near += 1
    considered.near[unit, place] = near


@compiled
def drop(state, unit, solution):
    """Take a solution off the unit's list."""
    row = state.considered.solution[unit]
    for k in range(row.size):
        if row[k] == solution:
            row[k] = -1


@compiled
def count_adopter(world, state, unit, solution):
    """Let others see that a host uses the solution."""
    if unit >= world.hosts:
        return
    solutions = state.solutions
    kind = kind_of(world, unit)
    solutions.of_region[solution, world.region[world.first_host + unit], kind] += 1
    solutions.nation[solution, kind] += 1
    _tell_neighbours(world, state, unit, solution, 1)


@compiled
def _tell_neighbours(world, state, unit, solution, change):
    considered = state.considered
    for i in range(world.neighbour_of.shape[1]):
        other = world.neighbour_of[unit, i]
        if other < 0:
            break
        row = considered.solution[other]
        for k in range(row.size):
            if row[k] == solution:
                considered.near[other, k] += change


@compiled
def uncount_adopter(world, state, unit, solution):
    """The host has abandoned the solution."""
    if unit >= world.hosts:
        return
    kind = kind_of(world, unit)
    state.solutions.of_region[solution, world.region[world.first_host + unit], kind] -= 1
    state.solutions.nation[solution, kind] -= 1
    _tell_neighbours(world, state, unit, solution, -1)


@compiled
def realised_share(state, now, solution, use, benefit, supported, trust):
    """Share of the time saved that becomes free staff time (before cashing), on the logit scale.

    The class mean (whole visits or minutes) moves with benefit realisation, support, co-creation and trust; every
    effect's prior crosses 0 where evidence does not fix its sign.
    """
    p = now.p
    solutions = state.solutions
    mean = p.realised[solutions.effect_class[solution]]
    if mean <= 0.0:
        return 0.0
    noise, _ = normal_pair(now.key, REALISE, solutions.key[solution], use, 0)
    x = logit(mean) + p.realised_sd * noise
    x += p.effect_benefit_realisation * benefit + p.real_sup * supported
    x += p.real_coc * now.switches.cocreation_realise * (solutions.co_created[solution] - p.cocreation_baseline)
    x += p.real_tr * now.switches.trust_realise * (trust - p.t0)
    return min(logistic(x), p.realised_cap)


class Use(NamedTuple):
    """A solution that a unit takes into use: which, for the how manieth time, when and how."""

    unit: int
    solution: int
    spell: int  # 0 the first time
    month: int
    regime: int
    trust: float  # in the supplier
    supported: int  # 1: supported whatever the lever says


@compiled
def begin_use(world, state, now, lever, use):
    """A unit takes a solution into use: a new row of adoptions, its installation, ceiling and fate.

    `lever` is the record of the unit's region. Everything that is drawn is keyed by original host, need, solution and
    spell, so a moving share fares as its host does for as long as both are run alike. Returns the row, -1 if there is
    no room.
    """
    p = now.p
    unit, solution, spell, month, regime = use.unit, use.solution, use.spell, use.month, use.regime
    cell = cell_of(world, unit, state.solutions.need[solution])
    adoptions = state.adoptions
    row = state.tally.count[Count.ADOPTION_ROWS]
    if cell < 0:
        return -1
    if row >= adoptions.cell.size or adoptions.count[cell] >= adoptions.of_cell.shape[1]:
        state.tally.count[Count.OVERFLOW] = 1
        return -1
    solutions = state.solutions
    host = host_of(world, unit)
    kind = kind_of(world, host)
    draws = use_key(host, solutions.need[solution], spell)
    name = solutions.key[solution]
    part = lever.municipal_part if kind == 0 else lever.regional_part
    supported = 1.0 if use.supported > 0 or uniform(now.key, SUPPORT, name, draws) < lever.support_share * part else 0.0
    benefit = 1.0 if uniform(now.key, BENEFIT, name, draws) < lever.benefit_realisation * part else 0.0
    noise, _ = normal_pair(now.key, INSTALL, name, draws, 0)
    wait = p.inst_m * (0.5 + solutions.complexity[solution]) * math.exp(p.install_sd * noise)
    wait *= 1.0 - p.support_speed * supported
    adoptions.cell[row] = cell
    adoptions.unit[row] = unit
    adoptions.solution[row] = solution
    adoptions.spell[row] = spell
    adoptions.regime[row] = regime
    adoptions.month[row] = month
    adoptions.live_from[row] = month + max(1, int(wait + 0.5)) if regime != Regime.START else month
    # What is mandated stays in use.
    years = exponential(now.key, ABANDON, name, draws) / max(p.aband if regime != Regime.MANDATE else 0.0, 1e-9)
    adoptions.abandoned[row] = min(NEVER, adoptions.live_from[row] + 1 + int(12.0 * years))
    deeper = p.support_depth * supported
    deeper += (
        p.cocreation_depth * now.switches.cocreation_depth * (solutions.co_created[solution] - p.cocreation_baseline)
    )
    mean = logistic(logit(p.dep_ceil) + deeper)
    adoptions.ceiling[row] = beta(now.key, DEPLOY, name, draws, mean, p.depth_phi)
    adoptions.realised[row] = realised_share(state, now, solution, draws, benefit, supported, use.trust)
    adoptions.intensify_at[row] = exponential(now.key, INTENSIFY, name, draws)
    adoptions.intensify_hazard[row] = 0.0
    adoptions.occupies[row] = -1
    adoptions.depth[row] = 0.0
    adoptions.cashed[row] = 0.0
    adoptions.hours[row] = state.cell_hours[cell]
    adoptions.area[row] = state.ledger.area[cell]
    adoptions.potential[row] = solutions.potential[solution, kind]
    adoptions.segment[row] = solutions.segment[solution]
    adoptions.pool[row] = solutions.pool[solution, kind]
    adoptions.saved[row] = 0.0
    adoptions.effect[row] = 0.0
    adoptions.share_net[row] = 0.0
    adoptions.share[row] = 0.0
    adoptions.share_baseline[row] = _earlier_baseline(state, cell, solution, spell)
    adoptions.seeded_until[row] = -1
    adoptions.held[row] = 0
    state.considered.has[unit, solution] = spell + 1
    live = state.tally.count[Count.ADOPTIONS_LIVE]
    adoptions.live[live] = row
    _into_bucket(adoptions, cell, row)
    state.tally.count[Count.ADOPTIONS_LIVE] = live + 1
    state.tally.count[Count.ADOPTION_ROWS] = row + 1
    if regime != Regime.START:
        _pay(world, state, now, lever, cell, solution, month, kind, supported, benefit)
        count_adopter(world, state, unit, solution)
    return row


@compiled
def _into_bucket(adoptions, cell, row):
    """Put an adoption among those of its cell, after the last of its segment."""
    bucket = adoptions.of_cell[cell]
    place = adoptions.count[cell]
    while place > 0 and adoptions.segment[bucket[place - 1]] > adoptions.segment[row]:
        bucket[place] = bucket[place - 1]
        place -= 1
    bucket[place] = row
    adoptions.count[cell] += 1
    adoptions.pooled[cell] += 1 if adoptions.pool[row] >= 0 else 0


@compiled
def _earlier_baseline(state, cell, solution, spell):
    """What the last spell of the same use freed at the baseline: taking it up again is not new."""
    if spell == 0:
        return 0.0
    adoptions = state.adoptions
    for row in range(state.tally.count[Count.ADOPTION_ROWS] - 1, -1, -1):
        if adoptions.cell[row] == cell and adoptions.solution[row] == solution:
            return adoptions.share_baseline[row]
    return 0.0


@compiled
def price(world, state, now, cell, solution):
    """Price of buying and installing (million DKK): years of the value of the time it is said to free."""
    p = now.p
    kind = world.cell_kind[cell]
    said = max(abs(state.solutions.expected[solution, kind]), p.claimed_floor)
    return p.cost_solution_purchase * said * state.cell_hours[cell] / p.staff_hours * p.cost_fte_value


@compiled
def _pay(world, state, now, levers, cell, solution, month, kind, supported, benefit):
    p = now.p
    tally = state.tally
    amount = price(world, state, now, cell, solution)
    money.spend(world, tally, Item.SOLUTION_PURCHASE, amount, kind)
    money.spend(world, tally, Item.HOST_IMPLEMENTATION, amount * p.implementation_share, kind)
    owner = supplier(state, solution)
    if owner >= 0:
        state.actors.runway[owner] += p.sale_cap
        state.actors.revenue[owner] += amount
    if cell < world.hosts * world.need_capabilities.shape[0]:
        money.spend(world, tally, Item.IMPLEMENTATION_SUPPORT, p.cost_implementation_support * supported, kind)
        money.spend(world, tally, Item.BENEFIT_REALISATION, p.cost_benefit_realisation * benefit, kind)


@compiled
def mirror(world, state, now, lever, use):
    """The moving share of a municipality follows its host for as long as they are one organisation. Returns its row of
    adoptions, -1 if it has none."""
    moving = world.hosts + use.unit
    if use.unit >= world.municipalities or state.considered.unit_active[moving] > 0:
        return -1
    follows = Use(moving, use.solution, use.spell, use.month, use.regime, use.trust, use.supported)
    return begin_use(world, state, now, lever, follows)


@compiled
def take_into_use(world, state, now, lever, use):
    """A unit takes a solution into use, and its moving share with it. Returns the unit's row of adoptions."""
    row = begin_use(world, state, now, lever, use)
    mirror(world, state, now, lever, use)
    return row
