"""What a unit thinks of taking into use: a list without gaps. A full list keeps what weighs more: limited attention."""

import math

import numpy as np

from ..compiled import compiled
from ..draws import ADOPT, THRESHOLD, beta, exponential
from ..state.codes import Count, Value
from . import knowledge, ties
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
def fit(world, state, now, host, solution):
    """How well a solution suits a host, and how far the host trusts the supplier it knows (a multiplier)."""
    p = now.p
    actor = world.first_host + host
    value = 0.0
    if now.switches.coverage_adopt > 0.0:
        own = knowledge.own_coverage(world, state.actors, actor, state.solutions.need[solution])
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
    considered.fit[unit, place] = fit(world, state, now, host, solution)
    considered.hazard[unit, place] = np.float32(0.0)
    considered.threshold[unit, place] = np.float32(exponential(now.key, ADOPT, solutions.key[solution], use))


@compiled
def _place_for(state, now, unit, weight):
    """A free place, or that of what weighs least if that is less; -1 if there is none."""
    considered = state.considered
    number = considered.number[unit]
    if number < int(now.p.known_solutions):
        if number >= considered.solution.shape[1]:
            state.tally.count[Count.OVERFLOW] = 1
            return -1
        considered.number[unit] = number + 1
        considered.weight[unit, number] = np.float32(0.0)
        return number
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
