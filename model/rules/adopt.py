"""adopt: each host takes solutions into use of its own accord, by a hazard of contagion and limited attention."""

import math

from ..compiled import compiled, rule
from ..draws import DECISION, THRESHOLD, beta, uniform
from ..now import Now
from ..state.codes import Count, Item, Regime, Value
from ..state.state import State
from ..state.world import World
from ..tables import money, ties
from ..tables.adopting import (
    Use,
    cell_of,
    count_adopter,
    drop,
    host_of,
    kind_of,
    pair_multiplier,
    price,
    supplier,
    take_into_use,
)

# Complexity 0 to 1 stands for the seven domains of NASSS; the penalty is that of one of them.
DOMAINS = 7.0


@rule("actors", "solutions", "considered", "adoptions", "tally")
def adopt(world: World, state: State, now: Now) -> None:
    """Hazard a month = (p + q x exposure x attractiveness) / 12 x multipliers x attention, cumulated over the spell.

    Bass (1969) with exposure by region, nearest hosts and nation; multipliers for need pressure, fit, evidence,
    complexity (after NASSS, Greenhalgh 2017), trust in the supplier and the first buyer. A host needs a free slot and
    its authority the money.
    """
    _reveal_start(world, state, now)
    _solution_multipliers(world, state, now)
    _reach(world, state, now)
    _accrue(world, state, now)
    state.tally.count[Count.SLOTS_BINDING] = 0
    for unit in range(state.considered.busy.size):
        if state.considered.unit_active[unit] > 0:
            lever = now.levers[world.region[world.first_host + host_of(world, unit)]]
            _think(world, state, now, lever, unit)


@compiled
def _reveal_start(world, state, now):
    """Use that was ramped in before the observed month is seen by others from the month it began."""
    adoptions = state.adoptions
    for row in range(state.tally.count[Count.ADOPTION_ROWS]):
        if adoptions.regime[row] != Regime.START:
            break
        if adoptions.live_from[row] == now.month:
            count_adopter(world, state, adoptions.unit[row], adoptions.solution[row])


@compiled
def _solution_multipliers(world, state, now):
    """This month's multiplier of each solution by host kind: evidence, complexity, first buyer, the supplier's name."""
    p = now.p
    solutions = state.solutions
    commons = 1.0 - math.exp(-state.tally.value[Value.COMMONS])
    lever = now.levers[0]
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        complexity = solutions.complexity[s] * (1.0 - p.commons_effect * commons)
        common = p.evidence_weight * (solutions.evidence[s] - p.evidence_reference)
        common -= p.cx_pen * DOMAINS * (complexity - p.complexity_reference)
        owner = supplier(state, s)
        if owner >= 0 and now.switches.trust_adopt > 0.0:
            name = state.actors.reference[owner] - ties.damage_at(state.actors, now, owner)
            common += p.tr_ad * name
        for kind in range(2):
            value = common
            if solutions.evaluated[s] > 0 and solutions.origin[s] > 0:
                value += p.effect_evaluation if solutions.potential[s, kind] > 0.0 else -p.effect_evaluation
            if solutions.nation[s, kind] == 0:
                penalty = p.fb_pen + (1.0 - p.fb_pen) * lever.first_buyer_compensation
                value += math.log(max(penalty, 1e-9))
            solutions.base[s, kind] = math.exp(value)


@compiled
def _accrue(world, state, now):
    """Authorities receive a month of money for buying; they save a limited number of them."""
    p = now.p
    budget = state.considered.budget
    yearly = state.considered.wages
    for a in range(yearly.size):
        if yearly[a] > 0.0:
            monthly = p.purchase_share * yearly[a] / 12.0 * now.levers[world.region[a]].purchase_budget
            budget[a] = min(budget[a] + monthly, p.budget_months * monthly)


@compiled
def authority_of(world, state, cell):
    """The actor that decides and pays for a cell: a region for hospital cells and for moved shares, else the host."""
    transferred = world.cell_transfer[cell] >= 0 and state.tally.count[Count.TRANSFERRED] > 0
    if world.cell_kind[cell] == 0 and not transferred:
        return world.first_host + world.cell_host[cell]
    region = world.cell_region[cell]
    merged = state.tally.count[Count.MERGED] > 0
    return world.merged_regions[0] if merged and region == world.merged_regions[1] else region


@compiled
def slots_of(world, now, lever, host, friction):
    """Implementation slots of a host: by population, lever, other duties and reform friction; at least one."""
    p = now.p
    if host < world.municipalities:
        slots = p.slots_m * world.population[world.first_host + host] / p.inhabitants_per_slot
    else:
        slots = p.slots_r
    slots *= (1.0 + lever.support_slots) * lever.slots_available
    if friction > 0.0 and world.friction[0] <= now.month <= world.friction[1]:
        slots *= 1.0 - p.reform_friction
    return max(int(slots + 0.5), 1)


@compiled
def _reach(world, state, now):
    """Exposure by solution, region and host kind before the nearest hosts are added: own region and nation.

    Weights of region, nearest hosts and nation sum to 1; networks widen the view. With full mixing only the nation
    counts.
    """
    p = now.p
    solutions = state.solutions
    reach = solutions.reach
    total = p.exp_region + p.exp_neighbours + p.exp_nation
    own = 0.0 if now.switches.mixing > 0.0 else p.exp_region / total
    far = 1.0 if now.switches.mixing > 0.0 else p.exp_nation / total
    for region in range(now.levers.size):
        wider = 1.0
        if now.switches.networks_exposure > 0.0 and now.switches.mixing <= 0.0:
            wider += p.network_weight * now.levers[region].networks
        for kind in range(2):
            here = own * wider / max(world.hosts_of_region[region, kind], 1)
            everywhere = far * wider / max(world.hosts_of_kind[kind], 1)
            for s in range(state.tally.count[Count.SOLUTION_ROWS]):
                adopters = solutions.nation[s, kind]
                local = solutions.of_region[s, region, kind]
                reach[s, region, kind] = here * local + everywhere * adopters


@compiled
def _neighbour_weight(world, now, lever):
    """Exposure that one adopter among the nearest hosts adds."""
    p = now.p
    if now.switches.mixing > 0.0:
        return 0.0
    wider = 1.0 + (p.network_weight * lever.networks if now.switches.networks_exposure > 0.0 else 0.0)
    total = p.exp_region + p.exp_neighbours + p.exp_nation
    return wider * p.exp_neighbours / total / world.neighbours.shape[1]


@compiled
def _think(world, state, now, lever, unit):
    """One unit's month: attention is shared by weight, hazards cumulate, and what has crossed waits for a slot."""
    p = now.p
    considered = state.considered
    solutions = state.solutions
    row = considered.solution[unit]
    host = host_of(world, unit)
    kind = kind_of(world, host)
    region = world.region[world.first_host + host]
    operator = considered.operator[unit]
    chosen_by_effect = uniform(now.key, DECISION, host, 0) < lever.decision_support
    if now.month % 12 == host % 12 or now.month == 0:
        _look_again(world, state, now, unit, host, kind, chosen_by_effect)
    weight = considered.weight[unit]
    weights = 0.0
    for k in range(row.size):
        if row[k] >= 0:
            weights += weight[k]
    if weights <= 0.0:
        return
    first = max(considered.start_weight[unit], 1e-9)
    divided = first * math.pow(weights / first, p.crowd)
    scale = state.tally.value[Value.ATTENTION_SCALE]
    need = max(1.0 + p.press_w * world.pressure[world.first_host + host] * lever.shortage, 0.0)
    phi = beta(now.key, THRESHOLD, host, 0, p.phi_mean, p.depth_phi) if p.structure_adoption > 0.0 else 0.0
    hazards = considered.hazard[unit]
    thresholds = considered.threshold[unit]
    pairs = considered.pair[unit]
    near = considered.near[unit]
    reach = solutions.reach
    base = solutions.base
    attractiveness = solutions.attractiveness
    by_threshold = p.structure_adoption > 0.0
    limited = now.switches.attention <= 0.0
    neighbour = _neighbour_weight(world, now, lever)
    alone = p.p_y / 12.0 * need
    by_others = p.q_y / 12.0 * need
    attention = p.attn / divided
    number = 0
    ready = -1
    best = 1.0
    for k in range(row.size):
        s = row[k]
        if s < 0:
            continue
        number += 1
        seen = min(reach[s, region, kind] + neighbour * near[k], 1.0)
        if by_threshold:
            seen = 1.0 if seen >= phi else 0.0
        hazard = (alone + by_others * seen * attractiveness[s]) * base[s, kind] * pairs[k]
        if limited:
            hazard *= min(1.0, attention * weight[k]) * scale
        hazards[k] += hazard
        if hazards[k] >= best * thresholds[k]:
            ready = k
            best = hazards[k] / thresholds[k]
    state.tally.count[Count.EVENTS_CONSIDERED] += number
    slots = slots_of(world, now, lever, operator, now.switches.reform_friction)
    if considered.busy[operator] >= slots:
        state.tally.count[Count.SLOTS_BINDING] += 1 if unit < world.hosts else 0
    while ready >= 0:
        if now.switches.slots <= 0.0 and considered.busy[operator] >= slots:
            return
        if not _take(world, state, now, lever, unit, row[ready], considered.spell[unit, ready]):
            return
        ready = -1
        best = 1.0
        for k in range(row.size):
            if row[k] >= 0 and hazards[k] / thresholds[k] >= best:
                ready = k
                best = hazards[k] / thresholds[k]


@compiled
def _look_again(world, state, now, unit, host, kind, chosen_by_effect):
    """Once a year a unit looks again at fit, trust and weight; decision support weighs by expected freed hours."""
    p = now.p
    considered = state.considered
    solutions = state.solutions
    row = considered.solution[unit]
    for k in range(row.size):
        s = row[k]
        if s < 0:
            continue
        considered.pair[unit, k] = pair_multiplier(world, state, now, host, s)
        weight = solutions.attractiveness[s]
        if chosen_by_effect:
            expected = max(solutions.expected[s, kind], 0.0) * p.realised[solutions.effect_class[s]]
            usual = p.pot_med * 0.5 * (p.realised[0] + p.realised[1])
            weight *= math.pow(max(expected / max(usual, 1e-9), 0.05), p.effect_decision_support)
        considered.weight[unit, k] = weight


@compiled
def _take(world, state, now, lever, unit, solution, spell):
    """Adopt if the authority has the money. Returns whether it did; if not, the wish waits."""
    p = now.p
    considered = state.considered
    host = host_of(world, unit)
    cell = cell_of(world, unit, state.solutions.need[solution])
    if cell < 0 or state.cell_hours[cell] <= 0.0:
        drop(state, unit, solution)
        return True
    authority = authority_of(world, state, cell)
    cost = price(world, state, now, cell, solution)
    if now.switches.money <= 0.0:
        if considered.budget[authority] <= 0.0:
            return False
        considered.budget[authority] -= cost
    kind = kind_of(world, host)
    if state.solutions.nation[solution, kind] == 0 and lever.first_buyer_compensation > 0.0:
        amount = p.cost_first_buyer_compensation * lever.first_buyer_compensation
        money.spend(world, state.tally, Item.FIRST_BUYER_COMPENSATION, amount, kind)
    trust = p.t0
    owner = supplier(state, solution)
    if owner >= 0:
        trust = ties.trust_between(state.ties, now, world.first_host + host, owner)
    drop(state, unit, solution)
    use = Use(unit, solution, spell, now.month, Regime.VOLUNTARY, trust, 0)
    row = take_into_use(world, state, now, lever, use)
    if row >= 0:
        considered.busy[considered.operator[unit]] += 1
        state.adoptions.occupies[row] = considered.operator[unit]
    return True
