"""develop: co-design, pilot, gates, the decision to go on, local operation."""

import math

from ..arrays import (
    AGREEING,
    AWAITING,
    CO_DESIGN,
    DONE,
    IN_HOUSE,
    LOCAL,
    PILOT,
    SEEKING,
    STRATEGIC,
    VOLUNTARY,
    State,
    World,
)
from ..compiled import compiled, inlined
from ..draws import FOLLOW_UP, GATE, HEARD, HOST_SEARCH, TENDER, uniform, uniform_pair
from ..tables import counts, identity, knowledge, kpis, money
from ..tables.adopting import begin_use, consider, kind_of, logistic, logit, mirror
from ..tables.making import make_from_partnership
from ..tables.working import EARLY_END, PLANNED_END, close, has_left, refresh_quality, release, tie
from .exchange import share_lessons
from .trust import delivered, failed


@compiled
def develop(world: World, state: State, levers, p, switches, month, key) -> None:
    """One month of work in every live partnership; `levers` (R,) is the month's record by region."""
    partnerships = state.partnerships
    number = state.tally.count[counts.PARTNERSHIPS_LIVE]
    state.tally.count[counts.EVENTS_PARTNERSHIP_MONTHS] += number
    for i in range(number):
        row = partnerships.live[i]
        if partnerships.closed[row] >= 0:
            continue
        lever = levers[world.region[partnerships.lead[row]]]
        stage = partnerships.stage[row]
        if stage == SEEKING:
            _seek_host(world, state, p, row, month, key)
        elif stage == AWAITING:
            if month >= partnerships.wait_until[row]:
                _decide(world, state, lever, p, switches, row, month, key)
        elif stage != DONE:
            _work(world, state, lever, p, switches, row, month, key)


@inlined
def speed(world, p, lever, switches, partnerships, row):
    """Progress a month in stages: rate x coverage / its reference x (trust / baseline)^e x (1 + district).

    Three stages of 3 to 8 months each at the default rate.
    """
    rate = p.dev_rate
    if switches.coverage_speed > 0.0:
        rate *= partnerships.coverage[row] / p.coverage_ref
    if switches.trust_speed > 0.0:
        rate *= math.pow(max(partnerships.trust[row], 0.05) / p.t0, p.trust_speed)
    lead = partnerships.lead[row]
    if lever.district > 0.0:
        away = math.hypot(world.x[lead] - world.district_x, world.y[lead] - world.district_y)
        if away <= p.district_radius_km:
            ai = lever.district_ai * world.data_heavy[partnerships.need[row]]
            rate *= max(1.0 + p.effect_district * lever.district * (1.0 + ai), 0.1)
    return rate


@compiled
def _work(world, state, lever, p, switches, row, month, key):
    partnerships = state.partnerships
    stage = partnerships.stage[row]
    if stage == AGREEING:
        months = p.agree_m * (1.0 - p.effect_guidance * partnerships.guided[row])
        partnerships.progress[row] += 1.0 / max(months, 1.0)
    else:
        partnerships.progress[row] += speed(world, p, lever, switches, partnerships, row)
    if partnerships.progress[row] < 1.0:
        return
    partnerships.progress[row] = 0.0
    if stage == AGREEING:
        partnerships.stage[row] = CO_DESIGN
    elif stage == CO_DESIGN:
        delivered(world, state, p, row, month)
        partnerships.stage[row] = SEEKING if partnerships.host[row] < 0 else PILOT
    elif stage == PILOT:
        _end_pilot(world, state, lever, p, row, month, key)
    elif stage == LOCAL:
        _in_use(world, state, lever, p, switches, row, month, key)


@compiled
def _name(partnerships, row):
    return identity.made_solution_key(partnerships.key[row], partnerships.cycle[row])


@compiled
def _end_pilot(world, state, lever, p, row, month, key):
    """The gates: technical, evidence, and law with data access; training and reform open them a little."""
    partnerships = state.partnerships
    name = _name(partnerships, row)
    attempt = partnerships.attempt[row]
    heavy = world.data_heavy[partnerships.need[row]] > 0
    legal = p.g_legal_ai if heavy else p.g_legal
    legal += (1.0 - legal) * lever.legal_reform * p.legal_effect
    trained = p.training_gate * lever.innovation_training
    technical = p.g_tech + (1.0 - p.g_tech) * trained
    evidence = p.g_evid + (1.0 - p.g_evid) * trained
    first, second = uniform_pair(key, GATE, name, attempt * 4)
    third, measured = uniform_pair(key, GATE, name, attempt * 4 + 1)
    partnerships.evaluated[row] = 1 if measured < lever.evaluation else 0
    if measured < lever.evaluation:
        money.spend(world, state.tally, money.EVALUATION, p.cost_evaluation, 0)
    if first < technical and second < evidence and third < legal:
        state.tally.count[counts.PILOTS_PASSED] += 1
        if partnerships.kind[row] != IN_HOUSE:
            kpis.count_shared(world, state, row, kpis.PASSED)
        delivered(world, state, p, row, month)
        share_lessons(state, p, lever.commons)
        _reference(world, state, p, row)
        _await(state, lever, p, row, month, key, name)
    else:
        _fail(world, state, p, row, month)


@compiled
def _reference(world, state, p, row):
    """A delivered pilot is a reference: it lifts trust in the company at other hosts."""
    company = state.partnerships.company[row]
    if company >= 0:
        state.actors.reference[company] += p.reference_trust


@compiled
def _fail(world, state, p, row, month):
    """A failed pilot costs the company capital and both sides trust. A strategic contract tries a number of times."""
    partnerships = state.partnerships
    state.tally.count[counts.PILOTS_FAILED] += 1
    company = partnerships.company[row]
    if partnerships.size[row] > 1:
        failed(world, state, p, row, company, month)
    if company >= 0:
        state.actors.runway[company] -= p.fail_cap
    partnerships.failures[row] += 1
    again = partnerships.kind[row] == STRATEGIC and month < partnerships.ends[row]
    if again and partnerships.attempt[row] + 1 < p.strategic_attempts:
        partnerships.attempt[row] += 1
        partnerships.stage[row] = CO_DESIGN
    else:
        partnerships.stage[row] = DONE
        close(state, row, EARLY_END, month)


@compiled
def _await(state, lever, p, row, month, key, name):
    """The decision to go on outlives the contract and uses no partner's capacity."""
    partnerships = state.partnerships
    partnerships.stage[row] = AWAITING
    wait = p.decision_months
    if partnerships.kind[row] == IN_HOUSE or partnerships.kind[row] == STRATEGIC:
        wait *= p.decision_shorter
    if _is_tendered(partnerships, row):
        _, length = uniform_pair(key, TENDER, name, 0)
        wait += p.tender_months * (0.5 + length)
    partnerships.wait_until[row] = month + int(wait + 0.5)
    release(state, row, month)


@inlined
def _is_tendered(partnerships, row):
    """Whether the result is put out to tender: projects and research consortia without an agreed option."""
    bought = partnerships.kind[row] != IN_HOUSE and partnerships.kind[row] != STRATEGIC
    return bought and partnerships.option[row] == 0


@compiled
def _decide(world, state, lever, p, switches, row, month, key):
    """Follow-up: new money and a purchase. An agreed option skips the tender, which another supplier may win."""
    partnerships = state.partnerships
    name = _name(partnerships, row)
    chance = p.follow
    if partnerships.option[row] > 0:
        chance += (1.0 - chance) * p.opt_bonus
    if partnerships.kind[row] == STRATEGIC:
        chance += (1.0 - chance) * p.strat_bonus
    if switches.trust_followup > 0.0:
        chance = logistic(logit(chance) + p.followup_trust * (partnerships.trust[row] - p.t0))
    yes, lost = uniform_pair(key, FOLLOW_UP, name, 0)
    if yes >= chance:
        partnerships.stage[row] = DONE
        close(state, row, PLANNED_END, month)
        return
    if _is_tendered(partnerships, row) and lost < p.tend_loss:
        partnerships.company[row] = -1
    partnerships.stage[row] = LOCAL
    partnerships.ends[row] = max(partnerships.ends[row], month + p.local_months)
    _resume(world, state, p, row, month)


@compiled
def _resume(world, state, p, row, month):
    """Members that are still there take the work up again after the decision."""
    partnerships = state.partnerships
    members = partnerships.members[row]
    kept = 0
    for m in range(partnerships.size[row]):
        if not has_left(world, state.actors, members[m], partnerships.opened[row], month):
            members[kept] = members[m]
            kept += 1
    partnerships.size[row] = kept
    members[kept:] = -1
    for m in range(partnerships.size[row]):
        knowledge.refresh(world, state.actors, members[m], month, p)
        state.actors.load[members[m]] += 1
        for n in range(partnerships.size[row]):
            if m != n:
                tie(world, state, p, row, members[m], members[n], month)
    partnerships.releases[row] = 1


@compiled
def _in_use(world, state, lever, p, switches, row, month, key):
    """Local operation is reached: the solution exists, its host uses it, others hear of it."""
    partnerships = state.partnerships
    name = _name(partnerships, row)
    made = make_from_partnership(world, state, p, switches, key, row, name, month)
    partnerships.stage[row] = DONE
    if made < 0:
        return
    if partnerships.kind[row] != IN_HOUSE:
        state.tally.count[counts.IDEAS] += 1
        kpis.count_shared(world, state, row, kpis.MADE)
    if partnerships.evaluated[row] > 0:
        state.solutions.evaluated[made] = 1
        state.solutions.evidence[made] = p.evidence_evaluated
        for k in range(2):
            state.solutions.expected[made, k] = state.solutions.potential[made, k]
    delivered(world, state, p, row, month)
    share_lessons(state, p, lever.commons)
    everyone = partnerships.kind[row] == STRATEGIC
    for m in range(partnerships.size[row]):
        member = partnerships.members[row, m]
        unit = member - world.first_host
        if unit < 0 or unit >= world.hosts or (member != partnerships.host[row] and not everyone):
            continue
        if state.solutions.hosts[made] & (kind_of(world, unit) + 1) == 0:
            continue
        trust = partnerships.trust[row]
        forced = 1 if everyone else 0
        begin_use(world, state, lever, p, switches, key, unit, made, 0, month, VOLUNTARY, trust, forced)
        mirror(world, state, lever, p, switches, key, unit, made, 0, month, VOLUNTARY, trust, forced)
    _go_on(state, row, month)


@compiled
def _go_on(state, row, month):
    """A strategic partnership starts a follow-up while its contract runs; others are done."""
    partnerships = state.partnerships
    if partnerships.kind[row] == STRATEGIC and month + 12 < partnerships.ends[row]:
        partnerships.cycle[row] += 1
        partnerships.attempt[row] = 0
        partnerships.stage[row] = CO_DESIGN
    elif partnerships.kind[row] == IN_HOUSE:
        close(state, row, PLANNED_END, month)


@compiled
def _seek_host(world, state, p, row, month, key):
    """A consortium's candidate needs a host before its pilot: it asks one at random each month."""
    partnerships = state.partnerships
    actors = state.actors
    asks, which = uniform_pair(key, HOST_SEARCH, partnerships.key[row], month)
    if asks >= p.seek_host:
        return
    table = world.host_table
    host = table[min(int(which * table.size), table.size - 1)]
    if host < 0 or actors.engaged[host] == 0 or actors.load[host] >= actors.capacity[host]:
        return
    size = partnerships.size[row]
    members = partnerships.members[row]
    if size >= members.size:
        return
    members[size] = host
    partnerships.size[row] = size + 1
    partnerships.host[row] = host
    partnerships.stage[row] = PILOT
    actors.load[host] += 1
    for m in range(size):
        tie(world, state, p, row, host, members[m], month)
        tie(world, state, p, row, members[m], host, month)
    refresh_quality(world, state, p, row, month)


@compiled
def tell_hosts(world: World, state: State, p, switches, first_row, month, key) -> None:
    """Hosts hear of the solutions that became available this month; a host listens to a bounded number of them."""
    solutions = state.solutions
    last_row = state.tally.count[counts.SOLUTION_ROWS]
    fresh = last_row - first_row
    if fresh <= 0:
        return
    heard = min(fresh, int(p.heard_per_month))
    for unit in range(state.considered.busy.size):
        if state.considered.unit_active[unit] == 0:
            continue
        host = unit if unit < world.hosts else unit - world.hosts
        offset = 0 if heard == fresh else int(uniform(key, HEARD, host, month) * fresh)
        for i in range(heard):
            row = first_row + (offset + i) % fresh
            if solutions.hosts[row] & (kind_of(world, host) + 1) > 0 and state.considered.has[unit, row] == 0:
                consider(world, state, p, switches, key, unit, row, 0, month)
