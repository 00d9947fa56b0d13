"""develop: co-design, pilot, gates, the decision to go on, local operation."""

import math

from ..compiled import compiled, rule
from ..draws import GATE, HOST_SEARCH, uniform_pair
from ..now import Now
from ..state.codes import Count, End, Flow, Item, Kind, Regime, Stage
from ..state.state import State
from ..state.world import World
from ..tables import kpis, money
from ..tables.adopting import Use, kind_of, take_into_use
from ..tables.evaluating import evaluate
from ..tables.making import make_from_partnership
from ..tables.working import close, refresh_quality, tie
from .decide import await_decision, decide, solution_name
from .exchange import share_lessons
from .trust import delivered, failed


@rule("actors", "ties", "partnerships", "solutions", "considered", "adoptions", "tally")
def develop(world: World, state: State, now: Now) -> None:
    """One month of work in every live partnership."""
    partnerships = state.partnerships
    number = state.tally.count[Count.PARTNERSHIPS_LIVE]
    state.tally.count[Count.EVENTS_PARTNERSHIP_MONTHS] += number
    for i in range(number):
        row = partnerships.live[i]
        if partnerships.closed[row] >= 0:
            continue
        lever = now.levers[world.region[partnerships.lead[row]]]
        stage = partnerships.stage[row]
        if stage == Stage.SEEKING:
            _seek_host(world, state, now, row)
        elif stage == Stage.AWAITING:
            if now.month >= partnerships.wait_until[row]:
                decide(world, state, now, row)
        elif stage != Stage.DONE:
            _work(world, state, now, lever, row)


@compiled
def speed(world, partnerships, now, lever, row):
    """Progress a month in stages: rate x coverage / its reference x (trust / baseline)^e x (1 + district).

    Three stages of 3 to 8 months each at the default rate.
    """
    p = now.p
    rate = p.development_rate
    if now.switches.coverage_speed > 0.0:
        rate *= partnerships.coverage[row] / p.coverage_reference
    if now.switches.trust_speed > 0.0:
        rate *= partnerships.pace[row]
    lead = partnerships.lead[row]
    if lever.district > 0.0:
        away = math.hypot(world.x[lead] - world.district_x, world.y[lead] - world.district_y)
        if away <= p.district_radius_km:
            ai = lever.district_ai * world.data_heavy[partnerships.need[row]]
            rate *= max(1.0 + p.effect_district * lever.district * (1.0 + ai), 0.1)
    return rate


@compiled
def _work(world, state, now, lever, row):
    p = now.p
    partnerships = state.partnerships
    stage = partnerships.stage[row]
    if stage == Stage.AGREEING:
        months = p.agreement_months * (1.0 - p.effect_guidance * partnerships.guided[row])
        partnerships.progress[row] += 1.0 / max(months, 1.0)
    else:
        partnerships.progress[row] += speed(world, partnerships, now, lever, row)
    if partnerships.progress[row] < 1.0:
        return
    partnerships.progress[row] = 0.0
    if stage == Stage.AGREEING:
        partnerships.stage[row] = Stage.CO_DESIGN
    elif stage == Stage.CO_DESIGN:
        delivered(world, state, now, row)
        partnerships.stage[row] = Stage.SEEKING if partnerships.host[row] < 0 else Stage.PILOT
    elif stage == Stage.PILOT:
        _end_pilot(world, state, now, lever, row)
    elif stage == Stage.LOCAL:
        _in_use(world, state, now, lever, row)


@compiled
def _end_pilot(world, state, now, lever, row):
    """The gates: technical, evidence, and law with data access; training and reform open them a little."""
    p = now.p
    partnerships = state.partnerships
    name = solution_name(partnerships, row)
    attempt = partnerships.attempt[row]
    heavy = world.data_heavy[partnerships.need[row]] > 0
    legal = p.legal_gate_data_heavy if heavy else p.legal_gate
    legal += (1.0 - legal) * lever.legal_reform * p.legal_effect
    trained = p.training_gate_bonus * lever.innovation_training
    technical = p.technical_gate + (1.0 - p.technical_gate) * trained
    evidence = p.evidence_gate + (1.0 - p.evidence_gate) * trained
    first, second = uniform_pair(now.key, GATE, name, attempt * 4)
    third, measured = uniform_pair(now.key, GATE, name, attempt * 4 + 1)
    partnerships.evaluated[row] = 1 if measured < lever.evaluation else 0
    if measured < lever.evaluation:
        money.spend(world, state.tally, Item.EVALUATION, p.cost_evaluation, 0)
    if first < technical and second < evidence and third < legal:
        state.tally.count[Count.PILOTS_PASSED] += 1
        if partnerships.kind[row] != Kind.IN_HOUSE:
            kpis.count_shared(world, state, row, Flow.PASSED)
        delivered(world, state, now, row)
        share_lessons(state, now, lever.commons)
        _reference(world, state, now, row)
        await_decision(state, now, row)
    else:
        _fail(world, state, now, row)


@compiled
def _reference(world, state, now, row):
    """A delivered pilot is a reference: it lifts trust in the company at other hosts."""
    company = state.partnerships.company[row]
    if company >= 0:
        state.actors.reference[company] += now.p.reference_trust_lift


@compiled
def _fail(world, state, now, row):
    """A failed pilot costs the company capital and both sides trust. A strategic contract tries a number of times."""
    p = now.p
    partnerships = state.partnerships
    state.tally.count[Count.PILOTS_FAILED] += 1
    company = partnerships.company[row]
    if partnerships.size[row] > 1:
        failed(world, state, now, row, company)
    if company >= 0:
        state.actors.runway[company] -= p.pilot_failure_runway
    partnerships.failures[row] += 1
    again = partnerships.kind[row] == Kind.STRATEGIC and now.month < partnerships.ends[row]
    if again and partnerships.attempt[row] + 1 < p.strategic_attempts:
        partnerships.attempt[row] += 1
        partnerships.stage[row] = Stage.CO_DESIGN
    else:
        partnerships.stage[row] = Stage.DONE
        close(state, now, row, End.EARLY)


@compiled
def _in_use(world, state, now, lever, row):
    """Local operation is reached: the solution exists, its host uses it, others hear of it."""
    partnerships = state.partnerships
    name = solution_name(partnerships, row)
    made = make_from_partnership(world, state, now, row, name)
    partnerships.stage[row] = Stage.DONE
    if made < 0:
        return
    if partnerships.kind[row] != Kind.IN_HOUSE:
        state.tally.count[Count.IDEAS] += 1
        kpis.count_shared(world, state, row, Flow.MADE)
    if partnerships.evaluated[row] > 0:
        state.solutions.evaluated[made] = 1
        state.solutions.evidence[made] = now.p.evaluated_evidence
        evaluate(state, now, made)
        for k in range(2):
            state.solutions.expected[made, k] = state.solutions.found[made, k]
    delivered(world, state, now, row)
    share_lessons(state, now, lever.commons)
    everyone = partnerships.kind[row] == Kind.STRATEGIC
    for m in range(partnerships.size[row]):
        member = partnerships.members[row, m]
        unit = member - world.first_host
        if unit < 0 or unit >= world.hosts or (member != partnerships.host[row] and not everyone):
            continue
        if state.solutions.hosts[made] & (kind_of(world, unit) + 1) == 0:
            continue
        trust = partnerships.trust[row]
        forced = 1 if everyone else 0
        take_into_use(world, state, now, lever, Use(unit, made, 0, now.month, Regime.VOLUNTARY, trust, forced))
    _go_on(state, now, row)


@compiled
def _go_on(state, now, row):
    """A strategic partnership starts a follow-up while its contract runs; others are done."""
    partnerships = state.partnerships
    if partnerships.kind[row] == Kind.STRATEGIC and now.month + 12 < partnerships.ends[row]:
        partnerships.cycle[row] += 1
        partnerships.attempt[row] = 0
        partnerships.stage[row] = Stage.CO_DESIGN
    elif partnerships.kind[row] == Kind.IN_HOUSE:
        close(state, now, row, End.PLANNED)


@compiled
def _seek_host(world, state, now, row):
    """A consortium's candidate needs a host before its pilot: it asks one at random each month."""
    partnerships = state.partnerships
    actors = state.actors
    asks, which = uniform_pair(now.key, HOST_SEARCH, partnerships.key[row], now.month)
    if asks >= now.p.host_search_rate:
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
    partnerships.stage[row] = Stage.PILOT
    actors.load[host] += 1
    for m in range(size):
        tie(world, state, now, row, size, m)
        tie(world, state, now, row, m, size)
    refresh_quality(world, state, now, row)
