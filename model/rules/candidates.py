"""candidates: whom an open need looks at, in SKIN's order.

Own earlier partners, partners of those, a brokered one, nearby ones, random ones (Ahrweiler, Schilperoord, Pyka and
Gilbert 2015). Nearby and random candidates are found by rejection from fixed tables of ids, so that one company more
touches only the needs that find it.
"""

from typing import NamedTuple

import numpy as np

from ..compiled import compiled
from ..draws import SAMPLE, words_of
from ..state.codes import ActorKind, Value, Way
from ..tables import knowledge, ties

# Ties of an actor, and of each partner, that lead to partners of partners.
CLOSEST = 6
# Candidates that a search by chance finds at the most.
BY_CHANCE = 5
# Streams of chance, so that a search draws nothing twice. Tables of hosts and institutions: 3 and the ActorKind.
NEARBY, ANYWHERE, ELSEWHERE, BROKER = 1, 2, 3, 9


class Search(NamedTuple):
    """A search for members of a partnership to be."""

    name: int  # the partnership's key
    lead: int  # actor that searches
    need: int  # need area
    kind: int  # ActorKind wanted
    size: int  # members as it begins


@compiled
def find_candidates(world, state, now, search):
    """Fill `found` and `way` in scratch with who may join. Returns their number, at most `p.candidates_per_need`."""
    room = min(int(now.p.candidates_per_need), state.scratch.found.size)
    number = _partners(state, search, room // 2)
    number = _partners_of_partners(state, search, number, number + room // 4)
    if search.kind != ActorKind.COMPANY:
        table = world.institution_table if search.kind == ActorKind.INSTITUTION else world.host_table
        return _by_chance(state, now, search, table, ELSEWHERE + search.kind, number, room)
    if number < room:
        number = _brokered(world, state, now, search, number)
    number = _by_chance(state, now, search, world.region_table[world.region[search.lead]], NEARBY, number, room)
    return _by_chance(state, now, search, world.company_table, ANYWHERE, number, room)


@compiled
def _add(scratch, number, actor, way):
    scratch.found[number] = actor
    scratch.way[number] = way
    return number + 1


@compiled
def _listed(found, number, actor):
    for i in range(number):
        if found[i] == actor:
            return True
    return False


@compiled
def _partners(state, search, limit):
    scratch = state.scratch
    memory = state.ties.partner[search.lead]
    number = 0
    for place in range(memory.size):
        other = memory[place]
        if other < 0 or number >= limit:
            break
        if scratch.free[other] == search.kind:
            number = _add(scratch, number, other, Way.PARTNER)
    return number


@compiled
def _partners_of_partners(state, search, number, limit):
    scratch = state.scratch
    memory = state.ties.partner
    closest = min(memory.shape[1], CLOSEST)
    for place in range(closest):
        middle = memory[search.lead, place]
        if middle < 0:
            break
        for second in range(closest):
            other = memory[middle, second]
            if other < 0 or number >= limit:
                break
            fits = other != search.lead and scratch.free[other] == search.kind
            if fits and not _listed(scratch.found, number, other):
                number = _add(scratch, number, other, Way.PARTNER_OF_PARTNER)
    return number


@compiled
def _brokered(world, state, now, search, number):
    """A broker with capacity to spare introduces the best by expected coverage at network distance two or more."""
    tokens = state.tally.value
    if tokens[Value.BROKER_TOKENS] < 1.0:
        return number
    scratch = state.scratch
    best = -1
    best_coverage = 0.0
    for i in range(_sample(state, now, search, world.company_table, BROKER, scratch.sample, 0)):
        other = scratch.sample[i]
        if ties.find(state.ties, search.lead, other) >= 0 or _listed(scratch.found, number, other):
            continue
        knowledge.refresh(world, state.actors, now, other)
        covered = knowledge.own_coverage(world, state.actors, other, search.need)
        if covered > best_coverage:
            best = other
            best_coverage = covered
    if best < 0:
        return number
    tokens[Value.BROKER_TOKENS] -= 1.0
    return _add(scratch, number, best, Way.BROKERED)


@compiled
def _by_chance(state, now, search, table, stream, number, room):
    scratch = state.scratch
    found = scratch.found[: min(room, number + BY_CHANCE)]
    size = _sample(state, now, search, table, stream, found, number)
    scratch.way[number:size] = Way.FOUND
    return size


@compiled
def _sample(state, now, search, table, stream, found, number):
    """Add ids from a table to the first `number` of `found` until it is full or 48 have been drawn. Returns how many
    there are; each 128-bit draw holds four ids."""
    first, second = state.scratch.first_words, state.scratch.second_words
    free = state.scratch.free
    words_of(now.key, SAMPLE, search.name, stream, first, second)
    mask = np.uint64(table.size - 1)
    for part in range(4 * first.size):
        if number >= found.size:
            break
        word = first[part >> 2] if part & 2 == 0 else second[part >> 2]
        other = table[np.int64((word >> np.uint64(32 * (part & 1))) & mask)]
        if other >= 0 and free[other] == search.kind and not _listed(found, number, other):
            found[number] = other
            number += 1
    return number
