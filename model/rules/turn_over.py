"""turn over: companies enter and leave; failures drain their runway, sales refill it."""

import math

from ..compiled import compiled, rule
from ..distributions import exponential
from ..draws import ENGAGE, ENTRY, EXIT, REACH, uniform
from ..epoch import MONTHS
from ..now import Now
from ..state.state import NEVER, State
from ..state.world import World
from ..tables import ties
from ..tables.ecosystem import set_engaged
from ..tables.identity import actor_key

# Companies that are asked at once whether anything happens to one of them.
BLOCK = 32


@rule("actors", "ties")
def turn_over(world: World, state: State, now: Now) -> None:
    """Exit by a hazard of age, or when the runway is gone; a vacant slot refills by a threshold of its own.

    Hazards by year of life reproduce the survival of new Danish firms (Statistics Denmark, DEMO1): 0.72, 0.60, 0.54,
    0.50 and 0.45 after one to five years.
    """
    rows = state.scratch.companies
    for i in range(_find_due(world, state.actors, now.month, rows)):
        if state.actors.vacant[rows[i]] > 0:
            _enter(world, state, now, rows[i])
        elif state.actors.load[rows[i]] == 0:  # `renew` ends the partnerships of a company without capital
            _leave(world, state, now, rows[i])


@compiled
def _find_due(world, actors, month, rows):
    """Companies whose time has come, or whose capital is gone, into `rows` by lineage. Returns their number."""
    due, runway = actors.due, actors.runway
    number = 0
    for first in range(world.first_company, due.size, BLOCK):
        last = min(first + BLOCK, due.size)
        if _count_due(due[first:last], runway[first:last], month) == 0:
            continue
        for a in range(first, last):
            if due[a] <= month or runway[a] <= 0.0:
                number = _insert(world.lineage, rows, number, a)
    return number


@compiled
def _count_due(due, runway, month):
    number = 0
    for c in range(due.size):
        number += 1 if (due[c] <= month) | (runway[c] <= 0.0) else 0
    return number


@compiled
def _insert(lineage, rows, number, actor):
    """Put an actor among the first `number` rows, which stand in the order of their lineage."""
    place = number
    while place > 0 and lineage[rows[place - 1]] > lineage[actor]:
        rows[place] = rows[place - 1]
        place -= 1
    rows[place] = actor
    return number + 1


@compiled
def closing_month(p, age, threshold, month):
    """The month in which the hazard of age, cumulated from `month` on, passes the threshold.

    It is constant within a year of life, and from the last one on.
    """
    last = p.exit.size - 1
    while month < MONTHS:
        year = min(int(age / 12.0), last)
        months = math.ceil(12.0 * (year + 1) - age) if year < last else NEVER
        if p.exit[year] * months >= threshold:
            return month + max(math.ceil(threshold / p.exit[year]), 1) - 1
        threshold -= p.exit[year] * months
        age += months
        month += months
    return NEVER


@compiled
def _refill_month(world, now, threshold):
    """The month in which an empty slot refills: empty slots wait equally long, whatever the number of companies."""
    companies = world.kind.size - world.first_company
    rate = now.p.company_entry_rate / max(now.p.company_vacancy * companies, 1.0)
    return now.month + math.ceil(threshold / rate) if rate * NEVER > threshold else NEVER


@compiled
def _leave(world, state, now, a):
    actors = state.actors
    actors.vacant[a] = 1
    set_engaged(world, actors, a, 0)
    actors.joins_at[a] = math.inf
    actors.revenue[a] = 0.0
    actors.runway[a] = now.p.runway_months
    name = actor_key(world.lineage[a], actors.generation[a])
    actors.due[a] = _refill_month(world, now, exponential(now.key, ENTRY, name, 0))
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
    actors.reachable[a] = 1 if uniform(now.key, REACH, name, 0) < p.engageable_share else 0
    reached = actors.reached[world.region[a]]
    actors.joins_at[a] = reached + actors.threshold[a] if actors.reachable[a] > 0 else math.inf
    actors.born[a] = now.month + 1
    actors.due[a] = closing_month(p, 0.0, exponential(now.key, EXIT, name, 0), now.month + 1)
    actors.damage[a] = 0.0
    actors.reference[a] = 0.0
    actors.last_live[a] = now.month
    actors.touched[a] = now.month
    for k in range(world.base.shape[1]):
        actors.level[a, k] = world.base[a, k]
