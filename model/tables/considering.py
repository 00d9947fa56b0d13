"""What a unit thinks of taking into use: a list without gaps. A full list keeps what weighs more: limited attention."""

import math

import numpy as np

from ..compiled import compiled
from ..distributions import beta
from ..draws import ADOPT, HEARD_AGAIN, THRESHOLD, uniform, uniform_pair
from ..state.codes import Count, Value
from ..state.state import NEVER
from . import knowledge, ties
from .adapting import DOMAINS
from .identity import use_key
from .owning import supplier
from .places import cell_of, host_of, kind_of

ALL = np.float32(1.0)


@compiled
def clear(world, state, now):
    """Nobody thinks of anything or uses it. Where adoption goes by threshold, each host draws its own once."""
    p = now.p
    considered = state.considered
    considered.number[:] = 0
    considered.weights[:] = 0.0
    considered.uses[:] = 0
    considered.forgets[:] = 0
    considered.adopters_near[:] = 0
    for unit in range(considered.number.size):
        _unsettle(considered, unit)
        if p.structure_adoption > 0.0:
            share = beta(
                now.key, THRESHOLD, host_of(world, unit), 0, p.adoption_threshold_mean, p.depth_ceiling_concentration
            )
            considered.follows_at[unit] = np.float32(share)


@compiled
def next_spell(state, unit, solution):
    """The next spell of a solution at a unit that does not use it: 0 the first time."""
    return -np.int64(state.considered.uses[unit, solution])


@compiled
def has_use_for(world, state, unit, solution):
    """Whether a solution is for the unit's kind of host and for a need area in which the unit has staff hours."""
    cell = cell_of(world, unit, state.solutions.need[solution])
    if cell < 0 or state.cell_hours[cell] <= 0.0:
        return False
    return state.solutions.hosts[solution] & (kind_of(world, host_of(world, unit)) + 1) > 0


@compiled
def fit(world, state, now, host, solution, own, adapted):
    """How well a solution suits a host, which covers `own` of what the need asks for, how far it trusts the supplier,
    and how much less complex the solution is where it is adapted from others' use (a multiplier)."""
    p = now.p
    actor = world.first_host + host
    value = p.complexity_penalty * DOMAINS * state.solutions.complexity[solution] * p.adaptation_ease * adapted
    if now.switches.coverage_adopt > 0.0:
        value += p.adoption_by_fit * (own - p.fit_reference)
    owner = supplier(state, solution)
    if owner >= 0 and now.switches.trust_adopt > 0.0:
        value += p.adoption_by_trust * (ties.trust_between(state.ties, now, actor, owner) - p.trust_baseline)
    return np.float32(math.exp(value))


@compiled
def consider(world, state, now, unit, solution):
    """Let a unit think of a solution that it neither uses nor thinks of already."""
    considered = state.considered
    solutions = state.solutions
    weight = np.float32(solutions.attractiveness[solution])
    place = _place_for(state, now, unit, weight)
    if place < 0:
        return
    host = host_of(world, unit)
    use = use_key(host, solutions.need[solution], next_spell(state, unit, solution))
    considered.solution[unit, place] = solution
    weigh(considered, unit, place, weight)
    own = knowledge.own_coverage(world, state.actors, world.first_host + host, solutions.need[solution])
    considered.fit[unit, place] = fit(world, state, now, host, solution, own, 0)
    considered.hazard[unit, place] = np.float32(0.0)
    hastens, adapts = uniform_pair(now.key, ADOPT, solutions.key[solution], use)
    considered.threshold[unit, place] = np.float32(-math.log(hastens))
    considered.adapts_at[unit, place] = np.float32(adapts)
    considered.adapted[unit, place] = 0


@compiled
def hear_again(world, state, now, unit):
    """Of each solution that a unit could use and does not think of it hears again with a probability a year.

    What it has forgotten, or missed when it was new, may so return: unlimited attention does neither. Solutions stand
    at drawn places of a round, of which a unit listens each year to a part that begins anywhere: one draw a year.
    """
    considered, solutions = state.considered, state.solutions
    if considered.forgets[unit] == 0:
        return
    _listen(state, now, unit)
    heard = state.scratch.heard
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        if heard[s] == 0 or solutions.attractiveness[s] <= _least_kept(state, now, unit):
            continue
        if has_use_for(world, state, unit, s) and not _waits(state, host_of(world, unit), s):
            consider(world, state, now, unit, s)


@compiled
def _listen(state, now, unit):
    """Mark what is in the part that a unit listens to and would be kept in mind. Without branches: nine in ten are
    passed over."""
    considered, heard = state.considered, state.scratch.heard
    found_at, weight, uses = state.solutions.found_at, state.solutions.attractiveness, considered.uses[unit]
    begins, part = uniform(now.key, HEARD_AGAIN, unit, now.month), now.p.heard_again
    least = np.float64(_least_kept(state, now, unit))
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        away = found_at[s] - begins
        away += 1.0 if away < 0.0 else 0.0
        heard[s] = (away < part) & (weight[s] > least) & (uses[s] <= 0)
    for k in range(considered.number[unit]):
        heard[considered.solution[unit, k]] = 0


@compiled
def _least_kept(state, now, unit):
    """What a solution must weigh more than to be kept in mind."""
    considered = state.considered
    number = considered.number[unit]
    if number < int(now.p.known_solutions):
        return np.float32(-1.0)
    if considered.lightest[unit] < 0:
        considered.lightest[unit] = _lightest(considered.weight[unit], number)
    return considered.weight[unit, considered.lightest[unit]]


@compiled
def _waits(state, host, solution):
    """Whether a programme will bring the solution to the host: it then buys nothing of the kind alone."""
    if state.solutions.taken_up[solution] == 0:
        return False
    programmes = state.programmes
    for g in range(state.tally.count[Count.PROGRAMME_ROWS]):
        if programmes.solution[g] == solution and 0 <= programmes.date[g, host] < NEVER:
            return True
    return False


@compiled
def _place_for(state, now, unit, weight):
    """A free place, or that of what weighs least if that is less; -1 if there is none."""
    considered = state.considered
    number = considered.number[unit]
    if now.switches.attention > 0.0 or number < int(now.p.known_solutions):
        if number >= considered.solution.shape[1]:
            state.tally.count[Count.OVERFLOW] = 1
            return -1
        considered.number[unit] = number + 1
        considered.weight[unit, number] = np.float32(0.0)
        return number
    considered.forgets[unit] = 1
    if considered.lightest[unit] < 0:
        considered.lightest[unit] = _lightest(considered.weight[unit], number)
    lightest = considered.lightest[unit]
    return lightest if considered.weight[unit, lightest] < weight else -1


@compiled
def _lightest(weight, number):
    place = 0
    least = weight[0]
    for k in range(1, number):
        place = k if weight[k] < least else place
        least = min(weight[k], least)
    return place


@compiled
def _unsettle(considered, unit):
    """What follows from a list as a whole is worked out again when it is asked for: most months nothing changes."""
    considered.lightest[unit] = -1
    considered.settled[unit] = 0


@compiled
def drop(state, unit, solution):
    """Take a solution off the unit's list; the last one takes its place."""
    considered = state.considered
    last = considered.number[unit] - 1
    for k in range(last + 1):
        if considered.solution[unit, k] == solution:
            weigh(considered, unit, k, np.float32(0.0))
            _copy(considered, unit, last, unit, k)
            considered.number[unit] = last
            return


@compiled
def _copy(considered, unit, place, to, at):
    considered.solution[to, at] = considered.solution[unit, place]
    considered.weight[to, at] = considered.weight[unit, place]
    considered.fit[to, at] = considered.fit[unit, place]
    considered.hazard[to, at] = considered.hazard[unit, place]
    considered.threshold[to, at] = considered.threshold[unit, place]
    considered.adapts_at[to, at] = considered.adapts_at[unit, place]
    considered.adapted[to, at] = considered.adapted[unit, place]


@compiled
def hand_over(world, state, host, moving):
    """A moving share goes on thinking of what its host thought of, in the need areas that move."""
    considered = state.considered
    number = 0
    weights = 0.0
    for k in range(considered.number[host]):
        if has_use_for(world, state, moving, considered.solution[host, k]):
            _copy(considered, host, k, moving, number)
            weights += considered.weight[host, k]
            number += 1
    considered.number[moving] = number
    considered.weights[moving] = weights
    considered.start_weight[moving] = considered.start_weight[host]
    considered.forgets[moving] = considered.forgets[host]
    _unsettle(considered, moving)


@compiled
def weigh(considered, unit, place, weight):
    """Give something that a unit thinks of another weight, and keep their sum."""
    considered.weights[unit] += np.float64(weight) - np.float64(considered.weight[unit, place])
    considered.weight[unit, place] = weight
    _unsettle(considered, unit)


@compiled
def settle(state, now, unit):
    """Share the unit's attention anew by weight. It grows less than the list does, by the crowding exponent."""
    considered = state.considered
    weight = considered.weight[unit]
    suits = considered.fit[unit]
    pace = considered.pace[unit]
    limited = now.switches.attention <= 0.0
    first = max(considered.start_weight[unit], 1e-9)
    divided = first * math.pow(max(considered.weights[unit], 1e-9) / first, now.p.attention_crowding)
    share = np.float32(now.p.attention_per_month / divided)
    scale = np.float32(state.tally.value[Value.ATTENTION_SCALE])
    for k in range(considered.number[unit]):
        attention = min(share * weight[k], ALL) * scale if limited else ALL
        pace[k] = suits[k] * attention
    considered.settled[unit] = 1
