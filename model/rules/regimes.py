"""regimes: joint procurement, national programmes and mandates bring a solution to many hosts on drawn dates."""

import math

from ..compiled import compiled, rule
from ..distributions import normal, poisson_count
from ..draws import JOIN, PROGRAMME, SLIP, uniform, uniform_pair
from ..now import Now
from ..state.codes import Count, Item, Regime
from ..state.state import NEVER, State
from ..state.world import World
from ..tables import money, ties
from ..tables.adopting import Use, take_into_use
from ..tables.considering import drop, next_spell
from ..tables.owning import supplier
from ..tables.places import cell_of, kind_of

WHOLE = 1 << 20  # stands for the programme itself where a key names a host


@rule("actors", "solutions", "considered", "adoptions", "programmes", "tally")
def regimes(world: World, state: State, now: Now) -> None:
    """Start what is due this month, and let hosts whose date has come take the solution into use."""
    for g in range(world.programme_start.size):
        if world.programme_start[g] == now.month:
            _start_dated(world, state, now, now.levers[0], g)
    lever = now.levers[0]
    for serial in range(
        poisson_count(
            now.key, PROGRAMME, Regime.NATIONAL_PROGRAMME * 4096 + now.month, 0, lever.national_programmes / 12.0
        )
    ):
        solution = _best_proven(world, state, now, 3)
        if solution >= 0:
            name = 1 << 30 | now.month << 8 | serial
            _start_programme(
                world, state, now, Regime.NATIONAL_PROGRAMME, solution, 3, now.p.programme_deadline_months, name
            )
    for serial in range(
        poisson_count(now.key, PROGRAMME, Regime.JOINT_PROCUREMENT * 4096 + now.month, 0, lever.joint_tenders / 12.0)
    ):
        _start_joint(world, state, now, lever, _best_proven(world, state, now, 3), 1 << 31 | now.month << 8 | serial)
    for g in range(state.tally.count[Count.PROGRAMME_ROWS]):
        if state.programmes.due[g] <= now.month:
            _deliver(world, state, now, g)


@compiled
def _best_proven(world, state, now, hosts):
    """The available solution with most evidence x hours judged that no programme has taken up; -1 if none."""
    solutions = state.solutions
    best = -1
    best_value = 0.0
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        if solutions.available[s] > now.month or solutions.hosts[s] & hosts == 0 or solutions.taken_up[s] > 0:
            continue
        value = 0.0
        for kind in range(2):
            hours = state.tally.hours_of_need[kind, solutions.need[s]]
            value += max(solutions.judged[s, kind], 0.0) * hours * solutions.evidence[s]
        if value > best_value:
            best = s
            best_value = value
    if best >= 0:
        solutions.chosen[best] = 1
    return best


@compiled
def _start_dated(world, state, now, lever, g):
    solution = world.programme_solution[g]
    if solution < 0:
        solution = _best_proven(world, state, now, world.programme_hosts[g])
    if world.programme_kind[g] == Regime.JOINT_PROCUREMENT:
        _start_joint(world, state, now, lever, solution, world.programme_key[g])
    elif solution >= 0:
        deadline = world.programme_deadline[g] if world.programme_deadline[g] > 0 else now.p.programme_deadline_months
        hosts = world.programme_hosts[g]
        kind = world.programme_kind[g]
        _start_programme(world, state, now, kind, solution, hosts, deadline, world.programme_key[g])


@compiled
def _new_row(state, now, kind, solution):
    row = state.tally.count[Count.PROGRAMME_ROWS]
    if row >= state.programmes.kind.size:
        state.tally.count[Count.OVERFLOW] = 1
        return -1
    state.tally.count[Count.PROGRAMME_ROWS] = row + 1
    state.programmes.kind[row] = kind
    state.programmes.solution[row] = solution
    state.programmes.start[row] = now.month
    state.programmes.due[row] = now.month
    state.solutions.taken_up[solution] = 1
    state.programmes.date[row, :] = NEVER
    return row


@compiled
def _start_programme(world, state, now, kind, solution, hosts, deadline, name):
    """Each host draws its date of live use between preparation and deadline; the programme slips, and its hosts apart.

    Installation lies before that date (decision 0019). A mandate differs from a programme in three things: its slip
    has a median of its own, it holds hosts to use that they have already, and no host may give up what is mandated.
    Most slip is the programme's own: the shared medication record reached all municipalities some 17 months late and
    stood at 0.61 of hospitals 20 months late, each with the same law behind all hosts (decision 0006).
    """
    p = now.p
    row = _new_row(state, now, kind, solution)
    if row < 0:
        return
    median = p.mandate_slip_median if kind == Regime.MANDATE else p.slip_median
    median *= math.exp(
        p.programme_slip_sigma * normal(now.key, SLIP, state.solutions.key[solution], WHOLE << 32 | name)
    )
    for h in range(world.hosts):
        if hosts & state.solutions.hosts[solution] & (kind_of(world, h) + 1) == 0:
            continue
        u = uniform(now.key, PROGRAMME, state.solutions.key[solution], h << 32 | name)
        noise = normal(now.key, SLIP, state.solutions.key[solution], h << 32 | name)
        first = min(p.programme_preparation_months, deadline)
        planned = first + u * (deadline - first)
        state.programmes.date[row, h] = now.month + int(planned * median * math.exp(p.host_slip_sigma * noise))
    money.spend(world, state.tally, Item.NATIONAL_PROGRAMME, p.cost_national_programme, 0)


@compiled
def _start_joint(world, state, now, lever, solution, name):
    """A group agrees (a x ln(bodies)), tenders, builds and slips; then its hosts start together.

    Until then its hosts wait for it and buy nothing of the kind alone (no municipality outside the trial had bought
    home monitoring for COPD before the joint solution came). The other hosts keep their own hazard with the evidence
    raised.
    """
    p = now.p
    if solution < 0:
        return
    row = _new_row(state, now, Regime.JOINT_PROCUREMENT, solution)
    if row < 0:
        return
    bodies = max(lever.joint_group_size, 2.0)
    agree = p.joint_agreement_months * math.log(bodies) / math.log(p.joint_bodies_reference) * lever.joint_agreement
    build = p.joint_build_months * 2.0 * state.solutions.complexity[solution]
    noise, _ = uniform_pair(now.key, JOIN, name, 0)
    slip = 1.0 + (p.slip_median - 1.0) * 2.0 * noise
    ready = now.month + int((agree + p.joint_tender_months + build) * slip)
    share = bodies / p.joint_bodies_reference
    for h in range(world.hosts):
        if state.solutions.hosts[solution] & (kind_of(world, h) + 1) == 0:
            continue
        if uniform(now.key, JOIN, name, 1 + h) < share:
            state.programmes.date[row, h] = ready
            drop(state, h, solution)
    evidence = state.solutions.evidence[solution]
    state.solutions.evidence[solution] = min(evidence + p.joint_procurement_evidence, 1.0)
    money.spend(world, state.tally, Item.JOINT_PROCUREMENT, p.cost_joint_procurement, 0)


@compiled
def _deliver(world, state, now, g):
    programmes = state.programmes
    solution = programmes.solution[g]
    due = NEVER
    for h in range(world.hosts):
        date = programmes.date[g, h]
        if date > now.month:
            due = min(due, date)
        elif date >= 0:
            programmes.date[g, h] = -1
            _roll_out(world, state, now, solution, h, programmes.kind[g])
            moved = world.hosts + h
            if h < world.municipalities and state.considered.unit_active[moved] > 0:
                _roll_out(world, state, now, solution, moved, programmes.kind[g])
    programmes.due[g] = due


@compiled
def _roll_out(world, state, now, solution, unit, regime):
    """The programme's date at one host: it starts using the solution, or deepens thin use it already has."""
    considered = state.considered
    host = unit if unit < world.hosts else unit - world.hosts
    cell = cell_of(world, unit, state.solutions.need[solution])
    if cell < 0 or state.cell_hours[cell] <= 0.0:
        return
    if considered.uses[unit, solution] > 0:
        _hold_to(state, cell, solution, regime)
        return
    spell = next_spell(state, unit, solution)
    lever = now.levers[world.region[world.first_host + host]]
    trust = now.p.trust_baseline
    owner = supplier(state, solution)
    if owner >= 0:
        trust = ties.trust_between(state.ties, now, world.first_host + host, owner)
    drop(state, unit, solution)
    take_into_use(world, state, now, lever, Use(unit, solution, spell, now.month, regime, trust, 0, 0))


@compiled
def _hold_to(state, cell, solution, regime):
    """Use that was held thin may deepen from now on; what is mandated stays in use, however it began."""
    adoptions = state.adoptions
    for i in range(adoptions.count[cell]):
        row = adoptions.of_cell[cell, i]
        if adoptions.solution[row] == solution:
            adoptions.held[row] = 0
            if regime == Regime.MANDATE:
                adoptions.abandoned[row] = NEVER
                adoptions.review[row] = NEVER  # nor is it dropped because of what it costs


@compiled
def hours_of_need(world: World, state: State) -> None:
    """Yearly hours by host kind and need, for choosing what is worth a programme."""
    state.tally.hours_of_need[:, :] = 0.0
    for c in range(world.cell_host.size):
        state.tally.hours_of_need[world.cell_kind[c], world.cell_need[c]] += state.cell_hours[c]
