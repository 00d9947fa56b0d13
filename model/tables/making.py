"""Making a solution: its potential and qualities are parameters of the draw, never of the replicate."""

import math

from ..compiled import compiled
from ..draws import POTENTIAL, QUALITY, beta, normal, normal_pair, uniform_pair, without_replicate
from ..state.codes import Count, Kind, Origin
from ..state.state import SEGMENTS


@compiled
def drawn_potential(now, name, scale):
    """Potential of a new solution: share of its area's hours (heavy-tailed, shrunk, capped).

    A share `null_new` frees nothing; a share `cost_new` costs time; the rest is log-normal.
    """
    p = now.p
    fixed = without_replicate(now.key)
    u, size = uniform_pair(fixed, POTENTIAL, name, 0)
    value = p.pot_med * math.exp(p.pot_sig * normal(fixed, POTENTIAL, name, 1)) * scale
    value = min(value, p.cap_new_potential)
    if u < p.null_new:
        return 0.0
    if u < p.null_new + p.cost_new:
        return -min(p.pot_med * size, p.cap_new_potential)
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
    both = both_u < p.both_share_new
    solutions.key[row] = name
    solutions.need[row] = need
    solutions.segment[row] = min(int(segment_u * SEGMENTS), SEGMENTS - 1)
    solutions.hosts[row] = 3 if both else (1 if kind == 0 else 2)
    for k in range(2):
        fits = both or k == kind
        solutions.potential[row, k] = potential if fits else 0.0
        solutions.expected[row, k] = p.pot_med * scale if fits else 0.0
        solutions.pool[row, k] = world.need_pool[need, k]
    solutions.effect_class[row] = 1 if class_u < p.visits_share_new else 0
    solutions.complexity[row] = beta(fixed, QUALITY, name, 3, p.complexity_new_mean, p.complexity_new_concentration)
    solutions.evidence[row] = p.evidence_new
    solutions.attractiveness[row] = math.exp(p.star_sig * star - 0.5 * p.star_sig * p.star_sig)
    solutions.owner[row] = -1
    solutions.owner_generation[row] = -1
    solutions.origin[row] = origin
    solutions.partnership[row] = -1
    solutions.co_created[row] = p.cocreation_baseline
    solutions.evaluated[row] = 0
    solutions.available[row] = now.month
    solutions.of_region[row] = 0
    solutions.nation[row, :] = 0
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
    scale = p.inhouse_scale if alone else 1.0
    made = make_solution(world, state, now, name, partnerships.need[row], kind, origin, scale)
    if made < 0:
        return made
    solutions = state.solutions
    quality = 1.0
    if now.switches.coverage_result > 0.0:
        quality *= math.pow(max(partnerships.coverage[row], 0.05) / p.coverage_ref, p.result_exponent)
    if now.switches.trust_result > 0.0:
        quality *= math.pow(max(partnerships.trust[row], 0.05) / p.t0, p.result_trust)
    for k in range(2):
        if solutions.potential[made, k] > 0.0:
            solutions.potential[made, k] = min(solutions.potential[made, k] * quality, p.cap_new_potential)
    if now.switches.coverage_result > 0.0:
        solutions.complexity[made] *= 1.0 - p.own_coverage_complexity * partnerships.coverage[row]
    solutions.partnership[made] = row
    solutions.co_created[made] = partnerships.co_created[row]
    company = partnerships.company[row]
    if company >= 0:
        solutions.owner[made] = company
        solutions.owner_generation[made] = state.actors.generation[company]
    return made
