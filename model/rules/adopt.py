"""adopt: each host takes solutions into use of its own accord, by a hazard of contagion and limited attention."""

import math

import numpy as np

from ..compiled import compiled, rule
from ..draws import DECISION, uniform
from ..now import Now
from ..state.codes import Count, Item, Regime, Value
from ..state.state import State
from ..state.world import World
from ..tables import money, ties
from ..tables.adopting import Use, price, take_into_use
from ..tables.considering import drop, fit, next_spell, settle, weigh
from ..tables.contagion import count_adopter
from ..tables.evaluating import is_shown_to_work
from ..tables.owning import supplier
from ..tables.places import cell_of, host_of, kind_of

# Complexity 0 to 1 stands for the seven domains of NASSS; the penalty is that of one of them.
DOMAINS = 7.0
NONE, ALL = np.float32(0.0), np.float32(1.0)


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
    for unit in range(state.considered.number.size):
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
    """This month's multipliers of each solution by host kind: evidence, complexity, first buyer, the supplier's name;
    for contagion its attractiveness too."""
    p = now.p
    solutions = state.solutions
    commons = 1.0 - math.exp(-state.tally.value[Value.COMMONS])
    penalty = max(p.first_buyer_penalty + (1.0 - p.first_buyer_penalty) * now.levers[0].first_buyer_compensation, 1e-9)
    better = math.exp(p.effect_evaluation)
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        common = math.exp(_common(state, now, s, commons))
        shown = solutions.evaluated[s] > 0 and solutions.origin[s] > 0
        for kind in range(2):
            value = common
            if shown:
                value = value * better if is_shown_to_work(state, now, s, kind) else value / better
            if solutions.adopters[kind, s] == 0:
                value *= penalty
            solutions.outside[kind, s] = np.float32(value)
            solutions.contagion[kind, s] = np.float32(value * solutions.attractiveness[s])


@compiled
def _common(state, now, s, commons):
    """What speeds a solution for every host (log multiplier); lessons in the commons make it less complex."""
    p = now.p
    complexity = state.solutions.complexity[s] * (1.0 - p.commons_effect * commons)
    value = p.adoption_by_evidence * (state.solutions.evidence[s] - p.evidence_reference)
    value -= p.complexity_penalty * DOMAINS * (complexity - p.complexity_reference)
    owner = supplier(state, s)
    if owner >= 0 and now.switches.trust_adopt > 0.0:
        value += p.adoption_by_trust * (state.actors.reference[owner] - ties.damage_at(state.actors, now, owner))
    return value


@compiled
def _accrue(world, state, now):
    """Authorities receive a month of money for buying; they save a limited number of them."""
    p = now.p
    budget = state.considered.budget
    yearly = state.considered.wages
    for a in range(world.first_institution):
        if yearly[a] > 0.0:
            monthly = p.purchase_share * yearly[a] / 12.0 * now.levers[world.region[a]].purchase_budget
            budget[a] = min(budget[a] + monthly, p.budget_months * monthly)


@compiled
def authority_of(world, state, unit):
    """The actor that decides and pays for a unit: a region for hospitals and what has moved to it, else the host."""
    host = host_of(world, unit)
    if unit < world.municipalities:
        return world.first_host + host
    region = world.region[world.first_host + host]
    merged = state.tally.count[Count.MERGED] > 0
    return world.merged_regions[0] if merged and region == world.merged_regions[1] else region


@compiled
def slots_of(world, now, lever, host):
    """Implementation slots of a host: by population, lever, other duties and reform friction; at least one."""
    p = now.p
    if host < world.municipalities:
        slots = p.municipal_slots * world.population[world.first_host + host] / p.inhabitants_per_slot
    else:
        slots = p.hospital_slots
    slots *= (1.0 + lever.support_slots) * lever.slots_available
    if now.switches.reform_friction > 0.0 and world.friction[0] <= now.month <= world.friction[1]:
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
    number = state.tally.count[Count.SOLUTION_ROWS]
    total = p.exposure_region + p.exposure_neighbours + p.exposure_nation
    own = 0.0 if now.switches.mixing > 0.0 else p.exposure_region / total
    far = 1.0 if now.switches.mixing > 0.0 else p.exposure_nation / total
    for region in range(now.levers.size):
        wider = _wider(now, now.levers[region])
        for kind in range(2):
            here = np.float32(own * wider / max(world.hosts_of_region[region, kind], 1))
            everywhere = np.float32(far * wider / max(world.hosts_of_kind[kind], 1))
            reach = solutions.reach[region, kind]
            local = solutions.adopters_in_region[region, kind]
            adopters = solutions.adopters[kind]
            for s in range(number):
                reach[s] = here * np.float32(local[s]) + everywhere * np.float32(adopters[s])


@compiled
def _wider(now, lever):
    """How much more hosts of a region see through professional networks."""
    if now.switches.networks_exposure > 0.0 and now.switches.mixing <= 0.0:
        return 1.0 + now.p.exposure_networks * lever.networks
    return 1.0


@compiled
def _neighbour_weight(world, now, lever):
    """Exposure that one adopter among the nearest hosts adds."""
    p = now.p
    if now.switches.mixing > 0.0:
        return 0.0
    total = p.exposure_region + p.exposure_neighbours + p.exposure_nation
    return _wider(now, lever) * p.exposure_neighbours / (total * world.neighbours.shape[1])


@compiled
def _think(world, state, now, lever, unit):
    """One unit's month: attention is shared by weight, hazards cumulate, and what has crossed waits for a slot."""
    considered = state.considered
    host = host_of(world, unit)
    if now.month % 12 == host % 12 or now.month == 0:
        _look_again(world, state, now, lever, unit)
    number = considered.number[unit]
    if number == 0:
        return
    state.tally.count[Count.EVENTS_CONSIDERED] += number
    if considered.settled[unit] == 0:
        settle(state, now, unit)
    crossed = _cumulate(world, state, now, lever, unit)
    slots = slots_of(world, now, lever, considered.operator[unit])
    if unit < world.hosts and considered.busy[unit] >= slots:
        state.tally.count[Count.SLOTS_BINDING] += 1
    if crossed > 0:
        _take_in_turn(world, state, now, lever, unit, slots)


@compiled
def _cumulate(world, state, now, lever, unit):
    """Add a month of hazard to each solution on the unit's list. Returns 1 if one of them has reached its threshold."""
    p = now.p
    considered = state.considered
    host = host_of(world, unit)
    kind = kind_of(world, host)
    need = max(1.0 + p.shortage_weight * world.pressure[world.first_host + host] * lever.shortage, 0.0) / 12.0
    alone = np.float32(p.adoption_alone * need)
    by_others = np.float32(p.adoption_by_others * need)
    one_near = np.float32(_neighbour_weight(world, now, lever))
    by_threshold = p.structure_adoption > 0.0
    follows_at = considered.follows_at[unit]
    solution = considered.solution[unit]
    hazard = considered.hazard[unit]
    threshold = considered.threshold[unit]
    pace = considered.pace[unit]
    near = considered.adopters_near[host]
    reach = state.solutions.reach[world.region[world.first_host + host], kind]
    outside = state.solutions.outside[kind]
    contagion = state.solutions.contagion[kind]
    crossed = 0
    for k in range(considered.number[unit]):
        s = solution[k]
        seen = min(reach[s] + one_near * np.float32(near[s]), ALL)
        if by_threshold:
            seen = ALL if seen >= follows_at else NONE
        cumulated = hazard[k] + (alone * outside[s] + by_others * contagion[s] * seen) * pace[k]
        hazard[k] = cumulated
        crossed |= 1 if cumulated >= threshold[k] else 0
    return crossed


@compiled
def _take_in_turn(world, state, now, lever, unit, slots):
    """Take what is furthest beyond its threshold, then the next, while there are slots and money; the rest waits."""
    considered = state.considered
    operator = considered.operator[unit]
    authority = authority_of(world, state, unit)
    while now.switches.slots > 0.0 or considered.busy[operator] < slots:
        if now.switches.money <= 0.0 and considered.budget[authority] <= 0.0:
            return
        place = _furthest(considered, unit)
        if place < 0:
            return
        _take(world, state, now, lever, unit, np.int64(considered.solution[unit, place]))


@compiled
def _furthest(considered, unit):
    """The place of what is furthest beyond its threshold; -1 if nothing has reached it."""
    hazard = considered.hazard[unit]
    threshold = considered.threshold[unit]
    place = -1
    best = ALL
    for k in range(considered.number[unit]):
        if hazard[k] >= threshold[k] and hazard[k] / threshold[k] >= best:
            place = k
            best = hazard[k] / threshold[k]
    return place


@compiled
def _look_again(world, state, now, lever, unit):
    """Once a year a unit looks again at fit, trust and weight; decision support weighs by expected freed hours."""
    p = now.p
    considered = state.considered
    solutions = state.solutions
    host = host_of(world, unit)
    by_effect = uniform(now.key, DECISION, host, 0) < lever.decision_support
    for k in range(considered.number[unit]):
        s = considered.solution[unit, k]
        considered.fit[unit, k] = fit(world, state, now, host, s)
        weight = solutions.attractiveness[s]
        if by_effect:
            expected = max(solutions.judged[s, kind_of(world, host)], 0.0) * p.realised[solutions.effect_class[s]]
            usual = p.new_potential_median * 0.5 * (p.realised[0] + p.realised[1])
            weight *= math.pow(max(expected / max(usual, 1e-9), 0.05), p.effect_decision_support)
        weigh(considered, unit, k, np.float32(weight))


@compiled
def _take(world, state, now, lever, unit, solution):
    """Adopt; its authority pays, and the first buyer of its kind may be compensated."""
    p = now.p
    considered = state.considered
    host = host_of(world, unit)
    kind = kind_of(world, host)
    if now.switches.money <= 0.0:
        cell = cell_of(world, unit, state.solutions.need[solution])
        considered.budget[authority_of(world, state, unit)] -= price(world, state, now, cell, solution)
    if state.solutions.adopters[kind, solution] == 0 and lever.first_buyer_compensation > 0.0:
        amount = p.cost_first_buyer_compensation * lever.first_buyer_compensation
        money.spend(world, state.tally, Item.FIRST_BUYER_COMPENSATION, amount, kind)
    trust = p.trust_baseline
    owner = supplier(state, solution)
    if owner >= 0:
        trust = ties.trust_between(state.ties, now, world.first_host + host, owner)
    drop(state, unit, solution)
    use = Use(unit, solution, next_spell(state, unit, solution), now.month, Regime.VOLUNTARY, trust, 0)
    row = take_into_use(world, state, now, lever, use)
    if row >= 0:
        considered.busy[considered.operator[unit]] += 1
        state.adoptions.occupies[row] = considered.operator[unit]
