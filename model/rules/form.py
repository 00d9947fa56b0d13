"""form: hosts open needs, companies propose, pools fund, institutions start consortia, hosts work in-house."""

import math

from ..compiled import compiled, rule
from ..draws import CONTRACT, GRANT, INVITE, NEED, OPEN, SIZE, choice, poisson_count, uniform, uniform_pair
from ..now import Now
from ..state.codes import ActorKind, Count, Item, Kind, Value
from ..state.state import MAX_MEMBERS, State
from ..state.world import World
from ..tables import knowledge, money
from ..tables.identity import (
    BY_COMPANY,
    BY_HOST,
    BY_HOST_ALONE,
    BY_INSTITUTION,
    BY_POOL,
    partnership_key,
)
from ..tables.working import open_partnership
from .candidates import BROKERED, candidate_key, find_candidates, gumbel, may_join, utility


@rule("actors", "ties", "partnerships", "tally")
def form(world: World, state: State, now: Now) -> None:
    """Everyone who may open a need does so with a monthly probability; then partners are sought.

    `levers` (R,) is the month's record by region. Renewals come first: they are opened by `renew` the month before.
    """
    value = state.tally.value
    value[Value.BROKER_TOKENS] = min(
        value[Value.BROKER_TOKENS] + now.levers[0].broker, 3.0 * now.levers[0].broker + 1.0
    )
    for host in range(world.first_host, world.first_host + world.hosts):
        lever = now.levers[world.region[host]]
        part = lever.municipal_part if world.kind[host] == ActorKind.MUNICIPALITY else lever.regional_part
        _host_opens(world, state, now, lever, host, part)
    if now.switches.partnerships <= 0.0:
        return
    for place in range(world.first_institution, world.kind.size):
        actor = world.in_order[place]
        lever = now.levers[world.region[actor]]
        if lever.new_partnerships <= 0.0 or state.actors.engaged[actor] == 0 or state.actors.vacant[actor] > 0:
            continue
        if world.kind[actor] == ActorKind.INSTITUTION:
            _institution_opens(world, state, now, lever, actor)
        else:
            rate = now.p.lam_propose * lever.opening_budget
            _company_opens(world, state, now, lever, actor, rate, BY_COMPANY, 0)
    for region in range(now.levers.size):
        if now.levers[region].opi_pool > 0.0 and now.levers[region].new_partnerships > 0.0:
            _pool_opens(world, state, now, now.levers[region], region)


@compiled
def _host_opens(world, state, now, lever, host, part):
    p = now.p
    actors = state.actors
    if actors.load[host] >= actors.capacity[host]:
        return
    pressure = max(1.0 + p.press_w * world.pressure[host] * lever.shortage, 0.0)
    if now.switches.partnerships > 0.0 and actors.engaged[host] > 0 and lever.new_partnerships > 0.0:
        rate = p.lam_open * lever.opening_budget * part * pressure
        if uniform(now.key, OPEN, host, BY_HOST * 4096 + now.month) < 1.0 - math.exp(-rate):
            name = partnership_key(BY_HOST, host, 0, now.month, 0)
            need = _need_of(world, state, now, lever, name, host)
            seek_partners(world, state, now, lever, name, host, host, need, 0)
    rate = p.lam_inhouse * part * pressure * lever.opening_budget
    if uniform(now.key, OPEN, host, BY_HOST_ALONE * 4096 + now.month) < 1.0 - math.exp(-rate):
        _work_alone(world, state, now, lever, host)


@compiled
def _need_of(world, state, now, lever, name, host):
    """A need area in proportion to its hours at the host and the mission focus."""
    needs = world.need_capabilities.shape[0]
    weights = state.scratch.weights
    number = host - world.first_host
    for n in range(needs):
        weights[n] = state.cell_hours[number * needs + n] * lever.mission[n]
    return max(choice(now.key, NEED, name, 0, weights), 0)


@compiled
def _work_alone(world, state, now, lever, host):
    name = partnership_key(BY_HOST_ALONE, host, 0, now.month, 0)
    need = _need_of(world, state, now, lever, name, host)
    members = state.scratch.members
    members[:] = -1
    members[0] = host
    row = open_partnership(world, state, now, lever, name, Kind.IN_HOUSE, need, host, members, 1)
    if row >= 0:
        state.partnerships.host[row] = host


@compiled
def _company_opens(world, state, now, lever, company, rate, channel, serial):
    """A company proposes to a host it prefers; the host accepts or not. `rate` 1e9 means at once (a grant)."""
    actors = state.actors
    if actors.load[company] >= actors.capacity[company]:
        return
    if uniform(now.key, OPEN, candidate_key(world, actors, company), channel * 4096 + now.month) >= 1.0 - math.exp(
        -rate
    ):
        return
    name = partnership_key(channel, world.lineage[company], actors.generation[company], now.month, serial)
    host = _preferred_host(world, state, now, lever, name, company)
    if host < 0:
        return
    need = _need_of(world, state, now, lever, name, host)
    state.tally.count[Count.EVENTS_SCORED] += 1
    value = utility(world, state, now, lever, host, company, 3, 1)
    accepts = 1.0 if channel == BY_POOL else 1.0 / (1.0 + math.exp(-(now.p.acc0 + value)))
    if uniform(now.key, INVITE, name, candidate_key(world, actors, host)) < accepts:
        seek_partners(world, state, now, lever, name, company, host, need, 1 if channel == BY_POOL else 0)


@compiled
def _preferred_host(world, state, now, lever, name, company):
    found = state.scratch.found
    how = state.scratch.how
    best = -1
    best_value = -1e9
    for kind in (ActorKind.MUNICIPALITY, ActorKind.HOSPITAL):
        number = find_candidates(world, state, now, lever, name, company, 0, kind, found, how)
        for i in range(number):
            value = utility(world, state, now, lever, company, found[i], how[i], 1)
            value += gumbel(now, name, candidate_key(world, state.actors, found[i]))
            if value > best_value:
                best = found[i]
                best_value = value
    return best


@compiled
def _institution_opens(world, state, now, lever, actor):
    actors = state.actors
    if actors.load[actor] >= actors.capacity[actor]:
        return
    rate = now.p.lam_consortium * (0.5 + world.strength[actor]) * (1.0 + lever.bridge)
    if uniform(now.key, OPEN, actor, BY_INSTITUTION * 4096 + now.month) >= 1.0 - math.exp(-rate):
        return
    name = partnership_key(BY_INSTITUTION, actor, 0, now.month, 0)
    need = max(choice(now.key, NEED, name, 0, lever.mission), 0)
    seek_partners(world, state, now, lever, name, actor, -1, need, 0)


@compiled
def _pool_opens(world, state, now, lever, region):
    """Grants of the pool go to small firms of the region that are engaged."""
    grants = poisson_count(now.key, GRANT, now.month, region, lever.opi_pool)
    found = state.scratch.sample
    how = state.scratch.sample_how
    table = world.region_table[region]
    for serial in range(min(grants, 15)):
        name = partnership_key(BY_POOL, region, 0, now.month, serial)
        number = _sample_of(world, state, now, name, table, found, how)
        for i in range(number):
            if world.size[found[i]] <= 1:
                before = state.tally.count[Count.PARTNERSHIP_ROWS]
                _company_opens(world, state, now, lever, found[i], 1e9, BY_POOL, serial)
                if state.tally.count[Count.PARTNERSHIP_ROWS] > before:
                    money.spend(world, state.tally, Item.OPI_GRANT, now.p.cost_opi_grant, 0)
                break


@compiled
def _sample_of(world, state, now, name, table, found, how):
    number = 0
    for attempt in range(32):
        u, _ = uniform_pair(now.key, GRANT, name, attempt)
        other = table[min(int(u * table.size), table.size - 1)]
        if other >= 0 and number < found.size and may_join(world, state.actors, other, ActorKind.COMPANY) > 0:
            found[number] = other
            how[number] = 3
            number += 1
    return number


@compiled
def seek_partners(world, state, now, lever, name, lead, host, need, granted):
    """Gather a consortium around `lead` (and `host`, -1 for a research consortium) and open it if it is complete.

    A company is always needed; a knowledge institution is sought with a probability; further members follow up to the
    intended size. The search stops after a number of rejections.
    """
    p = now.p
    actors = state.actors
    members = state.scratch.members
    members[:] = -1
    members[0] = lead
    size = 1
    if host >= 0 and host != lead:
        members[1] = host
        size = 2
    wanted = _intended_size(now, name)
    seek_u, strategic_u = uniform_pair(now.key, CONTRACT, name, 3)
    ways = state.scratch.ways
    ways[:] = 0
    if world.kind[lead] != ActorKind.COMPANY:
        size = _invite(world, state, now, lever, name, need, ActorKind.COMPANY, members, size, size + 1, ways)
        if world.kind[members[size - 1]] != ActorKind.COMPANY:
            return
    wants_knowledge = seek_u < p.ki_w + (1.0 - p.ki_w) * lever.bridge * p.bridge_effect
    if wants_knowledge and world.kind[lead] != ActorKind.INSTITUTION:
        size = _invite(world, state, now, lever, name, need, ActorKind.INSTITUTION, members, size, size + 1, ways)
    for kind in (ActorKind.COMPANY, ActorKind.MUNICIPALITY, ActorKind.HOSPITAL):
        if kind == ActorKind.COMPANY or (host >= 0 and kind == world.kind[host]):
            limit = min(wanted, size + max((wanted - size + 1) // 2, 0))
            size = _invite(world, state, now, lever, name, need, kind, members, size, limit, ways)
    kind = Kind.CONSORTIUM if host < 0 else (Kind.STRATEGIC if strategic_u < lever.strategic_share else Kind.PROJECT)
    row = open_partnership(world, state, now, lever, name, kind, need, lead, members, size)
    if row < 0:
        return
    partnerships = state.partnerships
    partnerships.host[row] = host
    partnerships.brokered[row] = 1 if ways[0] > 0 else 0
    partnerships.subsidised[row] = 1 if granted or ways[0] > 0 else 0
    for m in range(size):
        if world.kind[members[m]] == ActorKind.COMPANY:
            partnerships.company[row] = members[m]
            break
    if kind != Kind.CONSORTIUM and actors.engaged[lead] > 0 and ways[0] > 0:
        money.spend(world, state.tally, Item.PARTNERSHIP_SUPPORT, p.cost_partnership_support, 0)


@compiled
def _intended_size(now, name):
    """Intended size: 2 plus a Poisson number, so that the mean is `size_mean`, at most 10."""
    return min(2 + poisson_count(now.key, SIZE, name, 0, max(now.p.size_mean - 2.0, 0.0)), MAX_MEMBERS)


@compiled
def _invite(world, state, now, lever, name, need, kind, members, size, limit, ways):
    """Invite actors of a kind, best first, until the consortium has `limit` members. Returns its size.

    `ways` counts brokered members and rejections (2,).
    """
    p = now.p
    if size >= limit:
        return size
    found = state.scratch.found
    how = state.scratch.how
    score = state.scratch.score
    odds = state.scratch.odds
    lead = members[0]
    number = find_candidates(world, state, now, lever, name, lead, need, kind, found, how)
    state.tally.count[Count.EVENTS_SCORED] += number
    for i in range(number):
        knowledge.refresh(world, state.actors, now, found[i])
        odds[i] = utility(world, state, now, lever, lead, found[i], how[i], size)
        score[i] = odds[i] + gumbel(now, name, candidate_key(world, state.actors, found[i]))
    while size < limit and ways[1] < p.rejections:
        best = -1
        for i in range(number):
            if score[i] > -1e8 and (best < 0 or score[i] > score[best]):
                best = i
        if best < 0:
            break
        score[best] = -1e9
        if _is_member(members, size, found[best]):
            continue
        accepts = 1.0 / (1.0 + math.exp(-(p.acc0 + odds[best])))
        if uniform(now.key, INVITE, name, candidate_key(world, state.actors, found[best])) < accepts:
            members[size] = found[best]
            size += 1
            ways[0] += 1 if how[best] == BROKERED else 0
        else:
            ways[1] += 1
    return size


@compiled
def _is_member(members, size, actor):
    for m in range(size):
        if members[m] == actor:
            return True
    return False
