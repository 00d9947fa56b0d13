"""exchange: knowledge moves inside partnerships and in professional networks, and lessons into a commons."""

import math

from ..compiled import compiled, rule
from ..draws import MEETING, uniform_pair
from ..now import Now
from ..state.codes import ActorKind, Count, Flow, Kind, Value
from ..state.state import State
from ..state.world import World
from ..tables import knowledge, kpis, ties
from ..tables.working import refresh_quality

QUARTER = 3


@rule("actors", "partnerships", "tally")
def exchange(world: World, state: State, now: Now) -> None:
    """Once a quarter each member closes part of the gap to the best member in the capabilities the need asks for.

    Level after three months = best - (best - level) exp(-3 x rate x absorption x trust) (Cowan and Jonard 2004 for
    the barter of gaps; Cohen and Levinthal 1990 for absorption). Partnerships take turns by the month they opened.
    """
    p = now.p
    state.tally.value[Value.COMMONS] *= 1.0 - p.com_d
    # What hosts and institutions know fades by the calendar, not when somebody happens to look.
    for a in range(world.first_host, world.first_company):
        knowledge.refresh(world, state.actors, now, a)
    if now.switches.exchange <= 0.0:
        return
    partnerships = state.partnerships
    for i in range(state.tally.count[Count.PARTNERSHIPS_LIVE]):
        row = partnerships.live[i]
        age = now.month - partnerships.opened[row]
        if partnerships.releases[row] > 0 and age > 0 and age % QUARTER == 0:
            lever = now.levers[world.region[partnerships.lead[row]]]
            rate = p.ex_rate
            if partnerships.kind[row] == Kind.STRATEGIC:
                rate *= 1.0 + p.openness_effect * lever.openness
            _inside(world, state, now, row, rate)
    if now.switches.networks_exchange > 0.0:
        _networks(world, state, now)


@compiled
def _inside(world, state, now, row, rate):
    partnerships = state.partnerships
    actors = state.actors
    size = partnerships.size[row]
    members = partnerships.members[row]
    wanted = world.need_capabilities[partnerships.need[row]]
    moved = 0.0
    for i in range(wanted.size):
        skill = wanted[i]
        if skill < 0:
            break
        best = 0
        for m in range(1, size):
            if actors.level[members[m], skill] > actors.level[members[best], skill]:
                best = m
        top = actors.level[members[best], skill]
        for m in range(size):
            gap = top - actors.level[members[m], skill]
            if gap <= 0.0:
                continue
            trust = 1.0
            if now.switches.trust_exchange > 0.0:
                trust = ties.trust_between(state.ties, now, members[m], members[best])
            closed = gap * (1.0 - math.exp(-QUARTER * rate * actors.absorption[members[m]] * trust))
            actors.level[members[m], skill] += closed
            if (world.kind[members[m]] == ActorKind.COMPANY) != (world.kind[members[best]] == ActorKind.COMPANY):
                kpis.count_between(world, state, row, Flow.MOVED, members[m], members[best], closed)
                moved += closed
    for m in range(size):
        actors.touched[members[m]] = now.month
    state.tally.value[Value.TRANSFERRED_KNOWLEDGE] += moved
    refresh_quality(world, state, now, row)


@compiled
def _networks(world, state, now):
    """A meeting lifts a host towards the best of its region in one theme; hosts take turns through the quarter."""
    actors = state.actors
    best = state.scratch.best_level
    best[:] = 0.0
    for h in range(world.hosts):
        level = actors.level[world.first_host + h]
        for k in range(level.size):
            region = world.region[world.first_host + h]
            best[region, k] = max(best[region, k], level[k])
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
            actors.level[host, k] += max(gap, 0.0) * now.p.net_rate


@compiled
def share_lessons(state, now, lever_commons) -> None:
    """A delivered event adds lessons to the commons, which lowers the cost of adapting solutions locally."""
    state.tally.value[Value.COMMONS] += now.p.com_s * lever_commons
