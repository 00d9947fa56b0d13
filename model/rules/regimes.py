"""regimes: joint procurement, national programmes and mandates bring a solution to many hosts on drawn dates."""

import math

import numpy as np

from ..arrays import JOINT, MANDATE, NATIONAL, NEVER, State, World
from ..compiled import compiled
from ..draws import JOIN, PROGRAMME, SLIP, normal, poisson_count, uniform, uniform_pair
from ..tables import counts, money, ties
from ..tables.adopting import begin_use, cell_of, drop, kind_of, mirror, supplier

WHOLE = 1 << 20  # stands for the programme itself where a key names a host


@compiled
def regimes(world: World, state: State, levers, p, switches, month, key) -> None:
    """Start what is due this month, and let hosts whose date has come take the solution into use."""
    for g in range(world.programme_start.size):
        if world.programme_start[g] == month:
            _start_dated(world, state, levers[0], p, g, month, key)
    lever = levers[0]
    for serial in range(poisson_count(key, PROGRAMME, NATIONAL * 4096 + month, 0, lever.national_programmes / 12.0)):
        solution = _best_proven(world, state, month, 3)
        if solution >= 0:
            name = 1 << 30 | month << 8 | serial
            _start_programme(world, state, p, NATIONAL, solution, 3, p.np_deadline, month, key, name)
    for serial in range(poisson_count(key, PROGRAMME, JOINT * 4096 + month, 0, lever.joint_tenders / 12.0)):
        _start_joint(
            world, state, lever, p, _best_proven(world, state, month, 3), month, key, 1 << 31 | month << 8 | serial
        )
    for g in range(state.tally.count[counts.PROGRAMME_ROWS]):
        if state.programmes.done[g] == 0:
            _deliver(world, state, levers, p, switches, g, month, key)


@compiled
def _best_proven(world, state, month, hosts):
    """The available solution with most evidence x expected hours that no programme has taken up; -1 if none."""
    solutions = state.solutions
    best = -1
    best_value = 0.0
    for s in range(state.tally.count[counts.SOLUTION_ROWS]):
        if solutions.available[s] > month or solutions.hosts[s] & hosts == 0 or _taken_up(state, s):
            continue
        value = 0.0
        for kind in range(2):
            hours = state.tally.hours_of_need[kind, solutions.need[s]]
            value += max(solutions.expected[s, kind], 0.0) * hours * solutions.evidence[s]
        if value > best_value:
            best = s
            best_value = value
    return best


@compiled
def _taken_up(state, solution):
    for g in range(state.tally.count[counts.PROGRAMME_ROWS]):
        if state.programmes.solution[g] == solution:
            return True
    return False


@compiled
def _start_dated(world, state, lever, p, g, month, key):
    solution = world.programme_solution[g]
    if solution < 0:
        solution = _best_proven(world, state, month, world.programme_hosts[g])
    if world.programme_kind[g] == JOINT:
        _start_joint(world, state, lever, p, solution, month, key, world.programme_key[g])
    elif solution >= 0:
        deadline = world.programme_deadline[g] if world.programme_deadline[g] > 0 else p.np_deadline
        hosts = world.programme_hosts[g]
        kind = world.programme_kind[g]
        _start_programme(world, state, p, kind, solution, hosts, deadline, month, key, world.programme_key[g])


@compiled
def _new_row(state, kind, solution, month):
    row = state.tally.count[counts.PROGRAMME_ROWS]
    if row >= state.programmes.kind.size:
        state.tally.count[counts.OVERFLOW] = 1
        return -1
    state.tally.count[counts.PROGRAMME_ROWS] = row + 1
    state.programmes.kind[row] = kind
    state.programmes.solution[row] = solution
    state.programmes.start[row] = month
    state.programmes.done[row] = 0
    state.programmes.date[row, :] = NEVER
    return row


@compiled
def _start_programme(world, state, p, kind, solution, hosts, deadline, month, key, name):
    """Each host draws its completion date between preparation and deadline; the programme slips, and its hosts apart.

    Most slip is the programme's own: the shared medication record reached all municipalities some 17 months late and
    stood at 0.61 of hospitals 20 months late, each with the same law behind all hosts (decision 0006).
    """
    row = _new_row(state, kind, solution, month)
    if row < 0:
        return
    median = p.mandate_slip if kind == MANDATE else p.slip_med
    median *= math.exp(p.np_slip_programme * normal(key, SLIP, state.solutions.key[solution], WHOLE << 32 | name))
    for h in range(world.hosts):
        if hosts & state.solutions.hosts[solution] & (kind_of(world, h) + 1) == 0:
            continue
        u = uniform(key, PROGRAMME, state.solutions.key[solution], h << 32 | name)
        noise = normal(key, SLIP, state.solutions.key[solution], h << 32 | name)
        first = min(p.np_prep, deadline)
        planned = first + u * (deadline - first)
        state.programmes.date[row, h] = month + int(planned * median * math.exp(p.np_slip_sigma * noise))
    money.spend(world, state.tally, money.NATIONAL_PROGRAMME, p.cost_national_programme, 0)


@compiled
def _start_joint(world, state, lever, p, solution, month, key, name):
    """A group agrees (a x ln(bodies)), tenders, builds and slips; then its hosts start together.

    Until then its hosts wait for it and buy nothing of the kind alone (no municipality outside the trial had bought
    home monitoring for COPD before the joint solution came). The other hosts keep their own hazard with the evidence
    raised.
    """
    if solution < 0:
        return
    row = _new_row(state, JOINT, solution, month)
    if row < 0:
        return
    bodies = max(lever.joint_group_size, 2.0)
    agree = p.jp_agree * math.log(bodies) / math.log(p.jp_bodies) * lever.joint_agreement
    build = p.jp_build * 2.0 * state.solutions.complexity[solution]
    noise, _ = uniform_pair(key, JOIN, name, 0)
    slip = 1.0 + (p.slip_med - 1.0) * 2.0 * noise
    ready = month + int((agree + p.jp_tender + build) * slip)
    share = bodies / p.jp_bodies
    for h in range(world.hosts):
        if state.solutions.hosts[solution] & (kind_of(world, h) + 1) == 0:
            continue
        if uniform(key, JOIN, name, 1 + h) < share:
            state.programmes.date[row, h] = ready
            drop(state, h, solution)
    evidence = state.solutions.evidence[solution]
    state.solutions.evidence[solution] = min(evidence + p.joint_evidence, 1.0)
    money.spend(world, state.tally, money.JOINT_PROCUREMENT, p.cost_joint_procurement, 0)


@compiled
def _deliver(world, state, levers, p, switches, g, month, key):
    programmes = state.programmes
    solution = programmes.solution[g]
    waiting = 0
    for h in range(world.hosts):
        date = programmes.date[g, h]
        if date > month:
            waiting += 1 if date < NEVER else 0
        elif date >= 0:
            programmes.date[g, h] = -1
            _roll_out(world, state, levers, p, switches, solution, h, programmes.kind[g], month, key)
            moved = world.hosts + h
            if h < world.municipalities and state.considered.unit_active[moved] > 0:
                _roll_out(world, state, levers, p, switches, solution, moved, programmes.kind[g], month, key)
    if waiting == 0:
        programmes.done[g] = 1


@compiled
def _roll_out(world, state, levers, p, switches, solution, unit, regime, month, key):
    """The programme's date at one host: it starts using the solution, or deepens thin use it already has."""
    considered = state.considered
    host = unit if unit < world.hosts else unit - world.hosts
    cell = cell_of(world, unit, state.solutions.need[solution])
    if cell < 0 or state.cell_hours[cell] <= 0.0:
        return
    if considered.has[unit, solution] > 0:
        _loosen(state, cell, solution)
        return
    spell = _spell_of(state, unit, solution)
    lever = levers[world.region[world.first_host + host]]
    trust = p.t0
    owner = supplier(state, solution)
    if owner >= 0:
        trust = ties.trust_between(state.ties, world.first_host + host, owner, month, p)
    drop(state, unit, solution)
    begin_use(world, state, lever, p, switches, key, unit, solution, spell, month, regime, trust, 0)
    mirror(world, state, lever, p, switches, key, unit, solution, spell, month, regime, trust, 0)


@compiled
def _spell_of(state, unit, solution):
    """The next spell of a solution at a unit that does not use it."""
    return np.int64(-state.considered.has[unit, solution])


@compiled
def _loosen(state, cell, solution):
    """Use that was held thin may deepen from now on."""
    adoptions = state.adoptions
    for i in range(adoptions.count[cell]):
        row = adoptions.of_cell[cell, i]
        if adoptions.solution[row] == solution:
            adoptions.held[row] = 0


@compiled
def hours_of_need(world: World, state: State) -> None:
    """Yearly hours by host kind and need, for choosing what is worth a programme."""
    state.tally.hours_of_need[:, :] = 0.0
    for c in range(world.cell_host.size):
        state.tally.hours_of_need[world.cell_kind[c], world.cell_need[c]] += state.cell_hours[c]
