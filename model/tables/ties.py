"""Directed trust between actors, remembered sparsely.

Each actor remembers a limited number of partners. Idle ties drift to the national baseline, which is worked out only
when a tie is read. A partner in a live partnership is never forgotten.
"""

import math

from ..compiled import compiled


@compiled
def find(ties, actor, partner):
    """The place of `partner` in the actor's memory, -1 if not remembered."""
    row = ties.partner[actor]
    for place in range(row.size):
        if row[place] == partner:
            return place
        if row[place] < 0:
            return -1
    return -1


@compiled
def trust_at(ties, now, actor, place):
    """Trust of one tie in a month, the national baseline if `place` is -1. Time builds none (Vanneste et al. 2014)."""
    if place < 0:
        return now.p.trust_baseline
    value = ties.trust[actor, place]
    if ties.live[actor, place] > 0:
        return value
    idle = now.month - ties.month[actor, place]
    return now.p.trust_baseline + (value - now.p.trust_baseline) * math.exp(-now.p.trust_drift * idle)


@compiled
def trust_between(ties, now, actor, partner):
    """Trust of `actor` in `partner` (0 to 1); the national baseline if they have no memory of each other."""
    return trust_at(ties, now, actor, find(ties, actor, partner))


@compiled
def find_again(ties, actor, partner, place):
    """The place of `partner` where it was found at `place` before: few have moved since."""
    return place if place >= 0 and ties.partner[actor, place] == partner else find(ties, actor, partner)


@compiled
def remember(ties, now, actor, partner):
    """The place of `partner` in memory, making room for it if need be; -1 when the table is full of live ties."""
    place = find(ties, actor, partner)
    return place if place >= 0 else make_room(ties, now, actor, partner)


@compiled
def make_room(ties, now, actor, partner):
    """The place of a partner that is new; -1 when the table is full of live ties.

    Memory limits idle ties: a new partner takes the place of the oldest of them, or a place beyond where all are live.
    """
    p = now.p
    row = ties.partner[actor]
    room = min(row.size, int(p.ties_remembered))
    oldest = -1
    for place in range(row.size):
        if row[place] < 0:
            oldest = place if place < room or oldest < 0 else oldest
            break
        if ties.live[actor, place] == 0 and (oldest < 0 or ties.month[actor, place] < ties.month[actor, oldest]):
            oldest = place
    if oldest >= 0:
        row[oldest] = partner
        ties.trust[actor, oldest] = p.trust_baseline
        ties.month[actor, oldest] = now.month
        ties.live[actor, oldest] = 0
    return oldest


@compiled
def start_working(ties, now, actor, place):
    """Make a remembered tie live."""
    if place >= 0:
        ties.trust[actor, place] = trust_at(ties, now, actor, place)
        ties.live[actor, place] += 1
        ties.month[actor, place] = now.month


@compiled
def stop_working(ties, now, actor, place):
    """Close a live tie: it drifts from now on."""
    if place >= 0 and ties.live[actor, place] > 0:
        ties.live[actor, place] -= 1
        ties.month[actor, place] = now.month


@compiled
def set_trust(ties, now, actor, place, value):
    """Write the trust of a remembered tie."""
    if place >= 0:
        ties.trust[actor, place] = value
        ties.month[actor, place] = now.month


@compiled
def forget_company(ties, company):
    """Empty the memory of a company that closes, and that of those it remembers: a newcomer inherits no trust."""
    for place in range(ties.partner.shape[1]):
        partner = ties.partner[company, place]
        if partner < 0:
            break
        _forget(ties, partner, company)
    ties.partner[company, :] = -1
    ties.live[company, :] = 0


@compiled
def _forget(ties, actor, partner):
    """Drop one tie; the last one remembered takes its place, since memory has no gaps."""
    place = find(ties, actor, partner)
    if place < 0:
        return
    last = place
    while last + 1 < ties.partner.shape[1] and ties.partner[actor, last + 1] >= 0:
        last += 1
    ties.partner[actor, place] = ties.partner[actor, last]
    ties.trust[actor, place] = ties.trust[actor, last]
    ties.month[actor, place] = ties.month[actor, last]
    ties.live[actor, place] = ties.live[actor, last]
    ties.partner[actor, last] = -1
    ties.live[actor, last] = 0


@compiled
def damage_at(actors, now, actor):
    """Reputation damage of an actor in a month: it heals by a fixed share a month."""
    value = actors.damage[actor]
    if value <= 0.0:
        return 0.0
    return value * math.exp(-now.p.reputation_healing * (now.month - actors.damage_month[actor]))
