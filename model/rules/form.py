"""form: hosts open needs, companies propose, pools fund, institutions start consortia, hosts work in-house."""

import math

from ..arrays import (
    COMPANY,
    CONSORTIUM,
    HOSPITAL,
    IN_HOUSE,
    INSTITUTION,
    MAX_MEMBERS,
    MUNICIPALITY,
    PROJECT,
    STRATEGIC,
    State,
    World,
)
from ..compiled import compiled
from ..draws import CONTRACT, GRANT, INVITE, NEED, OPEN, SIZE, choice, poisson_count, uniform, uniform_pair
from ..tables import counts, knowledge, money
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


@compiled
def form(world: World, state: State, levers, p, switches, month, key) -> None:
    """Everyone who may open a need does so with a monthly probability; then partners are sought.

    `levers` (R,) is the month's record by region. Renewals come first: they are opened by `renew` the month before.
    """
    value = state.tally.value
    value[counts.BROKER_TOKENS] = min(value[counts.BROKER_TOKENS] + levers[0].broker, 3.0 * levers[0].broker + 1.0)
    for host in range(world.first_host, world.first_host + world.hosts):
        lever = levers[world.region[host]]
        part = lever.municipal_part if world.kind[host] == MUNICIPALITY else lever.regional_part
        _host_opens(world, state, lever, p, switches, month, key, host, part)
    if switches.partnerships <= 0.0:
        return
    for place in range(world.first_institution, world.kind.size):
        actor = world.in_order[place]
        lever = levers[world.region[actor]]
        if lever.new_partnerships <= 0.0 or state.actors.engaged[actor] == 0 or state.actors.vacant[actor] > 0:
            continue
        if world.kind[actor] == INSTITUTION:
            _institution_opens(world, state, lever, p, switches, month, key, actor)
        else:
            rate = p.lam_propose * lever.opening_budget
            _company_opens(world, state, lever, p, switches, month, key, actor, rate, BY_COMPANY, 0)
    for region in range(levers.size):
        if levers[region].opi_pool > 0.0 and levers[region].new_partnerships > 0.0:
            _pool_opens(world, state, levers[region], p, switches, month, key, region)


@compiled
def _host_opens(world, state, lever, p, switches, month, key, host, part):
    actors = state.actors
    if actors.load[host] >= actors.capacity[host]:
        return
    pressure = max(1.0 + p.press_w * world.pressure[host] * lever.shortage, 0.0)
    if switches.partnerships > 0.0 and actors.engaged[host] > 0 and lever.new_partnerships > 0.0:
        rate = p.lam_open * lever.opening_budget * part * pressure
        if uniform(key, OPEN, host, BY_HOST * 4096 + month) < 1.0 - math.exp(-rate):
            name = partnership_key(BY_HOST, host, 0, month, 0)
            need = _need_of(world, state, lever, key, name, host)
            seek_partners(world, state, lever, p, switches, month, key, name, host, host, need, 0)
    rate = p.lam_inhouse * part * pressure * lever.opening_budget
    if uniform(key, OPEN, host, BY_HOST_ALONE * 4096 + month) < 1.0 - math.exp(-rate):
        _work_alone(world, state, lever, p, month, key, host)


@compiled
def _need_of(world, state, lever, key, name, host):
    """A need area in proportion to its hours at the host and the mission focus."""
    needs = world.need_capabilities.shape[0]
    weights = state.scratch.weights
    number = host - world.first_host
    for n in range(needs):
        weights[n] = state.cell_hours[number * needs + n] * lever.mission[n]
    return max(choice(key, NEED, name, 0, weights), 0)


@compiled
def _work_alone(world, state, lever, p, month, key, host):
    name = partnership_key(BY_HOST_ALONE, host, 0, month, 0)
    need = _need_of(world, state, lever, key, name, host)
    members = state.scratch.members
    members[:] = -1
    members[0] = host
    row = open_partnership(world, state, lever, p, key, name, IN_HOUSE, need, host, members, 1, month)
    if row >= 0:
        state.partnerships.host[row] = host


@compiled
def _company_opens(world, state, lever, p, switches, month, key, company, rate, channel, serial):
    """A company proposes to a host it prefers; the host accepts or not. `rate` 1e9 means at once (a grant)."""
    actors = state.actors
    if actors.load[company] >= actors.capacity[company]:
        return
    if uniform(key, OPEN, candidate_key(world, actors, company), channel * 4096 + month) >= 1.0 - math.exp(-rate):
        return
    name = partnership_key(channel, world.lineage[company], actors.generation[company], month, serial)
    host = _preferred_host(world, state, lever, p, switches, month, key, name, company)
    if host < 0:
        return
    need = _need_of(world, state, lever, key, name, host)
    state.tally.count[counts.EVENTS_SCORED] += 1
    value = utility(world, state, p, lever, switches, host, company, 3, 1, month)
    accepts = 1.0 if channel == BY_POOL else 1.0 / (1.0 + math.exp(-(p.acc0 + value)))
    if uniform(key, INVITE, name, candidate_key(world, actors, host)) < accepts:
        seek_partners(
            world, state, lever, p, switches, month, key, name, company, host, need, 1 if channel == BY_POOL else 0
        )


@compiled
def _preferred_host(world, state, lever, p, switches, month, key, name, company):
    found = state.scratch.found
    how = state.scratch.how
    best = -1
    best_value = -1e9
    for kind in (MUNICIPALITY, HOSPITAL):
        number = find_candidates(world, state, p, lever, month, key, name, company, 0, kind, found, how)
        for i in range(number):
            value = utility(world, state, p, lever, switches, company, found[i], how[i], 1, month)
            value += gumbel(key, name, candidate_key(world, state.actors, found[i]))
            if value > best_value:
                best = found[i]
                best_value = value
    return best


@compiled
def _institution_opens(world, state, lever, p, switches, month, key, actor):
    actors = state.actors
    if actors.load[actor] >= actors.capacity[actor]:
        return
    rate = p.lam_consortium * (0.5 + world.strength[actor]) * (1.0 + lever.bridge)
    if uniform(key, OPEN, actor, BY_INSTITUTION * 4096 + month) >= 1.0 - math.exp(-rate):
        return
    name = partnership_key(BY_INSTITUTION, actor, 0, month, 0)
    need = max(choice(key, NEED, name, 0, lever.mission), 0)
    seek_partners(world, state, lever, p, switches, month, key, name, actor, -1, need, 0)


@compiled
def _pool_opens(world, state, lever, p, switches, month, key, region):
    """Grants of the pool go to small firms of the region that are engaged."""
    grants = poisson_count(key, GRANT, month, region, lever.opi_pool)
    found = state.scratch.sample
    how = state.scratch.sample_how
    table = world.region_table[region]
    for serial in range(min(grants, 15)):
        name = partnership_key(BY_POOL, region, 0, month, serial)
        number = _sample_of(world, state, key, name, table, found, how)
        for i in range(number):
            if world.size[found[i]] <= 1:
                before = state.tally.count[counts.PARTNERSHIP_ROWS]
                _company_opens(world, state, lever, p, switches, month, key, found[i], 1e9, BY_POOL, serial)
                if state.tally.count[counts.PARTNERSHIP_ROWS] > before:
                    money.spend(world, state.tally, money.OPI_GRANT, p.cost_opi_grant, 0)
                break


@compiled
def _sample_of(world, state, key, name, table, found, how):
    number = 0
    for attempt in range(32):
        u, _ = uniform_pair(key, GRANT, name, attempt)
        other = table[min(int(u * table.size), table.size - 1)]
        if other >= 0 and number < found.size and may_join(world, state.actors, other, COMPANY) > 0:
            found[number] = other
            how[number] = 3
            number += 1
    return number


@compiled
def seek_partners(world, state, lever, p, switches, month, key, name, lead, host, need, granted):
    """Gather a consortium around `lead` (and `host`, -1 for a research consortium) and open it if it is complete.

    A company is always needed; a knowledge institution is sought with a probability; further members follow up to the
    intended size. The search stops after a number of rejections.
    """
    actors = state.actors
    members = state.scratch.members
    members[:] = -1
    members[0] = lead
    size = 1
    if host >= 0 and host != lead:
        members[1] = host
        size = 2
    wanted = _intended_size(p, key, name)
    seek_u, strategic_u = uniform_pair(key, CONTRACT, name, 3)
    ways = state.scratch.ways
    ways[:] = 0
    if world.kind[lead] != COMPANY:
        size = _invite(world, state, lever, p, switches, month, key, name, need, COMPANY, members, size, size + 1, ways)
        if world.kind[members[size - 1]] != COMPANY:
            return
    wants_knowledge = seek_u < p.ki_w + (1.0 - p.ki_w) * lever.bridge * p.bridge_effect
    if wants_knowledge and world.kind[lead] != INSTITUTION:
        size = _invite(
            world, state, lever, p, switches, month, key, name, need, INSTITUTION, members, size, size + 1, ways
        )
    for kind in (COMPANY, MUNICIPALITY, HOSPITAL):
        if kind == COMPANY or (host >= 0 and kind == world.kind[host]):
            limit = min(wanted, size + max((wanted - size + 1) // 2, 0))
            size = _invite(world, state, lever, p, switches, month, key, name, need, kind, members, size, limit, ways)
    kind = CONSORTIUM if host < 0 else (STRATEGIC if strategic_u < lever.strategic_share else PROJECT)
    row = open_partnership(world, state, lever, p, key, name, kind, need, lead, members, size, month)
    if row < 0:
        return
    partnerships = state.partnerships
    partnerships.host[row] = host
    partnerships.brokered[row] = 1 if ways[0] > 0 else 0
    partnerships.subsidised[row] = 1 if granted or ways[0] > 0 else 0
    for m in range(size):
        if world.kind[members[m]] == COMPANY:
            partnerships.company[row] = members[m]
            break
    if kind != CONSORTIUM and actors.engaged[lead] > 0 and ways[0] > 0:
        money.spend(world, state.tally, money.PARTNERSHIP_SUPPORT, p.cost_partnership_support, 0)


@compiled
def _intended_size(p, key, name):
    """Intended size: 2 plus a Poisson number, so that the mean is `size_mean`, at most 10."""
    return min(2 + poisson_count(key, SIZE, name, 0, max(p.size_mean - 2.0, 0.0)), MAX_MEMBERS)


@compiled
def _invite(world, state, lever, p, switches, month, key, name, need, kind, members, size, limit, ways):
    """Invite actors of a kind, best first, until the consortium has `limit` members. Returns its size.

    `ways` counts brokered members and rejections (2,).
    """
    if size >= limit:
        return size
    found = state.scratch.found
    how = state.scratch.how
    score = state.scratch.score
    odds = state.scratch.odds
    lead = members[0]
    number = find_candidates(world, state, p, lever, month, key, name, lead, need, kind, found, how)
    state.tally.count[counts.EVENTS_SCORED] += number
    for i in range(number):
        knowledge.refresh(world, state.actors, found[i], month, p)
        odds[i] = utility(world, state, p, lever, switches, lead, found[i], how[i], size, month)
        score[i] = odds[i] + gumbel(key, name, candidate_key(world, state.actors, found[i]))
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
        if uniform(key, INVITE, name, candidate_key(world, state.actors, found[best])) < accepts:
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
