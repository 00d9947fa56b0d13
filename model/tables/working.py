"""Opening and closing a partnership: what every kind has in common."""

from ..arrays import (
    AGREEING,
    COMPANY,
    CONSORTIUM,
    IN_HOUSE,
    MAX_MEMBERS,
    MUNICIPALITY,
    STRATEGIC,
)
from ..compiled import compiled, inlined
from ..draws import CONTRACT, END, exponential, uniform_pair
from . import counts, knowledge, kpis, money, ties

PLANNED_END, EARLY_END, RENEWED = 1, 2, 3


@compiled
def open_partnership(world, state, lever, p, key, name, kind, need, lead, members, size, month):
    """A new row of partnerships with its contract drawn by lineage key `name`. Returns the row, -1 if no room.

    `members` (10,) actor ids of which the first `size` count, the lead among them. Capacity is taken and ties open.
    """
    tally = state.tally
    partnerships = state.partnerships
    row = tally.count[counts.PARTNERSHIP_ROWS]
    live = tally.count[counts.PARTNERSHIPS_LIVE]
    if row >= partnerships.key.size:
        tally.count[counts.OVERFLOW] = 1
        return -1
    tally.count[counts.PARTNERSHIP_ROWS] = row + 1
    partnerships.live[live] = row
    tally.count[counts.PARTNERSHIPS_LIVE] = live + 1
    partnerships.key[row] = name
    partnerships.kind[row] = kind
    partnerships.need[row] = need
    partnerships.lead[row] = lead
    partnerships.opened[row] = month
    partnerships.closed[row] = -1
    partnerships.outcome[row] = 0
    partnerships.stage[row] = AGREEING
    partnerships.progress[row] = 0.0
    partnerships.wait_until[row] = -1
    partnerships.cycle[row] = 0
    partnerships.attempt[row] = 0
    partnerships.failures[row] = 0
    partnerships.delivered[row] = 0
    partnerships.evaluated[row] = 0
    partnerships.hazard[row] = 0.0
    partnerships.threshold[row] = exponential(key, END, name, 0)
    partnerships.size[row] = size
    partnerships.host[row] = -1
    partnerships.company[row] = -1
    for m in range(MAX_MEMBERS):
        partnerships.members[row, m] = members[m] if m < size else -1
    _contract(partnerships, lever, p, key, row, name, kind, month)
    _take_up(world, state, p, row, month)
    _count(state, kind)
    _pay_opening(world, state, p, row, month)
    return row


@compiled
def _contract(partnerships, lever, p, key, row, name, kind, month):
    """Length, co-creation, option, guidance and review are drawn against the levers of the month of opening."""
    length_u, created_u = uniform_pair(key, CONTRACT, name, 0)
    option_u, guided_u = uniform_pair(key, CONTRACT, name, 1)
    learning_u, _ = uniform_pair(key, CONTRACT, name, 2)
    shortest, longest = p.project_shortest, p.project_longest
    months = shortest + length_u * (longest - shortest)
    if kind == STRATEGIC:
        months = lever.strategic_months
    if kind == CONSORTIUM:
        months = longest
    partnerships.ends[row] = month + int(months + 0.5)
    partnerships.co_created[row] = 1.0 if created_u < lever.cocreation_share else 0.0
    partnerships.option[row] = 1 if option_u < lever.purchase_option and kind <= STRATEGIC else 0
    partnerships.guided[row] = 1 if guided_u < lever.guidance else 0
    partnerships.learning[row] = 1 if learning_u < lever.action_learning else 0
    partnerships.brokered[row] = 0
    partnerships.subsidised[row] = 0
    partnerships.repeated[row] = 0.0


@compiled
def _take_up(world, state, p, row, month):
    """Members give capacity, their ties become live, and trust and coverage are worked out."""
    partnerships = state.partnerships
    actors = state.actors
    size = partnerships.size[row]
    members = partnerships.members[row]
    known = 0
    for m in range(size):
        knowledge.refresh(world, actors, members[m], month, p)
        if ties.find(state.ties, members[0], members[m]) >= 0:
            known += 1
    partnerships.repeated[row] = known / max(size - 1, 1)
    for m in range(size):
        actors.load[members[m]] += 1
        actors.last_live[members[m]] = month
        for n in range(size):
            if m != n:
                tie(world, state, p, row, members[m], members[n], month)
    partnerships.releases[row] = 1
    refresh_quality(world, state, p, row, month)
    partnerships.coverage_start[row] = partnerships.coverage[row]


@compiled
def tie(world, state, p, row, actor, partner, month):
    """Open the live tie of `actor` to `partner` in a partnership; one without memory of the other counts as new."""
    fresh = ties.start_working(state.ties, actor, partner, month, p)
    state.tally.count[counts.NEW_TIES] += fresh
    kpis.count_between(world, state, row, kpis.NEW_TIES, actor, partner, float(fresh))


@compiled
def refresh_quality(world, state, p, row, month):
    """Mean trust over the pairs of members, and coverage of the need."""
    partnerships = state.partnerships
    size = partnerships.size[row]
    members = partnerships.members[row]
    total = 0.0
    pairs = 0
    for m in range(size):
        for n in range(size):
            if m != n:
                total += ties.trust_between(state.ties, members[m], members[n], month, p)
                pairs += 1
    partnerships.trust[row] = total / pairs if pairs > 0 else p.t0
    partnerships.coverage[row] = knowledge.coverage(world, state.actors, members, size, partnerships.need[row])


@compiled
def _count(state, kind):
    count = state.tally.count
    if kind == IN_HOUSE:
        count[counts.INHOUSE] += 1
    elif kind == CONSORTIUM:
        count[counts.CONSORTIA] += 1
    else:
        count[counts.FORMED] += 1


@compiled
def _pay_opening(world, state, p, row, month):
    """Opening a need, the time of users and staff, and reviews over the contract."""
    partnerships = state.partnerships
    tally = state.tally
    years = (partnerships.ends[row] - month) / 12.0
    kind = 1
    for m in range(partnerships.size[row]):
        if world.kind[partnerships.members[row, m]] == MUNICIPALITY:
            kind = 0
    money.spend(world, tally, money.OPENING, p.cost_opening, kind)
    money.spend(world, tally, money.COCREATION, p.cost_cocreation * partnerships.co_created[row], 0)
    money.spend(world, tally, money.ACTION_LEARNING, p.cost_action_learning * partnerships.learning[row] * years, 0)


@inlined
def has_left(world, actors, actor, since, month):
    """Whether a member since the month `since` has closed: the slot is empty, or a younger company has it."""
    return world.kind[actor] == COMPANY and (actors.vacant[actor] > 0 or actors.age[actor] < month - since)


@compiled
def release(state, row, month):
    """Give the members' capacity back; their ties become idle. Safe to call twice."""
    partnerships = state.partnerships
    if partnerships.releases[row] == 0:
        return
    partnerships.releases[row] = 0
    size = partnerships.size[row]
    members = partnerships.members[row]
    for m in range(size):
        state.actors.load[members[m]] -= 1
        state.actors.last_live[members[m]] = month
        for n in range(size):
            if m != n:
                ties.stop_working(state.ties, members[m], members[n], month)


@compiled
def close(state, row, outcome, month):
    """End a partnership; it leaves the live list when the month is over (`sweep`). Two counters: a planned end is no
    failure."""
    release(state, row, month)
    partnerships = state.partnerships
    partnerships.closed[row] = month
    partnerships.outcome[row] = outcome
    if partnerships.kind[row] != IN_HOUSE:
        state.tally.count[counts.ENDED] += 1 if outcome == PLANNED_END else 0
        state.tally.count[counts.FAILED] += 1 if outcome == EARLY_END else 0


@compiled
def sweep(state):
    """Take closed partnerships off the live list, keeping the order of opening."""
    live = state.partnerships.live
    kept = 0
    for i in range(state.tally.count[counts.PARTNERSHIPS_LIVE]):
        if state.partnerships.closed[live[i]] < 0:
            live[kept] = live[i]
            kept += 1
    state.tally.count[counts.PARTNERSHIPS_LIVE] = kept
