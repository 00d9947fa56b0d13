"""engage: companies, hosts and knowledge institutions join the ecosystem, and companies leave it."""

import math

from ..compiled import compiled, rule
from ..distributions import choice, exponential
from ..draws import ENGAGE, FOCUS
from ..now import Now
from ..state.codes import ActorKind, Count
from ..state.state import State
from ..state.world import World
from ..tables import knowledge
from ..tables.ecosystem import set_engaged
from ..tables.identity import actor_key

# Companies that are asked at once whether anything happens to one of them.
BLOCK = 64


@rule("actors", "tally")
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
    actors = state.actors
    for region in range(now.levers.size):
        contagion = p.engagement_contagion * actors.inside[region] / max(actors.companies[region], 1)
        actors.reached[region] += p.outreach_company * now.levers[region].outreach + contagion


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
            actors.hazard[a] += p.outreach_knowledge * lever.outreach
        else:
            part = lever.municipal_part if world.kind[a] == ActorKind.MUNICIPALITY else lever.regional_part
            need = 1.0 + p.shortage_weight * world.pressure[a] * lever.shortage
            actors.hazard[a] += p.outreach_host * lever.outreach * part * max(need, 0.0)
        if actors.hazard[a] >= actors.threshold[a]:
            _join(world, state, now, lever, a)


@compiled
def _companies_leave(world, state, now):
    actors = state.actors
    first = world.first_company
    since = math.floor(now.month - now.p.months_before_leaving)
    if _press_idle(actors, first, since, now.p.disengagement_rate) == 0:
        return
    for a in range(first, world.kind.size):
        if actors.hazard[a] >= actors.threshold[a] and _idle(
            actors.engaged[a], actors.load[a], actors.last_live[a], since
        ):
            _new_spell(world, actors, now, a, 0)
            actors.joins_at[a] = actors.reached[world.region[a]] + actors.threshold[a]


@compiled
def _idle(engaged, load, last_live, since):
    return (engaged > 0) & (load == 0) & (last_live <= since)


@compiled
def _press_idle(actors, first, since, rate):
    """Cumulate the hazard to leave of companies that have had no partnership for long. Returns how many leave."""
    engaged, load, last_live = actors.engaged[first:], actors.load[first:], actors.last_live[first:]
    hazard, threshold = actors.hazard[first:], actors.threshold[first:]
    number = 0
    # No branch, and counted from zero: the compiler takes eight companies at a time.
    for c in range(engaged.size):
        idle = _idle(engaged[c], load[c], last_live[c], since)
        hazard[c] += rate if idle else 0.0
        number += 1 if idle & (hazard[c] >= threshold[c]) else 0
    return number


@compiled
def _companies_join(world, state, now):
    actors = state.actors
    for first in range(world.first_company, actors.engaged.size, BLOCK):
        last = min(first + BLOCK, actors.engaged.size)
        if _count_reached(actors.joins_at[first:last], actors.reached, world.region[first:last]) == 0:
            continue
        for a in range(first, last):
            region = world.region[a]
            if actors.joins_at[a] > actors.reached[region]:
                continue
            actors.joins_at[a] = math.inf
            if actors.engaged[a] == 0:
                _join(world, state, now, now.levers[region], a)


@compiled
def _count_reached(joins_at, reached, region):
    number = 0
    for c in range(joins_at.size):
        number += 1 if joins_at[c] <= reached[region[c]] else 0
    return number


@compiled
def _join(world, state, now, lever, actor):
    actors = state.actors
    name = actor_key(world.lineage[actor], actors.generation[actor])
    actors.focus[actor] = choice(now.key, FOCUS, name, actors.spell[actor], lever.mission)
    if world.kind[actor] == ActorKind.COMPANY and actors.ever_engaged[actor] == 0:
        state.tally.count[Count.ENGAGED_EVER] += 1
        state.tally.focus[max(actors.focus[actor], 0)] += 1.0
    actors.ever_engaged[actor] = 1
    # Before `last_live` moves: what it knew has faded until today.
    knowledge.refresh(world, actors, now, actor)
    actors.last_live[actor] = now.month
    _new_spell(world, actors, now, actor, 1)


@compiled
def _new_spell(world, actors, now, actor, engaged):
    set_engaged(world, actors, actor, engaged)
    actors.spell[actor] += 1
    actors.hazard[actor] = 0.0
    name = actor_key(world.lineage[actor], actors.generation[actor])
    actors.threshold[actor] = exponential(now.key, ENGAGE, name, actors.spell[actor])
