"""turn over: companies enter and leave; failures drain their runway, sales refill it."""

from ..compiled import compiled, rule
from ..draws import ENGAGE, ENTRY, EXIT, REACH, exponential, uniform
from ..now import Now
from ..state.state import State
from ..state.world import World
from ..tables import ties
from ..tables.identity import actor_key


@rule("actors", "ties")
def turn_over(world: World, state: State, now: Now) -> None:
    """Exit by a hazard of age, or when the runway is gone; a vacant slot refills by a threshold of its own.

    Hazards by year of life reproduce the survival of new Danish firms (Statistics Denmark, DEMO1): 0.72, 0.60, 0.54,
    0.50 and 0.45 after one to five years.
    """
    p = now.p
    actors = state.actors
    vacant, age, load, runway = actors.vacant, actors.age, actors.load, actors.runway
    exit_hazard, exit_threshold, hazards = actors.exit_hazard, actors.exit_threshold, p.exit
    refill = p.entry / max(p.vacancy * (world.kind.size - world.first_company), 1.0)
    for place in range(world.first_company, world.kind.size):
        a = world.in_order[place]
        if vacant[a] > 0:
            actors.hazard[a] += refill
            if actors.hazard[a] >= actors.threshold[a]:
                _enter(world, state, now, a)
            continue
        exit_hazard[a] += hazards[min(int(age[a] / 12.0), hazards.size - 1)]
        age[a] += 1.0
        if load[a] > 0:
            continue  # `renew` ends the partnerships of a company that has no capital left
        if runway[a] <= 0.0 or exit_hazard[a] >= exit_threshold[a]:
            _leave(world, state, now, a)


@compiled
def _leave(world, state, now, a):
    actors = state.actors
    actors.vacant[a] = 1
    actors.engaged[a] = 0
    actors.hazard[a] = 0.0
    actors.revenue[a] = 0.0
    actors.threshold[a] = exponential(now.key, ENTRY, actor_key(world.lineage[a], actors.generation[a]), 0)
    ties.forget_company(state.ties, a)


@compiled
def _enter(world, state, now, a):
    p = now.p
    actors = state.actors
    actors.generation[a] += 1
    name = actor_key(world.lineage[a], actors.generation[a])
    actors.vacant[a] = 0
    actors.ever_engaged[a] = 0
    actors.spell[a] = 0
    actors.hazard[a] = 0.0
    actors.threshold[a] = exponential(now.key, ENGAGE, name, 0)
    actors.exit_hazard[a] = 0.0
    actors.exit_threshold[a] = exponential(now.key, EXIT, name, 0)
    actors.reachable[a] = 1 if uniform(now.key, REACH, name, 0) < p.reach else 0
    actors.age[a] = 0.0
    actors.revenue[a] = 0.0
    actors.runway[a] = p.runway
    actors.damage[a] = 0.0
    actors.reference[a] = 0.0
    actors.last_live[a] = now.month
    actors.touched[a] = now.month
    for k in range(world.base.shape[1]):
        actors.level[a, k] = world.base[a, k]
