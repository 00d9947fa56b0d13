"""Beginning to use a solution: what every way of adopting has in common."""

import math

from ..arrays import MANDATE, NEVER, START
from ..compiled import compiled, inlined
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
from . import counts, knowledge, money, ties
from .identity import use_key


@inlined
def logistic(x):
    """The inverse of the logit."""
    return 1.0 / (1.0 + math.exp(-x))


@inlined
def logit(share):
    """Log odds of a share, kept off the ends."""
    inside = min(max(share, 1e-6), 1.0 - 1e-6)
    return math.log(inside / (1.0 - inside))


@inlined
def cell_of(world, unit, need):
    """The cell of a unit in a need area: the host's own, or the moving share's; -1 if it has none."""
    needs = world.need_capabilities.shape[0]
    if unit < world.hosts:
        return unit * needs + need
    for j in range(world.moving_needs.size):
        if world.moving_needs[j] == need:
            return world.hosts * needs + (unit - world.hosts) * world.moving_needs.size + j
    return -1


@inlined
def host_of(world, unit):
    """The original host of a unit."""
    return unit if unit < world.hosts else unit - world.hosts


@inlined
def kind_of(world, host):
    """0 for a municipality, 1 for a hospital."""
    return 0 if host < world.municipalities else 1


@inlined
def supplier(state, solution):
    """The company that owns a solution and still exists; -1 if there is none."""
    owner = state.solutions.owner[solution]
    if owner < 0 or state.actors.vacant[owner] > 0:
        return -1
    return owner if state.actors.generation[owner] == state.solutions.owner_generation[solution] else -1


@compiled
def pair_multiplier(world, state, p, switches, host, solution, month):
    """How well a solution suits a host, and how far the host trusts the supplier it knows (a log multiplier)."""
    solutions = state.solutions
    actor = world.first_host + host
    value = 0.0
    if switches.coverage_adopt > 0.0:
        fit = knowledge.own_coverage(world, state.actors, actor, solutions.need[solution])
        value += p.fit_weight * (fit - p.fit_reference)
    owner = supplier(state, solution)
    if owner >= 0 and switches.trust_adopt > 0.0:
        value += p.tr_ad * (ties.trust_between(state.ties, actor, owner, month, p) - p.t0)
    return math.exp(value)


@compiled
def consider(world, state, p, switches, key, unit, solution, spell, month):
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
    considered.pair[unit, place] = pair_multiplier(world, state, p, switches, host, solution, month)
    use = use_key(host, solutions.need[solution], spell)
    considered.threshold[unit, place] = exponential(key, ADOPT, solutions.key[solution], use)
    near = 0
    for i in range(world.neighbours.shape[1]):
        other = world.neighbours[host, i]
        if other >= 0 and considered.has[other, solution] > 0:
            near += 1
    considered.near[unit, place] = near


@inlined
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
def realised_share(state, p, switches, key, solution, use, benefit, supported, trust):
    """Share of the time saved that becomes free staff time (before cashing), on the logit scale.

    The class mean (whole visits or minutes) moves with benefit realisation, support, co-creation and trust; every
    effect's prior crosses 0 where evidence does not fix its sign.
    """
    solutions = state.solutions
    mean = p.realised[solutions.effect_class[solution]]
    if mean <= 0.0:
        return 0.0
    noise, _ = normal_pair(key, REALISE, solutions.key[solution], use, 0)
    x = logit(mean) + p.realised_sd * noise
    x += p.effect_benefit_realisation * benefit + p.real_sup * supported
    x += p.real_coc * switches.cocreation_realise * (solutions.co_created[solution] - p.cocreation_baseline)
    x += p.real_tr * switches.trust_realise * (trust - p.t0)
    return min(logistic(x), p.realised_cap)


@compiled
def begin_use(world, state, levers, p, switches, key, unit, solution, spell, month, regime, trust, forced):
    """A unit takes a solution into use: a new row of adoptions, its installation, ceiling and fate.

    `levers` is the record of the month and the unit's region. `forced` 1 asks for support whatever the lever says.
    Everything that is drawn is keyed by original host, need, solution and spell, so a moving share fares as its host
    does for as long as both are run alike. Returns the row, -1 if there is no room.
    """
    cell = cell_of(world, unit, state.solutions.need[solution])
    adoptions = state.adoptions
    row = state.tally.count[counts.ADOPTION_ROWS]
    if cell < 0:
        return -1
    if row >= adoptions.cell.size or adoptions.count[cell] >= adoptions.of_cell.shape[1]:
        state.tally.count[counts.OVERFLOW] = 1
        return -1
    solutions = state.solutions
    host = host_of(world, unit)
    kind = kind_of(world, host)
    use = use_key(host, solutions.need[solution], spell)
    name = solutions.key[solution]
    part = levers.municipal_part if kind == 0 else levers.regional_part
    supported = 1.0 if forced > 0 or uniform(key, SUPPORT, name, use) < levers.support_share * part else 0.0
    benefit = 1.0 if uniform(key, BENEFIT, name, use) < levers.benefit_realisation * part else 0.0
    noise, _ = normal_pair(key, INSTALL, name, use, 0)
    wait = p.inst_m * (0.5 + solutions.complexity[solution]) * math.exp(p.install_sd * noise)
    wait *= 1.0 - p.support_speed * supported
    adoptions.cell[row] = cell
    adoptions.unit[row] = unit
    adoptions.solution[row] = solution
    adoptions.spell[row] = spell
    adoptions.regime[row] = regime
    adoptions.month[row] = month
    adoptions.live_from[row] = month + max(1, int(wait + 0.5)) if regime != START else month
    # What is mandated stays in use.
    years = exponential(key, ABANDON, name, use) / max(p.aband if regime != MANDATE else 0.0, 1e-9)
    adoptions.abandoned[row] = min(NEVER, adoptions.live_from[row] + 1 + int(12.0 * years))
    deeper = p.support_depth * supported
    deeper += p.cocreation_depth * switches.cocreation_depth * (solutions.co_created[solution] - p.cocreation_baseline)
    mean = logistic(logit(p.dep_ceil) + deeper)
    adoptions.ceiling[row] = beta(key, DEPLOY, name, use, mean, p.depth_phi)
    adoptions.realised[row] = realised_share(state, p, switches, key, solution, use, benefit, supported, trust)
    adoptions.intensify_at[row] = exponential(key, INTENSIFY, name, use)
    adoptions.intensify_hazard[row] = 0.0
    adoptions.occupies[row] = -1
    adoptions.depth[row] = 0.0
    adoptions.used[row] = 0.0
    adoptions.share_baseline[row] = _earlier_baseline(state, cell, solution, spell)
    adoptions.seeded_until[row] = -1
    adoptions.held[row] = 0
    state.considered.has[unit, solution] = spell + 1
    live = state.tally.count[counts.ADOPTIONS_LIVE]
    adoptions.live[live] = row
    adoptions.of_cell[cell, adoptions.count[cell]] = row
    adoptions.count[cell] += 1
    state.tally.count[counts.ADOPTIONS_LIVE] = live + 1
    state.tally.count[counts.ADOPTION_ROWS] = row + 1
    if regime != START:
        _pay(world, state, levers, p, cell, solution, month, kind, supported, benefit)
        count_adopter(world, state, unit, solution)
    return row


@compiled
def _earlier_baseline(state, cell, solution, spell):
    """What the last spell of the same use freed at the baseline: taking it up again is not new."""
    if spell == 0:
        return 0.0
    adoptions = state.adoptions
    for row in range(state.tally.count[counts.ADOPTION_ROWS] - 1, -1, -1):
        if adoptions.cell[row] == cell and adoptions.solution[row] == solution:
            return adoptions.share_baseline[row]
    return 0.0


@inlined
def price(world, state, p, cell, solution):
    """Price of buying and installing (million DKK): years of the value of the time it is said to free."""
    kind = world.cell_kind[cell]
    said = max(abs(state.solutions.expected[solution, kind]), p.claimed_floor)
    return p.cost_solution_purchase * said * state.cell_hours[cell] / p.staff_hours * p.cost_fte_value


@compiled
def _pay(world, state, levers, p, cell, solution, month, kind, supported, benefit):
    tally = state.tally
    amount = price(world, state, p, cell, solution)
    money.spend(world, tally, money.SOLUTION_PURCHASE, amount, kind)
    money.spend(world, tally, money.HOST_IMPLEMENTATION, amount * p.implementation_share, kind)
    owner = supplier(state, solution)
    if owner >= 0:
        state.actors.runway[owner] += p.sale_cap
        state.actors.revenue[owner] += amount
    if cell < world.hosts * world.need_capabilities.shape[0]:
        money.spend(world, tally, money.IMPLEMENTATION_SUPPORT, p.cost_implementation_support * supported, kind)
        money.spend(world, tally, money.BENEFIT_REALISATION, p.cost_benefit_realisation * benefit, kind)


@compiled
def mirror(world, state, levers, p, switches, key, unit, solution, spell, month, regime, trust, forced):
    """The moving share of a municipality follows its host for as long as they are one organisation."""
    moving = world.hosts + unit
    if unit < world.municipalities and state.considered.unit_active[moving] == 0:
        if cell_of(world, moving, state.solutions.need[solution]) >= 0:
            begin_use(world, state, levers, p, switches, key, moving, solution, spell, month, regime, trust, forced)
