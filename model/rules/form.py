"""form: hosts open needs, companies propose, pools fund, institutions start consortia, hosts work in-house."""

import math

from ..compiled import compiled, rule
from ..distributions import choice, poisson_count
from ..draws import GRANT, INVITE, NEED, OPEN, comes, uniform, uniform_pair, uniforms_of
from ..now import Now
from ..state.codes import ActorKind, Count, Item, Kind, Value, Way
from ..state.state import State
from ..state.world import World
from ..tables import money
from ..tables.ecosystem import free_companies, note_all_free
from ..tables.identity import (
    BY_COMPANY,
    BY_HOST,
    BY_HOST_ALONE,
    BY_INSTITUTION,
    BY_POOL,
    partnership_key,
)
from ..tables.working import Founding, open_partnership
from .candidates import Search, find_candidates
from .seek import Opening, seek_partners
from .utility import at_sight, best_look, candidate_key, draw_noise, on_closer_look, utility

# Who can be asked for a grant of a pool: so many attempts, so many firms at the most.
ATTEMPTS, ASKED, GRANTS = 32, 8, 15


@rule("actors", "ties", "partnerships", "tally")
def form(world: World, state: State, now: Now) -> None:
    """Everyone who may open a need does so with a monthly probability; then partners are sought.

    Renewals come first: they are opened by `renew` the month before.
    """
    brokers = now.levers[0].broker
    value = state.tally.value
    value[Value.BROKER_TOKENS] = min(value[Value.BROKER_TOKENS] + brokers, 3.0 * brokers + 1.0)
    note_all_free(world, state)
    _hosts_open(world, state, now)
    if now.switches.partnerships <= 0.0:
        return
    _institutions_open(world, state, now)
    _companies_propose(world, state, now)
    for region in range(now.levers.size):
        if now.levers[region].opi_pool > 0.0 and now.levers[region].new_partnerships > 0.0:
            _pool_opens(world, state, now, now.levers[region], region)


@compiled
def _hosts_open(world, state, now):
    scratch = state.scratch
    hosts = scratch.openers[: world.hosts]
    for h in range(world.hosts):
        hosts[h] = world.first_host + h
    uniforms_of(now.key, OPEN, hosts, BY_HOST * 4096 + now.month, scratch.luck)
    uniforms_of(now.key, OPEN, hosts, BY_HOST_ALONE * 4096 + now.month, scratch.luck_alone)
    for h in range(world.hosts):
        host = world.first_host + h
        if state.actors.load[host] < state.actors.capacity[host]:
            _host_opens(world, state, now, host, scratch.luck[h], scratch.luck_alone[h])


@compiled
def _host_opens(world, state, now, host, luck, luck_alone):
    p = now.p
    lever = now.levers[world.region[host]]
    part = lever.municipal_part if world.kind[host] == ActorKind.MUNICIPALITY else lever.regional_part
    pressure = max(1.0 + p.shortage_weight * world.pressure[host] * lever.shortage, 0.0)
    if now.switches.partnerships > 0.0 and state.actors.engaged[host] > 0 and lever.new_partnerships > 0.0:
        if comes(luck, p.need_opening_rate * lever.opening_budget * part * pressure):
            name = partnership_key(BY_HOST, host, 0, now.month, 0)
            need = _need_of(world, state, now, lever, name, host)
            seek_partners(world, state, now, lever, Opening(name, host, host, need, 0))
    if comes(luck_alone, p.inhouse_rate * part * pressure * lever.opening_budget):
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
    row = open_partnership(world, state, now, lever, Founding(name, Kind.IN_HOUSE, need, host, 1), members)
    if row >= 0:
        state.partnerships.host[row] = host


@compiled
def _institutions_open(world, state, now):
    """Institutions start research consortia, which look for a host once there is something to try."""
    p = now.p
    for place in range(world.first_institution, world.first_company):
        actor = world.in_order[place]
        lever = now.levers[world.region[actor]]
        if lever.new_partnerships <= 0.0 or state.scratch.free[actor] < 0:
            continue
        rate = p.consortium_rate * (0.5 + world.strength[actor]) * (1.0 + lever.bridge)
        if comes(uniform(now.key, OPEN, actor, BY_INSTITUTION * 4096 + now.month), rate):
            name = partnership_key(BY_INSTITUTION, actor, 0, now.month, 0)
            need = max(choice(now.key, NEED, name, 0, lever.mission), 0)
            seek_partners(world, state, now, lever, Opening(name, actor, -1, need, 0))


@compiled
def _companies_propose(world, state, now):
    scratch = state.scratch
    for region in range(now.levers.size):
        lever = now.levers[region]
        scratch.rates[region] = now.p.proposal_rate * lever.opening_budget if lever.new_partnerships > 0.0 else 0.0
    rows, names = scratch.companies, scratch.openers
    number = free_companies(world, scratch.free, rows)
    for i in range(number):
        names[i] = candidate_key(world, state.actors, rows[i])
    uniforms_of(now.key, OPEN, names[:number], BY_COMPANY * 4096 + now.month, scratch.luck)
    for i in range(number):
        region = world.region[rows[i]]
        # Who is free may have been taken into a partnership since.
        if comes(scratch.luck[i], scratch.rates[region]) and scratch.free[rows[i]] >= 0:
            _propose(world, state, now, now.levers[region], rows[i], BY_COMPANY, 0)


@compiled
def _propose(world, state, now, lever, company, channel, serial):
    """A company proposes to a host it prefers; the host accepts or not, unless a grant pays. Returns whether a
    partnership was opened."""
    actors = state.actors
    name = partnership_key(channel, world.lineage[company], actors.generation[company], now.month, serial)
    host = _preferred_host(world, state, now, lever, name, company)
    if host < 0:
        return False
    need = _need_of(world, state, now, lever, name, host)
    state.tally.count[Count.EVENTS_SCORED] += 1
    value = utility(world, state, now, lever, Search(name, host, need, ActorKind.COMPANY, 1), company, Way.FOUND)
    granted = 1 if channel == BY_POOL else 0
    accepts = 1.0 if granted else 1.0 / (1.0 + math.exp(-(now.p.invitation_acceptance + value)))
    if uniform(now.key, INVITE, name, candidate_key(world, actors, host)) >= accepts:
        return False
    return seek_partners(world, state, now, lever, Opening(name, company, host, need, granted))


@compiled
def _preferred_host(world, state, now, lever, name, company):
    scratch = state.scratch
    best = -1
    best_value = -1e9
    for kind in (ActorKind.MUNICIPALITY, ActorKind.HOSPITAL):
        search = Search(name, company, 0, kind, 1)
        number = find_candidates(world, state, now, search)
        draw_noise(world, state, now, name, number)
        for i in range(number):
            value = at_sight(world, state, now, lever, search, scratch.found[i], scratch.way[i]) + scratch.noise[i]
            if value + best_look(now) <= best_value:
                continue
            value += on_closer_look(world, state, now, company, scratch.found[i])
            if value > best_value:
                best = scratch.found[i]
                best_value = value
    return best


@compiled
def _pool_opens(world, state, now, lever, region):
    """Grants of the pool go to small firms of the region that are engaged."""
    grants = poisson_count(now.key, GRANT, now.month, region, lever.opi_pool)
    for serial in range(min(grants, GRANTS)):
        name = partnership_key(BY_POOL, region, 0, now.month, serial)
        firm = _small_firm(world, state, now, name, world.region_table[region])
        if firm >= 0 and _propose(world, state, now, lever, firm, BY_POOL, serial):
            money.spend(world, state.tally, Item.OPI_GRANT, now.p.cost_opi_grant, 0)


@compiled
def _small_firm(world, state, now, name, table):
    """A small firm that is free, drawn from a table of ids; -1 if none turns up."""
    asked = 0
    for attempt in range(ATTEMPTS):
        u, _ = uniform_pair(now.key, GRANT, name, attempt)
        firm = table[min(int(u * table.size), table.size - 1)]
        if firm < 0 or state.scratch.free[firm] < 0:
            continue
        if world.size[firm] <= 1:
            return firm
        asked += 1
        if asked == ASKED:
            break
    return -1
