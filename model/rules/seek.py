"""seek: a consortium is gathered around who opened a need, and opened if it is complete."""

import math
from typing import NamedTuple

from ..compiled import compiled
from ..distributions import poisson_count
from ..draws import CONTRACT, INVITE, SIZE, uniform, uniform_pair
from ..state.codes import ActorKind, Count, Item, Kind, Way
from ..state.state import MAX_MEMBERS
from ..tables import money
from ..tables.working import Founding, open_partnership
from .candidates import Search, find_candidates
from .utility import at_sight, best_look, candidate_key, draw_noise, on_closer_look

TAKEN = -1e9


class Opening(NamedTuple):
    """A need that is opened."""

    name: int  # the partnership's key
    lead: int  # actor id
    host: int  # actor id of who will use the solution, -1 for a research consortium
    need: int  # need area
    granted: int  # 1 where a grant pays for it


@compiled
def seek_partners(world, state, now, lever, opening):
    """Gather a consortium around the lead and the host and open it if it is complete. Returns whether it was.

    A company is always needed; a knowledge institution is sought with a probability; further members follow up to the
    intended size of its kind, in a strategic partnership further hosts first. The search stops after a number of
    rejections.
    """
    seek_u, strategic_u = uniform_pair(now.key, CONTRACT, opening.name, 3)
    knowledgeable = (
        seek_u
        < now.p.knowledge_partner_sought + (1.0 - now.p.knowledge_partner_sought) * lever.bridge * now.p.bridge_effect
    )
    kind = Kind.STRATEGIC if strategic_u < lever.strategic_share else Kind.PROJECT
    if opening.host < 0:
        kind = Kind.CONSORTIUM
    size = _gather(world, state, now, lever, opening, kind, knowledgeable)
    if size == 0:
        return False
    return _open(world, state, now, lever, opening, kind, size)


@compiled
def _gather(world, state, now, lever, opening, kind, knowledgeable):
    """Members into scratch, the lead first. Returns their number; 0 where no company joins."""
    lead, host = opening.lead, opening.host
    members = state.scratch.members
    members[:] = -1
    state.scratch.invited[:] = 0
    members[0] = lead
    size = 1
    if host >= 0 and host != lead:
        members[1] = host
        size = 2
    if world.kind[lead] != ActorKind.COMPANY:
        size = _invite(world, state, now, lever, _search(opening, ActorKind.COMPANY, size), size + 1)
        if world.kind[members[size - 1]] != ActorKind.COMPANY:
            return 0
    if knowledgeable and world.kind[lead] != ActorKind.INSTITUTION:
        size = _invite(world, state, now, lever, _search(opening, ActorKind.INSTITUTION, size), size + 1)
    wanted = _intended_size(now, opening.name, kind)
    if kind == Kind.STRATEGIC:
        size = invite_hosts(world, state, now, lever, opening, size)
    for sought in (ActorKind.COMPANY, ActorKind.MUNICIPALITY, ActorKind.HOSPITAL):
        of_sector = host >= 0 and (kind == Kind.STRATEGIC or sought == world.kind[host])
        if sought == ActorKind.COMPANY or of_sector:
            # Half of the places left, so that a second kind finds room as well.
            limit = min(wanted, size + max((wanted - size + 1) // 2, 0))
            size = _invite(world, state, now, lever, _search(opening, sought, size), limit)
    return size


@compiled
def invite_hosts(world, state, now, lever, opening, size):
    """Further hosts of the first one's kind: what a strategic partnership makes is meant for several, so they are
    asked before second companies. Returns the size."""
    present = 0
    for m in range(size):
        if world.kind[state.scratch.members[m]] == world.kind[opening.host]:
            present += 1
    limit = min(size + max(int(now.p.strategic_hosts + 0.5) - present, 0), MAX_MEMBERS)
    return _invite(world, state, now, lever, _search(opening, world.kind[opening.host], size), limit)


@compiled
def _search(opening, kind, size):
    return Search(opening.name, opening.lead, opening.need, kind, size)


@compiled
def _intended_size(now, name, kind):
    """Intended size: 2 plus a Poisson number, so that the mean is that of the kind, at most 10."""
    mean = now.p.strategic_size if kind == Kind.STRATEGIC else now.p.consortium_size
    return min(2 + poisson_count(now.key, SIZE, name, 0, max(mean - 2.0, 0.0)), MAX_MEMBERS)


@compiled
def _invite(world, state, now, lever, search, limit):
    """Invite actors of a kind, best first, until the consortium has `limit` members. Returns its size."""
    size = search.size
    if size >= limit:
        return size
    scratch = state.scratch
    members, found, odds, invited = scratch.members, scratch.found, scratch.odds, scratch.invited
    number = find_candidates(world, state, now, search)
    _look(world, state, now, lever, search, number)
    while size < limit and invited[1] < now.p.rejections_tolerated:
        best = _take_best(world, state, now, search, number)
        if best < 0:
            break
        if _is_member(members, size, found[best]):
            continue
        accepts = 1.0 / (1.0 + math.exp(-(now.p.invitation_acceptance + odds[best])))
        if uniform(now.key, INVITE, search.name, candidate_key(world, state.actors, found[best])) < accepts:
            members[size] = found[best]
            size += 1
            invited[0] += 1 if scratch.way[best] == Way.BROKERED else 0
        else:
            invited[1] += 1
    return size


@compiled
def _look(world, state, now, lever, search, number):
    """Score candidates by what is seen at once, the noise of the choice, and the most that a closer look can add."""
    scratch = state.scratch
    state.tally.count[Count.EVENTS_SCORED] += number
    draw_noise(world, state, now, search.name, number)
    more = best_look(now)
    for i in range(number):
        scratch.looked[i] = 0
        scratch.odds[i] = at_sight(world, state, now, lever, search, scratch.found[i], scratch.way[i])
        scratch.score[i] = scratch.odds[i] + scratch.noise[i] + more


@compiled
def _take_best(world, state, now, search, number):
    """The place of the best candidate that is left, -1 if there is none; it is no longer left.

    Only those get a closer look whose best case beats all others: the choice is the same as if all had one.
    """
    scratch = state.scratch
    score, found = scratch.score, scratch.found
    while True:
        best = -1
        for i in range(number):
            if score[i] > 0.1 * TAKEN and (best < 0 or score[i] > score[best]):
                best = i
        if best < 0:
            return best
        if scratch.looked[best] > 0:
            score[best] = TAKEN
            return best
        scratch.looked[best] = 1
        scratch.odds[best] += on_closer_look(world, state, now, search.lead, found[best])
        score[best] = scratch.odds[best] + scratch.noise[best]


@compiled
def _is_member(members, size, actor):
    for m in range(size):
        if members[m] == actor:
            return True
    return False


@compiled
def _open(world, state, now, lever, opening, kind, size):
    members = state.scratch.members
    founding = Founding(opening.name, kind, opening.need, opening.lead, size)
    row = open_partnership(world, state, now, lever, founding, members)
    if row < 0:
        return False
    brokered = state.scratch.invited[0] > 0
    partnerships = state.partnerships
    partnerships.host[row] = opening.host
    partnerships.brokered[row] = 1 if brokered else 0
    partnerships.subsidised[row] = 1 if opening.granted or brokered else 0
    for m in range(size):
        if world.kind[members[m]] == ActorKind.COMPANY:
            partnerships.company[row] = members[m]
            break
    if kind != Kind.CONSORTIUM and state.actors.engaged[opening.lead] > 0 and brokered:
        money.spend(world, state.tally, Item.PARTNERSHIP_SUPPORT, now.p.cost_partnership_support, 0)
    return True
