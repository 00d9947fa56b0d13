"""abroad: a community of practice brings solutions home from other countries."""

from ..compiled import rule
from ..distributions import choice, poisson_count
from ..draws import ABROAD, uniform, without_replicate
from ..now import Now
from ..state.codes import Count, Origin
from ..state.state import State
from ..state.world import World
from ..tables.identity import abroad_solution_key
from ..tables.making import make_solution


@rule("solutions", "tally")
def abroad(world: World, state: State, now: Now) -> None:
    """A Poisson number of solutions a month; each has a running number, so its qualities are the same in every run."""
    p = now.p
    made = poisson_count(now.key, ABROAD, now.month, 0, now.levers[0].community_of_practice / 12.0)
    for _ in range(made):
        number = state.tally.count[Count.ABROAD_MADE]
        state.tally.count[Count.ABROAD_MADE] = number + 1
        name = abroad_solution_key(number)
        fixed = without_replicate(now.key)
        kind = 0 if uniform(fixed, ABROAD, name, 1) < world.municipal_hours_share else 1
        need = max(choice(fixed, ABROAD, name, 2, state.tally.hours_of_need[kind]), 0)
        row = make_solution(world, state, now, name, need, kind, Origin.ABROAD, p.abroad_potential_ratio)
        if row >= 0:
            state.solutions.evidence[row] = p.abroad_evidence
