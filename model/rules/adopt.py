"""adopt: each host takes solutions into use of its own accord, by a hazard of contagion and limited attention."""

import math

from ..arrays import START, VOLUNTARY, State, World
from ..compiled import compiled, inlined
from ..draws import DECISION, THRESHOLD, beta, uniform
from ..tables import counts, money, ties
from ..tables.adopting import (
    begin_use,
    cell_of,
    count_adopter,
    drop,
    host_of,
    kind_of,
    mirror,
    pair_multiplier,
    price,
    supplier,
)

# Complexity 0 to 1 stands for the seven domains of NASSS; the penalty is that of one of them.
DOMAINS = 7.0


@compiled
def adopt(world: World, state: State, levers, p, switches, month, key) -> None:
    """Hazard a month = (p + q x exposure x attractiveness) / 12 x multipliers x attention, cumulated over the spell.

    Bass (1969) with exposure by region, nearest hosts and nation; multipliers for need pressure, fit, evidence,
    complexity (after NASSS, Greenhalgh 2017), trust in the supplier and the first buyer. A host needs a free slot and
    its authority the money.
    """
    _reveal_start(world, state, month)
    _solution_multipliers(world, state, levers, p, switches, month)
    _reach(world, state, levers, p, switches)
    _accrue(world, state, levers, p)
    state.tally.count[counts.SLOTS_BINDING] = 0
    for unit in range(state.considered.busy.size):
        if state.considered.unit_active[unit] > 0:
            lever = levers[world.region[world.first_host + host_of(world, unit)]]
            _think(world, state, lever, p, switches, unit, month, key)


@compiled
def _reveal_start(world, state, month):
    """Use that was ramped in before the observed month is seen by others from the month it began."""
    adoptions = state.adoptions
    for row in range(state.tally.count[counts.ADOPTION_ROWS]):
        if adoptions.regime[row] != START:
            break
        if adoptions.live_from[row] == month:
            count_adopter(world, state, adoptions.unit[row], adoptions.solution[row])


@compiled
def _solution_multipliers(world, state, levers, p, switches, month):
    """This month's multiplier of each solution by host kind: evidence, complexity, first buyer, the supplier's name."""
    solutions = state.solutions
    commons = 1.0 - math.exp(-state.tally.value[counts.COMMONS])
    lever = levers[0]
    for s in range(state.tally.count[counts.SOLUTION_ROWS]):
        complexity = solutions.complexity[s] * (1.0 - p.commons_effect * commons)
        common = p.evidence_weight * (solutions.evidence[s] - p.evidence_reference)
        common -= p.cx_pen * DOMAINS * (complexity - p.complexity_reference)
        owner = supplier(state, s)
        if owner >= 0 and switches.trust_adopt > 0.0:
            name = state.actors.reference[owner] - ties.damage_at(state.actors, owner, month, p)
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
def _accrue(world, state, levers, p):
    """Authorities receive a month of money for buying; they save a limited number of them."""
    budget = state.considered.budget
    yearly = state.considered.wages
    for a in range(yearly.size):
        if yearly[a] > 0.0:
            monthly = p.purchase_share * yearly[a] / 12.0 * levers[world.region[a]].purchase_budget
            budget[a] = min(budget[a] + monthly, p.budget_months * monthly)


@inlined
def authority_of(world, state, cell):
    """The actor that decides and pays for a cell: a region for hospital cells and for moved shares, else the host."""
    transferred = world.cell_transfer[cell] >= 0 and state.tally.count[counts.TRANSFERRED] > 0
    if world.cell_kind[cell] == 0 and not transferred:
        return world.first_host + world.cell_host[cell]
    region = world.cell_region[cell]
    merged = state.tally.count[counts.MERGED] > 0
    return world.merged_regions[0] if merged and region == world.merged_regions[1] else region


@inlined
def slots_of(world, p, lever, host, month, friction):
    """Implementation slots of a host: by population, lever, other duties and reform friction; at least one."""
    if host < world.municipalities:
        slots = p.slots_m * world.population[world.first_host + host] / p.inhabitants_per_slot
    else:
        slots = p.slots_r
    slots *= (1.0 + lever.support_slots) * lever.slots_available
    if friction > 0.0 and world.friction[0] <= month <= world.friction[1]:
        slots *= 1.0 - p.reform_friction
    return max(int(slots + 0.5), 1)


@compiled
def _reach(world, state, levers, p, switches):
    """Exposure by solution, region and host kind before the nearest hosts are added: own region and nation.

    Weights of region, nearest hosts and nation sum to 1; networks widen the view. With full mixing only the nation
    counts.
    """
    solutions = state.solutions
    reach = solutions.reach
    total = p.exp_region + p.exp_neighbours + p.exp_nation
    own = 0.0 if switches.mixing > 0.0 else p.exp_region / total
    far = 1.0 if switches.mixing > 0.0 else p.exp_nation / total
    for region in range(levers.size):
        wider = 1.0
        if switches.networks_exposure > 0.0 and switches.mixing <= 0.0:
            wider += p.network_weight * levers[region].networks
        for kind in range(2):
            here = own * wider / max(world.hosts_of_region[region, kind], 1)
            everywhere = far * wider / max(world.hosts_of_kind[kind], 1)
            for s in range(state.tally.count[counts.SOLUTION_ROWS]):
                adopters = solutions.nation[s, kind]
                local = solutions.of_region[s, region, kind]
                reach[s, region, kind] = here * local + everywhere * adopters


@inlined
def _neighbour_weight(world, p, switches, lever):
    """Exposure that one adopter among the nearest hosts adds."""
    if switches.mixing > 0.0:
        return 0.0
    wider = 1.0 + (p.network_weight * lever.networks if switches.networks_exposure > 0.0 else 0.0)
    total = p.exp_region + p.exp_neighbours + p.exp_nation
    return wider * p.exp_neighbours / total / world.neighbours.shape[1]


@compiled
def _think(world, state, lever, p, switches, unit, month, key):
    """One unit's month: attention is shared by weight, hazards cumulate, and what has crossed waits for a slot."""
    considered = state.considered
    solutions = state.solutions
    row = considered.solution[unit]
    host = host_of(world, unit)
    kind = kind_of(world, host)
    region = world.region[world.first_host + host]
    operator = considered.operator[unit]
    chosen_by_effect = uniform(key, DECISION, host, 0) < lever.decision_support
    if month % 12 == host % 12 or month == 0:
        _look_again(world, state, p, switches, unit, host, kind, chosen_by_effect, month)
    weight = considered.weight[unit]
    weights = 0.0
    for k in range(row.size):
        if row[k] >= 0:
            weights += weight[k]
    if weights <= 0.0:
        return
    first = max(considered.start_weight[unit], 1e-9)
    divided = first * math.pow(weights / first, p.crowd)
    scale = state.tally.value[counts.ATTENTION_SCALE]
    need = max(1.0 + p.press_w * world.pressure[world.first_host + host] * lever.shortage, 0.0)
    phi = beta(key, THRESHOLD, host, 0, p.phi_mean, p.depth_phi) if p.structure_adoption > 0.0 else 0.0
    hazards = considered.hazard[unit]
    thresholds = considered.threshold[unit]
    pairs = considered.pair[unit]
    near = considered.near[unit]
    reach = solutions.reach
    base = solutions.base
    attractiveness = solutions.attractiveness
    by_threshold = p.structure_adoption > 0.0
    limited = switches.attention <= 0.0
    neighbour = _neighbour_weight(world, p, switches, lever)
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
    state.tally.count[counts.EVENTS_CONSIDERED] += number
    slots = slots_of(world, p, lever, operator, month, switches.reform_friction)
    if considered.busy[operator] >= slots:
        state.tally.count[counts.SLOTS_BINDING] += 1 if unit < world.hosts else 0
    while ready >= 0:
        if switches.slots <= 0.0 and considered.busy[operator] >= slots:
            return
        if not _take(world, state, lever, p, switches, unit, row[ready], considered.spell[unit, ready], month, key):
            return
        ready = -1
        best = 1.0
        for k in range(row.size):
            if row[k] >= 0 and hazards[k] / thresholds[k] >= best:
                ready = k
                best = hazards[k] / thresholds[k]


@compiled
def _look_again(world, state, p, switches, unit, host, kind, chosen_by_effect, month):
    """Once a year a unit looks again at fit, trust and weight; decision support weighs by expected freed hours."""
    considered = state.considered
    solutions = state.solutions
    row = considered.solution[unit]
    for k in range(row.size):
        s = row[k]
        if s < 0:
            continue
        considered.pair[unit, k] = pair_multiplier(world, state, p, switches, host, s, month)
        weight = solutions.attractiveness[s]
        if chosen_by_effect:
            expected = max(solutions.expected[s, kind], 0.0) * p.realised[solutions.effect_class[s]]
            usual = p.pot_med * 0.5 * (p.realised[0] + p.realised[1])
            weight *= math.pow(max(expected / max(usual, 1e-9), 0.05), p.effect_decision_support)
        considered.weight[unit, k] = weight


@compiled
def _take(world, state, lever, p, switches, unit, solution, spell, month, key):
    """Adopt if the authority has the money. Returns whether it did; if not, the wish waits."""
    considered = state.considered
    host = host_of(world, unit)
    cell = cell_of(world, unit, state.solutions.need[solution])
    if cell < 0 or state.cell_hours[cell] <= 0.0:
        drop(state, unit, solution)
        return True
    authority = authority_of(world, state, cell)
    cost = price(world, state, p, cell, solution)
    if switches.money <= 0.0:
        if considered.budget[authority] <= 0.0:
            return False
        considered.budget[authority] -= cost
    kind = kind_of(world, host)
    if state.solutions.nation[solution, kind] == 0 and lever.first_buyer_compensation > 0.0:
        amount = p.cost_first_buyer_compensation * lever.first_buyer_compensation
        money.spend(world, state.tally, money.FIRST_BUYER, amount, kind)
    trust = p.t0
    owner = supplier(state, solution)
    if owner >= 0:
        trust = ties.trust_between(state.ties, world.first_host + host, owner, month, p)
    drop(state, unit, solution)
    row = begin_use(world, state, lever, p, switches, key, unit, solution, spell, month, VOLUNTARY, trust, 0)
    mirror(world, state, lever, p, switches, key, unit, solution, spell, month, VOLUNTARY, trust, 0)
    if row >= 0:
        considered.busy[considered.operator[unit]] += 1
        state.adoptions.occupies[row] = considered.operator[unit]
    return True
