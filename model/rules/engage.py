"""engage: companies, hosts and knowledge institutions join the ecosystem, and companies leave it."""

import math

from ..compiled import compiled, rule
from ..draws import ENGAGE, FOCUS, choice, exponential
from ..now import Now
from ..state.codes import ActorKind, Count
from ..state.state import State
from ..state.world import World
from ..tables.ecosystem import companies_inside
from ..tables.identity import actor_key


@rule()
def engage(world: World, state: State, now: Now) -> None:
    """Hazard to engage = outreach (policy) + contagion, raised at hosts by staff shortage.

    Each spell has one unit-exponential threshold; the event comes when the cumulated hazard passes it. A company with
    no partnership for a year may leave again (a new spell).
    """
    _reach_out(world, state, now)
    _hosts_join(world, state, now)
    _companies_leave(world, state, now)
    _companies_join(world, state, now)


@compiled
def _reach_out(world, state, now):
    """Companies of a region meet the same hazard, so that it is cumulated once: outreach, and the contagion rate times
    the engaged share of companies there."""
    p = now.p
    share = state.scratch.engaged_share
    share[:] = 0.0
    if p.contag > 0.0:
        _share_inside(world, state, share)
    for region in range(now.levers.size):
        state.actors.reached[region] += p.out_co * now.levers[region].outreach + p.contag * share[region]


@compiled
def _share_inside(world, state, share):
    number = state.scratch.engaged_number
    number[:] = 0
    for a in range(world.first_company, world.kind.size):
        number[world.region[a]] += 1
        share[world.region[a]] += state.actors.engaged[a]
    for region in range(share.size):
        share[region] /= max(number[region], 1)


@compiled
def _hosts_join(world, state, now):
    """Hosts and knowledge institutions: each has a hazard of its own, and none leaves."""
    p = now.p
    actors = state.actors
    for a in range(world.first_host, world.first_company):
        if actors.engaged[a] > 0:
            continue
        lever = now.levers[world.region[a]]
        if world.kind[a] == ActorKind.INSTITUTION:
            actors.hazard[a] += p.out_ki * lever.outreach
        else:
            part = lever.municipal_part if world.kind[a] == ActorKind.MUNICIPALITY else lever.regional_part
            need = 1.0 + p.press_w * world.pressure[a] * lever.shortage
            actors.hazard[a] += p.out_pub * lever.outreach * part * max(need, 0.0)
        if actors.hazard[a] >= actors.threshold[a]:
            _join(world, state, now, lever, a)


@compiled
def _companies_leave(world, state, now):
    p = now.p
    actors = state.actors
    inside = state.scratch.companies
    for i in range(companies_inside(world, actors, inside)):
        a = inside[i]
        if actors.load[a] > 0 or now.month - actors.last_live[a] < p.leave_months:
            continue
        actors.hazard[a] += p.disengage
        if actors.hazard[a] >= actors.threshold[a]:
            _new_spell(world, actors, now, a, 0)
            actors.joins_at[a] = actors.reached[world.region[a]] + actors.threshold[a]


@compiled
def _companies_join(world, state, now):
    actors = state.actors
    joins_at, reached = actors.joins_at, actors.reached
    for a in range(world.first_company, world.kind.size):
        if joins_at[a] > reached[world.region[a]]:
            continue
        joins_at[a] = math.inf
        if actors.engaged[a] == 0:
            _join(world, state, now, now.levers[world.region[a]], a)


@compiled
def _join(world, state, now, lever, actor):
    actors = state.actors
    name = actor_key(world.lineage[actor], actors.generation[actor])
    actors.focus[actor] = choice(now.key, FOCUS, name, actors.spell[actor], lever.mission)
    if world.kind[actor] == ActorKind.COMPANY and actors.ever_engaged[actor] == 0:
        state.tally.count[Count.ENGAGED_EVER] += 1
        state.tally.focus[max(actors.focus[actor], 0)] += 1.0
    actors.ever_engaged[actor] = 1
    actors.last_live[actor] = now.month
    _new_spell(world, actors, now, actor, 1)


@compiled
def _new_spell(world, actors, now, actor, engaged):
    actors.engaged[actor] = engaged
    actors.spell[actor] += 1
    actors.hazard[actor] = 0.0
    name = actor_key(world.lineage[actor], actors.generation[actor])
    actors.threshold[actor] = exponential(now.key, ENGAGE, name, actors.spell[actor])
