"""abroad: a community of practice brings solutions home from other countries."""

from ..arrays import ABROAD as FROM_ABROAD
from ..arrays import State, World
from ..compiled import compiled
from ..draws import ABROAD, choice, poisson_count, uniform, without_replicate
from ..tables import counts
from ..tables.identity import abroad_solution_key
from ..tables.making import make_solution


@compiled
def abroad(world: World, state: State, levers, p, month, key) -> None:
    """A Poisson number of solutions a month; each has a running number, so its qualities are the same in every run."""
    made = poisson_count(key, ABROAD, month, 0, levers[0].community_of_practice / 12.0)
    for _ in range(made):
        number = state.tally.count[counts.ABROAD_MADE]
        state.tally.count[counts.ABROAD_MADE] = number + 1
        name = abroad_solution_key(number)
        fixed = without_replicate(key)
        kind = 0 if uniform(fixed, ABROAD, name, 1) < world.municipal_hours_share else 1
        need = max(choice(fixed, ABROAD, name, 2, state.tally.hours_of_need[kind]), 0)
        row = make_solution(world, state, p, key, name, need, kind, month, FROM_ABROAD, p.abroad_scale)
        if row >= 0:
            state.solutions.evidence[row] = p.evidence_abroad
