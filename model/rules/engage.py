"""engage: companies, hosts and knowledge institutions join the ecosystem, and companies leave it."""

from ..compiled import compiled, rule
from ..draws import ENGAGE, FOCUS, choice, exponential
from ..now import Now
from ..state.codes import ActorKind, Count
from ..state.state import State
from ..state.world import World
from ..tables.identity import actor_key


@rule("actors", "tally")
def engage(world: World, state: State, now: Now) -> None:
    """Hazard to engage = outreach (policy) + contagion, raised at hosts by staff shortage.

    Each spell has one unit-exponential threshold; the event comes when the cumulated hazard passes it. A company with
    no partnership for a year may leave again (a new spell). `levers` (R,) is the month's record by region.
    """
    p = now.p
    actors = state.actors
    _contagion(world, state, now)
    contagion = state.scratch.engaged_share
    for a in range(world.first_host, world.kind.size):
        if actors.vacant[a] > 0:
            continue
        lever = now.levers[world.region[a]]
        kind = world.kind[a]
        if actors.engaged[a] > 0:
            if kind == ActorKind.COMPANY and actors.load[a] == 0 and now.month - actors.last_live[a] >= p.leave_months:
                actors.hazard[a] += p.disengage
                if actors.hazard[a] >= actors.threshold[a]:
                    _new_spell(world, actors, now, a, 0)
            continue
        if actors.reachable[a] == 0:
            continue
        if kind == ActorKind.COMPANY:
            actors.hazard[a] += p.out_co * lever.outreach + contagion[world.region[a]]
        elif kind == ActorKind.INSTITUTION:
            actors.hazard[a] += p.out_ki * lever.outreach
        else:
            part = lever.municipal_part if kind == ActorKind.MUNICIPALITY else lever.regional_part
            need = 1.0 + p.press_w * world.pressure[a] * lever.shortage
            actors.hazard[a] += p.out_pub * lever.outreach * part * max(need, 0.0)
        if actors.hazard[a] >= actors.threshold[a]:
            _join(world, state, now, now.levers[world.region[a]], a, kind)


@compiled
def _contagion(world, state, now):
    """Added hazard by region into scratch: the contagion rate times the engaged share of companies there."""
    p = now.p
    engaged = state.scratch.engaged_share
    number = state.scratch.engaged_number
    engaged[:] = 0.0
    number[:] = 0
    if p.contag <= 0.0:
        return
    for a in range(world.first_company, world.kind.size):
        number[world.region[a]] += 1
        engaged[world.region[a]] += state.actors.engaged[a]
    for r in range(engaged.size):
        engaged[r] = p.contag * engaged[r] / max(number[r], 1)


@compiled
def _join(world, state, now, lever, actor, kind):
    actors = state.actors
    name = actor_key(world.lineage[actor], actors.generation[actor])
    actors.focus[actor] = choice(now.key, FOCUS, name, actors.spell[actor], lever.mission)
    if kind == ActorKind.COMPANY and actors.ever_engaged[actor] == 0:
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
