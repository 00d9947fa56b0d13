"""Opening and closing a partnership: what every kind has in common."""

import math
from typing import NamedTuple

from ..compiled import compiled
from ..distributions import exponential
from ..draws import CONTRACT, END, uniform_pair
from ..state.codes import ActorKind, Count, End, Flow, Item, Kind, Stage
from ..state.state import MAX_MEMBERS
from . import knowledge, kpis, money, ties
from .ecosystem import note_free


class Founding(NamedTuple):
    """What a partnership begins as."""

    name: int  # lineage key
    kind: int  # Kind
    need: int  # need area
    lead: int  # actor id
    size: int  # members


@compiled
def open_partnership(world, state, now, lever, founding, members):
    """A new row of partnerships with its contract drawn by its lineage key. Returns the row, -1 if no room.

    `members` (10,) actor ids of which the first `size` count, the lead among them. Capacity is taken and ties open.
    """
    name, kind, size = founding.name, founding.kind, founding.size
    tally = state.tally
    partnerships = state.partnerships
    row = tally.count[Count.PARTNERSHIP_ROWS]
    live = tally.count[Count.PARTNERSHIPS_LIVE]
    if row >= partnerships.key.size:
        tally.count[Count.OVERFLOW] = 1
        return -1
    tally.count[Count.PARTNERSHIP_ROWS] = row + 1
    partnerships.live[live] = row
    tally.count[Count.PARTNERSHIPS_LIVE] = live + 1
    partnerships.key[row] = name
    partnerships.kind[row] = kind
    partnerships.need[row] = founding.need
    partnerships.lead[row] = founding.lead
    partnerships.opened[row] = now.month
    partnerships.closed[row] = -1
    partnerships.outcome[row] = 0
    partnerships.stage[row] = Stage.AGREEING
    partnerships.progress[row] = 0.0
    partnerships.wait_until[row] = -1
    partnerships.cycle[row] = 0
    partnerships.attempt[row] = 0
    partnerships.failures[row] = 0
    partnerships.delivered[row] = 0
    partnerships.evaluated[row] = 0
    partnerships.hazard[row] = 0.0
    partnerships.trust[row] = math.nan
    partnerships.threshold[row] = exponential(now.key, END, name, 0)
    partnerships.size[row] = size
    partnerships.host[row] = -1
    partnerships.company[row] = -1
    for m in range(MAX_MEMBERS):
        partnerships.members[row, m] = members[m] if m < size else -1
    _contract(partnerships, now, lever, row, name, kind)
    _take_up(world, state, now, row)
    _count(state, kind)
    _pay_opening(world, state, now, row)
    return row


@compiled
def _contract(partnerships, now, lever, row, name, kind):
    """Length, co-creation, option, guidance and review are drawn against the levers of the month of opening."""
    p = now.p
    length_u, created_u = uniform_pair(now.key, CONTRACT, name, 0)
    option_u, guided_u = uniform_pair(now.key, CONTRACT, name, 1)
    learning_u, _ = uniform_pair(now.key, CONTRACT, name, 2)
    shortest, longest = p.project_shortest_months, p.project_longest_months
    months = shortest + length_u * (longest - shortest)
    if kind == Kind.STRATEGIC:
        months = lever.strategic_months
    if kind == Kind.CONSORTIUM:
        months = longest
    partnerships.ends[row] = now.month + int(months + 0.5)
    partnerships.co_created[row] = 1.0 if created_u < lever.cocreation_share else 0.0
    partnerships.option[row] = 1 if option_u < lever.purchase_option and kind <= Kind.STRATEGIC else 0
    guided = lever.guidance + lever.innovation_unit * p.guidance_by_unit
    partnerships.guided[row] = 1 if guided_u < guided else 0
    partnerships.learning[row] = 1 if learning_u < lever.action_learning else 0
    partnerships.brokered[row] = 0
    partnerships.subsidised[row] = 0
    partnerships.repeated[row] = 0.0


@compiled
def _take_up(world, state, now, row):
    """Members give capacity, their ties become live, and trust and coverage are worked out."""
    partnerships = state.partnerships
    actors = state.actors
    size = partnerships.size[row]
    members = partnerships.members[row]
    known = 0
    for m in range(size):
        knowledge.refresh(world, actors, now, members[m])
        if ties.find(state.ties, members[0], members[m]) >= 0:
            known += 1
    partnerships.repeated[row] = known / max(size - 1, 1)
    for m in range(size):
        actors.load[members[m]] += 1
        note_free(world, state, members[m])
        actors.last_live[members[m]] = now.month
        for n in range(size):
            if m != n:
                tie(world, state, now, row, m, n)
    partnerships.releases[row] = 1
    refresh_quality(world, state, now, row)
    partnerships.coverage_start[row] = partnerships.coverage[row]


@compiled
def tie(world, state, now, row, m, n):
    """Open the live tie of member `m` to member `n`; one without memory of the other counts as new."""
    partnerships = state.partnerships
    actor, partner = partnerships.members[row, m], partnerships.members[row, n]
    place = ties.find(state.ties, actor, partner)
    if place < 0:
        place = ties.make_room(state.ties, now, actor, partner)
        state.tally.count[Count.NEW_TIES] += 1
        kpis.count_between(world, state, row, Flow.NEW_TIES, actor, partner, 1.0)
    ties.start_working(state.ties, now, actor, place)
    partnerships.place[row, m, n] = place


@compiled
def place_of(state, row, m, n):
    """Where member `m` remembers member `n`, -1 nowhere: found once, when they began, and looked up since."""
    partnerships = state.partnerships
    members = partnerships.members[row]
    return ties.find_again(state.ties, members[m], members[n], partnerships.place[row, m, n])


@compiled
def trust_within(state, now, row, m, n):
    """Trust of member `m` in member `n` of a partnership (0 to 1)."""
    return ties.trust_at(state.ties, now, state.partnerships.members[row, m], place_of(state, row, m, n))


@compiled
def refresh_quality(world, state, now, row):
    """Mean trust over the pairs of members, and coverage of the need."""
    partnerships = state.partnerships
    size = partnerships.size[row]
    members = partnerships.members[row]
    total = 0.0
    pairs = 0
    for m in range(size):
        for n in range(size):
            if m != n:
                total += trust_within(state, now, row, m, n)
                pairs += 1
    trust = total / pairs if pairs > 0 else now.p.trust_baseline
    # Ties at work do not drift: most often nothing has changed.
    if trust != partnerships.trust[row]:
        partnerships.trust[row] = trust
        partnerships.pace[row] = math.pow(max(trust, 0.05) / now.p.trust_baseline, now.p.development_by_trust)
    partnerships.coverage[row] = knowledge.coverage(world, state.actors, members, size, partnerships.need[row])


@compiled
def _count(state, kind):
    count = state.tally.count
    if kind == Kind.IN_HOUSE:
        count[Count.INHOUSE] += 1
    elif kind == Kind.CONSORTIUM:
        count[Count.CONSORTIA] += 1
    else:
        count[Count.FORMED] += 1


@compiled
def _pay_opening(world, state, now, row):
    """Opening a need, the time of users and staff, and reviews over the contract."""
    p = now.p
    partnerships = state.partnerships
    tally = state.tally
    years = (partnerships.ends[row] - now.month) / 12.0
    kind = 1
    for m in range(partnerships.size[row]):
        if world.kind[partnerships.members[row, m]] == ActorKind.MUNICIPALITY:
            kind = 0
    money.spend(world, tally, Item.OPENING, p.cost_opening, kind)
    money.spend(world, tally, Item.COCREATION, p.cost_cocreation * partnerships.co_created[row], 0)
    money.spend(world, tally, Item.ACTION_LEARNING, p.cost_action_learning * partnerships.learning[row] * years, 0)


@compiled
def has_left(world, actors, actor, since):
    """Whether a member since the month `since` has closed: the slot is empty, or a younger company has it."""
    return world.kind[actor] == ActorKind.COMPANY and (actors.vacant[actor] > 0 or actors.born[actor] > since)


@compiled
def release(state, now, row):
    """Give the members' capacity back; their ties become idle. Safe to call twice."""
    partnerships = state.partnerships
    if partnerships.releases[row] == 0:
        return
    partnerships.releases[row] = 0
    size = partnerships.size[row]
    members = partnerships.members[row]
    for m in range(size):
        state.actors.load[members[m]] -= 1
        state.actors.last_live[members[m]] = now.month
        for n in range(size):
            if m != n:
                ties.stop_working(state.ties, now, members[m], place_of(state, row, m, n))


@compiled
def close(state, now, row, outcome):
    """End a partnership; it leaves the live list when the month is over (`sweep`). Two counters: a planned end is no
    failure."""
    release(state, now, row)
    partnerships = state.partnerships
    partnerships.closed[row] = now.month
    partnerships.outcome[row] = outcome
    if partnerships.kind[row] != Kind.IN_HOUSE:
        state.tally.count[Count.ENDED] += 1 if outcome == End.PLANNED else 0
        state.tally.count[Count.FAILED] += 1 if outcome == End.EARLY else 0


@compiled
def sweep(state):
    """Take closed partnerships off the live list, keeping the order of opening."""
    live = state.partnerships.live
    kept = 0
    for i in range(state.tally.count[Count.PARTNERSHIPS_LIVE]):
        if state.partnerships.closed[live[i]] < 0:
            live[kept] = live[i]
            kept += 1
    state.tally.count[Count.PARTNERSHIPS_LIVE] = kept
