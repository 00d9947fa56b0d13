"""Making a solution: its potential and qualities are parameters of the draw, never of the replicate."""

import math

from ..compiled import compiled
from ..distributions import beta, normal, normal_pair
from ..draws import HEARD_AGAIN, POTENTIAL, QUALITY, uniform, uniform_pair, without_replicate
from ..state.codes import Count, Kind, Origin
from ..state.state import SEGMENTS


@compiled
def drawn_potential(now, name, scale):
    """Potential of a new solution: share of its area's hours (heavy-tailed, shrunk, capped).

    A share `new_null_share` frees nothing; a share `new_costly_share` costs time; the rest is log-normal.
    """
    p = now.p
    fixed = without_replicate(now.key)
    u, size = uniform_pair(fixed, POTENTIAL, name, 0)
    value = p.new_potential_median * math.exp(p.new_potential_sigma * normal(fixed, POTENTIAL, name, 1)) * scale
    value = min(value, p.new_potential_cap)
    if u < p.new_null_share:
        return 0.0
    if u < p.new_null_share + p.new_costly_share:
        return -min(p.new_potential_median * size, p.new_potential_cap)
    return value


@compiled
def make_solution(world, state, now, name, need, kind, origin, scale):
    """A new row of solutions with its drawn qualities. Returns the row, -1 if there is no room.

    `kind` is the host kind it was made for (0 municipal, 1 hospital); some fit the other kind too.
    """
    p = now.p
    tally = state.tally
    row = tally.count[Count.SOLUTION_ROWS]
    solutions = state.solutions
    if row >= solutions.key.size:
        tally.count[Count.OVERFLOW] = 1
        return -1
    tally.count[Count.SOLUTION_ROWS] = row + 1
    fixed = without_replicate(now.key)
    segment_u, both_u = uniform_pair(fixed, QUALITY, name, 0)
    class_u, _ = uniform_pair(fixed, QUALITY, name, 1)
    star, _ = normal_pair(fixed, QUALITY, name, 2, 0)
    potential = drawn_potential(now, name, scale)
    both = both_u < p.new_both_hosts_share
    solutions.key[row] = name
    solutions.need[row] = need
    solutions.segment[row] = min(int(segment_u * SEGMENTS), SEGMENTS - 1)
    solutions.hosts[row] = 3 if both else (1 if kind == 0 else 2)
    for k in range(2):
        fits = both or k == kind
        solutions.potential[row, k] = potential if fits else 0.0
        solutions.expected[row, k] = p.new_potential_median * scale if fits else 0.0
        solutions.said[row, k] = solutions.expected[row, k]
        solutions.found[row, k] = 0.0
        solutions.judged[row, k] = solutions.expected[row, k]
        solutions.pool[row, k] = world.need_pool[need, k]
    solutions.effect_class[row] = 1 if class_u < p.new_visits_share else 0
    solutions.complexity[row] = beta(fixed, QUALITY, name, 3, p.new_complexity_mean, p.new_complexity_concentration)
    solutions.evidence[row] = p.new_evidence
    solutions.attractiveness[row] = math.exp(
        p.attractiveness_sigma * star - 0.5 * p.attractiveness_sigma * p.attractiveness_sigma
    )
    solutions.owner[row] = -1
    solutions.owner_generation[row] = -1
    solutions.origin[row] = origin
    solutions.partnership[row] = -1
    solutions.co_created[row] = p.cocreation_baseline
    solutions.evaluated[row] = 0
    solutions.available[row] = now.month
    solutions.found_at[row] = uniform(fixed, HEARD_AGAIN, name, 0)
    solutions.taken_up[row] = 0
    solutions.chosen[row] = 0
    return row


@compiled
def make_from_partnership(world, state, now, row, name):
    """The solution a partnership has developed. Returns its row, -1 if there is no room.

    The result depends on how well the work was done: potential x (coverage / its current-policy mean)^e x
    (trust / baseline)^e'; complexity falls with the hosts' own coverage.
    """
    p = now.p
    partnerships = state.partnerships
    alone = partnerships.kind[row] == Kind.IN_HOUSE
    host = partnerships.host[row]
    kind = 0 if host < world.first_host + world.municipalities else 1
    origin = Origin.IN_HOUSE if alone else Origin.PARTNERSHIP
    scale = p.inhouse_potential_ratio if alone else 1.0
    made = make_solution(world, state, now, name, partnerships.need[row], kind, origin, scale)
    if made < 0:
        return made
    solutions = state.solutions
    quality = 1.0
    if now.switches.coverage_result > 0.0:
        quality *= math.pow(max(partnerships.coverage[row], 0.05) / p.coverage_reference, p.result_by_coverage)
    if now.switches.trust_result > 0.0:
        quality *= math.pow(max(partnerships.trust[row], 0.05) / p.trust_baseline, p.result_by_trust)
    for k in range(2):
        if solutions.potential[made, k] > 0.0:
            solutions.potential[made, k] = min(solutions.potential[made, k] * quality, p.new_potential_cap)
    if now.switches.coverage_result > 0.0:
        solutions.complexity[made] *= 1.0 - p.complexity_by_own_coverage * partnerships.coverage[row]
    solutions.partnership[made] = row
    solutions.co_created[made] = partnerships.co_created[row]
    company = partnerships.company[row]
    if company >= 0:
        solutions.owner[made] = company
        solutions.owner_generation[made] = state.actors.generation[company]
    return made
