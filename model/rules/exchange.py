"""exchange: knowledge moves inside partnerships and in professional networks, and lessons into a commons."""

import math

from ..compiled import compiled, rule
from ..draws import MEETING, uniform_pair
from ..now import Now
from ..state.codes import ActorKind, Count, Flow, Kind, Value
from ..state.state import State
from ..state.world import World
from ..tables import knowledge, kpis
from ..tables.working import refresh_quality, trust_within

QUARTER = 3


@rule("actors", "partnerships", "tally")
def exchange(world: World, state: State, now: Now) -> None:
    """Once a quarter each member closes part of the gap to the best member in the capabilities the need asks for.

    Level after three months = best - (best - level) exp(-3 x rate x absorption x trust) (Cowan and Jonard 2004 for
    the barter of gaps; Cohen and Levinthal 1990 for absorption). Partnerships take turns by the month they opened.
    """
    p = now.p
    state.tally.value[Value.COMMONS] *= 1.0 - p.commons_fading
    _fade(world, state, now)
    if now.switches.exchange <= 0.0:
        return
    partnerships = state.partnerships
    for i in range(state.tally.count[Count.PARTNERSHIPS_LIVE]):
        row = partnerships.live[i]
        age = now.month - partnerships.opened[row]
        if partnerships.releases[row] > 0 and age > 0 and age % QUARTER == 0:
            lever = now.levers[world.region[partnerships.lead[row]]]
            rate = p.exchange_rate
            if partnerships.kind[row] == Kind.STRATEGIC:
                rate *= 1.0 + p.openness_effect * lever.openness
            _inside(world, state, now, row, rate)
    if now.switches.networks_exchange > 0.0:
        _networks(world, state, now)


@compiled
def _fade(world, state, now):
    """What hosts and institutions know fades by the calendar, not when somebody happens to look."""
    actors = state.actors
    left = math.exp(-now.p.capability_fading)
    for a in range(world.first_host, world.first_company):
        if actors.load[a] == 0 and max(actors.touched[a], actors.last_live[a]) == now.month - 1:
            knowledge.fade(actors.level[a], world.base[a], left)
            actors.touched[a] = now.month
        else:
            knowledge.refresh(world, actors, now, a)


@compiled
def _inside(world, state, now, row, rate):
    partnerships = state.partnerships
    size = partnerships.size[row]
    members = partnerships.members[row]
    wanted = world.need_capabilities[partnerships.need[row]]
    # What a member closes of a gap to another is worked out once, and only where there is a gap.
    state.scratch.closing[:size, :size] = -1.0
    moved = 0.0
    for i in range(wanted.size):
        if wanted[i] < 0:
            break
        moved += _learn(world, state, now, row, wanted[i], rate)
    for m in range(size):
        state.actors.touched[members[m]] = now.month
    kpis.count_at_area(world, state, row, Flow.MOVED, moved)
    state.tally.value[Value.TRANSFERRED_KNOWLEDGE] += moved
    refresh_quality(world, state, now, row)


@compiled
def _learn(world, state, now, row, skill, rate):
    """Members learn one skill from the best of them. Returns what has moved between companies and others."""
    level = state.actors.level
    members = state.partnerships.members[row]
    closing, by_pair = state.scratch.closing, state.tally.flow_pair[Flow.MOVED]
    size = state.partnerships.size[row]
    best = 0
    for m in range(1, size):
        if level[members[m], skill] > level[members[best], skill]:
            best = m
    top = level[members[best], skill]
    moved = 0.0
    for m in range(size):
        gap = top - level[members[m], skill]
        if gap <= 0.0:
            continue
        if closing[m, best] < 0.0:
            closing[m, best] = _closing(state, now, row, m, best, rate)
        closed = gap * closing[m, best]
        level[members[m], skill] += closed
        if (world.kind[members[m]] == ActorKind.COMPANY) != (world.kind[members[best]] == ActorKind.COMPANY):
            by_pair[kpis.pair_of(world, members[m], members[best])] += closed
            moved += closed
    return moved


@compiled
def _closing(state, now, row, m, best, rate):
    trust = trust_within(state, now, row, m, best) if now.switches.trust_exchange > 0.0 else 1.0
    return 1.0 - math.exp(-QUARTER * rate * state.actors.absorption[state.partnerships.members[row, m]] * trust)


@compiled
def _networks(world, state, now):
    """A meeting lifts a host towards the best of its region in one theme; hosts take turns through the quarter."""
    actors = state.actors
    best = state.scratch.best_level
    best[:] = 0.0
    for h in range(world.hosts):
        knowledge.raise_to(best[world.region[world.first_host + h]], actors.level[world.first_host + h])
    themes = best.shape[1] // world.theme_size
    for h in range(now.month % QUARTER, world.hosts, QUARTER):
        host = world.first_host + h
        lever = now.levers[world.region[host]]
        if actors.engaged[host] == 0 or lever.networks <= 0.0:
            continue
        meets, theme_u = uniform_pair(now.key, MEETING, host, now.month)
        if meets >= 1.0 - math.exp(-QUARTER * lever.networks):
            continue
        first = min(int(theme_u * themes), themes - 1) * world.theme_size
        for k in range(first, first + world.theme_size):
            gap = best[world.region[host], k] - actors.level[host, k]
            actors.level[host, k] += max(gap, 0.0) * now.p.network_exchange


@compiled
def share_lessons(state, now, lever_commons) -> None:
    """A delivered event adds lessons to the commons, which lowers the cost of adapting solutions locally."""
    state.tally.value[Value.COMMONS] += now.p.commons_gain * lever_commons
