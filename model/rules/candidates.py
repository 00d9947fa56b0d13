"""candidates: whom an open need looks at, in SKIN's order, and how much each is wanted.

Own earlier partners, partners of those, a brokered one, nearby ones, random ones (Ahrweiler, Schilperoord, Pyka and
Gilbert 2015). Nearby and random candidates are found by rejection from fixed tables of ids, so that one company more
touches only the needs that find it.
"""

import math

import numpy as np

from ..compiled import compiled
from ..draws import CANDIDATE, SAMPLE, uniform, words
from ..state.codes import ActorKind, Value
from ..tables import knowledge, ties
from ..tables.identity import actor_key

OWN, SECOND, BROKERED, FOUND = 0, 1, 2, 3


@compiled
def may_join(world, actors, actor, kind):
    """1 if the actor is of the kind wanted, engaged, present, and has capacity to spare."""
    if world.kind[actor] != kind or actors.vacant[actor] > 0 or actors.engaged[actor] == 0:
        return 0
    return 1 if actors.load[actor] < actors.capacity[actor] else 0


@compiled
def _listed(found, number, actor):
    for i in range(number):
        if found[i] == actor:
            return True
    return False


@compiled
def find_candidates(world, state, now, lever, name, lead, need, kind, found, how):
    """Fill `found` (48,) with actors of `kind` and `how` (48,) with the way each was found. Returns their number.

    `name` is the partnership's key; `lead` the actor that searches. At most `p.candidates` are looked at.
    """
    p = now.p
    actors = state.actors
    room = min(int(p.candidates), found.size)
    number = 0
    memory = state.ties.partner[lead]
    for place in range(memory.size):
        other = memory[place]
        if other < 0 or number >= room // 2:
            break
        if may_join(world, actors, other, kind) > 0:
            found[number] = other
            how[number] = OWN
            number += 1
    number = _partners_of_partners(world, state, lead, kind, found, how, number, room)
    if kind == ActorKind.COMPANY:
        number = _brokered(world, state, now, lever, name, lead, need, found, how, number, room)
        table = world.region_table[world.region[lead]]
        number = _sampled(world, state, now, name, table, kind, found, how, number, room, 1)
        return _sampled(world, state, now, name, world.company_table, kind, found, how, number, room, 2)
    table = world.institution_table if kind == ActorKind.INSTITUTION else world.host_table
    return _sampled(world, state, now, name, table, kind, found, how, number, room, 3 + kind)


@compiled
def _partners_of_partners(world, state, lead, kind, found, how, number, room):
    memory = state.ties.partner
    limit = number + room // 4
    for place in range(min(memory.shape[1], 6)):
        middle = memory[lead, place]
        if middle < 0:
            break
        for second in range(min(memory.shape[1], 6)):
            other = memory[middle, second]
            if other < 0 or number >= limit:
                break
            if other != lead and may_join(world, state.actors, other, kind) > 0 and not _listed(found, number, other):
                found[number] = other
                how[number] = SECOND
                number += 1
    return number


@compiled
def _brokered(world, state, now, lever, name, lead, need, found, how, number, room):
    """A broker with capacity to spare introduces the best by expected coverage at network distance two or more."""
    tokens = state.tally.value
    if tokens[Value.BROKER_TOKENS] < 1.0 or number >= room:
        return number
    sample = state.scratch.sample
    ways = state.scratch.sample_how
    size = _sampled(world, state, now, name, world.company_table, ActorKind.COMPANY, sample, ways, 0, 8, 9)
    best = -1
    best_coverage = 0.0
    for i in range(size):
        if ties.find(state.ties, lead, sample[i]) >= 0 or _listed(found, number, sample[i]):
            continue
        knowledge.refresh(world, state.actors, now, sample[i])
        covered = knowledge.own_coverage(world, state.actors, sample[i], need)
        if covered > best_coverage:
            best = sample[i]
            best_coverage = covered
    if best >= 0:
        tokens[Value.BROKER_TOKENS] -= 1.0
        found[number] = best
        how[number] = BROKERED
        number += 1
    return number


@compiled
def _sampled(world, state, now, name, table, kind, found, how, number, room, stream):
    """Draw ids from a table until enough fit or 48 have been tried; each 128-bit draw holds four."""
    limit = min(room, number + 5)
    mask = np.uint64(table.size - 1)
    for attempt in range(12):
        first, second = words(now.key, SAMPLE, name, stream, attempt)
        for part in range(4):
            word = first if part < 2 else second
            shift = np.uint64(32 * (part & 1))
            other = table[np.int64((word >> shift) & np.uint64(0xFFFFFFFF) & mask)]
            if number >= limit:
                return number
            if other >= 0 and may_join(world, state.actors, other, kind) > 0 and not _listed(found, number, other):
                found[number] = other
                how[number] = FOUND
                number += 1
    return number


@compiled
def cognitive_value(distance, variant):
    """Value of cognitive distance, 1 at its optimum: conservative, progressive, or an inverted U (Nooteboom 2007)."""
    if variant == 0.0:
        return 1.0 - distance
    if variant == 1.0:
        return distance
    return 4.0 * distance * (1.0 - distance)


@compiled
def utility(world, state, now, lever, lead, other, way, size):
    """Log odds that `lead` wants `other` in a consortium that has `size` members.

    Prior tie, partner of a partner, broker, same region, distance, trust above the baseline, cognitive value, less load
    and a coordination cost that grows with the square of size (Paier and Scherngell 2011 for the order of effects;
    Tomasello, Burkholz and Schweitzer 2017 for the cost of size).
    """
    p = now.p
    actors = state.actors
    value = 0.0
    if way == OWN:
        value += p.b_prior
    elif way == SECOND:
        value += p.b_fof
    elif way == BROKERED:
        value += p.b_broker
    if world.region[lead] == world.region[other]:
        value += p.b_reg
    value -= p.b_dist * math.hypot(world.x[lead] - world.x[other], world.y[lead] - world.y[other]) / 100.0
    if now.switches.trust_invite > 0.0:
        trust = ties.trust_between(state.ties, now, lead, other) - ties.damage_at(actors, now, other)
        value += p.b_trust * (trust - p.t0)
    distance = knowledge.distance_of_knowledge(actors, lead, other)
    value += p.b_cog * cognitive_value(distance, p.structure_partner_choice)
    value -= p.load_cost * actors.load[other] / max(actors.capacity[other], 1)
    if world.kind[other] == ActorKind.COMPANY:
        value += lever.small_firm_weight * (1.0 - world.size[other] / 1.5)
    return value - p.c_size * size * size


@compiled
def gumbel(now, name, actor):
    """Noise of a choice, keyed by (partnership, candidate): the best of utility + noise is a logit choice."""
    return -math.log(-math.log(uniform(now.key, CANDIDATE, name, actor)))


@compiled
def candidate_key(world, actors, actor):
    """Lineage key of a candidate."""
    return actor_key(world.lineage[actor], actors.generation[actor])
