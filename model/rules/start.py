"""start: the world on 1 January 2022.

Nobody is engaged in the ecosystem. Starting ties are drawn, and the use of catalogue solutions is ramped in until the
month at which it was observed.
"""

import math

from ..compiled import compiled, rule
from ..distributions import exponential, normal
from ..draws import ENGAGE, EXIT, HEARD_AGAIN, OPERATOR, OWNER, REACH, TIES, uniform, uniform_pair, without_replicate
from ..draws import START as START_DRAW
from ..now import Now
from ..state.codes import ActorKind, Count, Regime, Value
from ..state.state import NEVER, State
from ..state.world import World
from ..tables import ties
from ..tables.adopting import Use, begin_use, mirror
from ..tables.cashing import cash
from ..tables.considering import clear, consider, has_use_for
from ..tables.evaluating import evaluate, measure_catalogue
from ..tables.identity import actor_key, use_key
from .ledger import measure_hours
from .regimes import hours_of_need
from .turn_over import closing_month


@rule("actors", "ties", "solutions", "considered", "adoptions", "cell_hours", "ledger", "tally")
def start(world: World, state: State, now: Now) -> None:
    """Set every table to the first day; equal keys and parameters give equal bits."""
    _clear(state)
    clear(world, state, now)
    _actors(world, state, now)
    _starting_ties(world, state, now)
    _hours(world, state, now)
    hours_of_need(world, state)
    measure_hours(world, state, now)
    _catalogue(world, state, now)
    _units(world, state, now)
    _seed_use(world, state, now)
    _scale_attention(world, state, now)


@compiled
def _clear(state):
    state.tally.count[:] = 0
    state.tally.value[:] = 0.0
    state.tally.spent[:] = 0.0
    state.tally.focus[:] = 0.0
    state.tally.flow_area[:] = 0.0
    state.tally.flow_pair[:] = 0.0
    state.ledger.base[:] = 0.0
    state.ledger.base_cost[:] = 0.0
    state.ledger.host_hours[:] = 0.0
    state.ties.partner[:] = -1
    state.ties.live[:] = 0
    state.considered.busy[:] = 0
    state.considered.budget[:] = 0.0
    state.considered.wages[:] = 0.0
    state.adoptions.count[:] = 0
    state.adoptions.pooled[:] = 0
    state.adoptions.latest[:] = -1
    state.tally.once[:] = 0.0
    state.tally.once_by_month[:] = 0.0
    state.tally.bought[:] = 0.0


@compiled
def _actors(world, state, now):
    p = now.p
    actors = state.actors
    actors.vacant[:] = 0
    actors.generation[:] = 0
    actors.engaged[:] = 0
    actors.ever_engaged[:] = 0
    actors.focus[:] = -1
    actors.spell[:] = 0
    actors.hazard[:] = 0.0
    actors.joins_at[:] = math.inf
    actors.reached[:] = 0.0
    actors.inside[:] = 0.0
    actors.companies[:] = 0
    actors.load[:] = 0
    actors.last_live[:] = 0
    actors.touched[:] = 0
    actors.revenue[:] = 0.0
    actors.damage[:] = 0.0
    actors.damage_month[:] = 0
    actors.reference[:] = 0.0
    actors.runway[:] = p.runway_months
    for a in range(world.kind.size):
        actors.born[a] = -world.age[a]
        for k in range(world.base.shape[1]):
            actors.level[a, k] = world.base[a, k]
        kind = world.kind[a]
        name = actor_key(world.lineage[a], 0)
        actors.threshold[a] = exponential(now.key, ENGAGE, name, 0)
        actors.reachable[a] = 1
        if kind == ActorKind.COMPANY:
            actors.companies[world.region[a]] += 1
            step = world.size[a] / 3.0
            actors.capacity[a] = int(
                p.micro_firm_capacity + step * (p.public_host_capacity - p.micro_firm_capacity) + 0.5
            )
            actors.absorption[a] = p.micro_firm_absorption + 0.5 * step * (p.host_absorption - p.micro_firm_absorption)
            actors.reachable[a] = 1 if uniform(now.key, REACH, name, 0) < p.engageable_share else 0
            actors.joins_at[a] = actors.threshold[a] if actors.reachable[a] > 0 else math.inf
            actors.due[a] = closing_month(p, world.age[a], exponential(now.key, EXIT, name, 0), 0)
        elif kind == ActorKind.INSTITUTION:
            actors.capacity[a] = int(p.public_host_capacity)
            actors.absorption[a] = p.knowledge_absorption
        elif kind == ActorKind.MUNICIPALITY:
            actors.capacity[a] = min(
                int(p.public_host_capacity), 2 + int(world.population[a] / p.inhabitants_per_activity)
            )
            actors.absorption[a] = p.host_absorption
        else:
            actors.capacity[a] = int(p.public_host_capacity)
            actors.absorption[a] = p.host_absorption


@compiled
def _starting_ties(world, state, now):
    """Each host and knowledge institution knows some companies of its region, and they know it."""
    p = now.p
    for a in range(world.first_host, world.first_company):
        table = world.region_table[world.region[a]]
        for j in range(int(p.prior_ties + 0.5)):
            u, _ = uniform_pair(now.key, TIES, a, j)
            other = table[min(int(u * table.size), table.size - 1)]
            if other < 0:
                continue
            noise = p.prior_ties_trust_sd * normal(now.key, TIES, a, 64 + j)
            trust = min(max(p.trust_baseline + noise, 0.05), 0.95)
            ties.set_trust(state.ties, now, a, ties.remember(state.ties, now, a, other), trust)
            ties.set_trust(state.ties, now, other, ties.remember(state.ties, now, other, a), trust)


@compiled
def _hours(world, state, now):
    """Hours a year of every cell: staff FTE of the host x hours of a staff FTE x share of the area."""
    p = now.p
    total = 0.0
    hospital_total = 0.0
    for h in range(world.hosts):
        if h < world.municipalities:
            total += world.host_fte[h, 0]
        else:
            hospital_total += world.host_fte[h, 0]
    municipal_scale = p.municipal_staff / max(total, 1e-9)
    hospital_scale = p.regional_staff / max(hospital_total, 1e-9)
    for c in range(world.cell_host.size):
        h = world.cell_host[c]
        need = world.cell_need[c]
        fte = world.host_fte[h, 0] + p.eldercare_allocation * (world.host_fte[h, 1] - world.host_fte[h, 0])
        moved = world.cell_transfer[c]
        if world.cell_kind[c] == 0:
            hours = fte * municipal_scale * p.hours_share_municipal[need]
            if moved >= 0:
                hours *= p.transfer[moved]
            elif world.cell_sibling[c] >= 0:
                hours *= 1.0 - p.transfer[world.cell_transfer[world.cell_sibling[c]]]
        else:
            hours = fte * hospital_scale * p.hours_share_regional[need]
        state.cell_hours[c] = hours * p.hours_per_staff_fte
        state.ledger.host_hours[h] += state.cell_hours[c]
        authority = world.cell_region[c] if world.cell_kind[c] == 1 else world.first_host + h
        state.considered.wages[authority] += hours * p.cost_fte_value


@compiled
def _catalogue(world, state, now):
    p = now.p
    solutions = state.solutions
    rows = world.solution_key.size
    state.tally.count[Count.SOLUTION_ROWS] = rows
    state.tally.count[Count.SOLUTIONS_TOLD] = rows
    solutions.adopters_in_region[:] = 0
    solutions.adopters[:] = 0
    solutions.taken_up[:rows] = 0
    solutions.chosen[:rows] = 0
    for s in range(rows):
        said = p.potential[s] / world.solution_reference[s]
        share = said * world.solution_counts[s]
        solutions.key[s] = world.solution_key[s]
        solutions.need[s] = world.solution_need[s]
        solutions.segment[s] = world.solution_segment[s]
        solutions.hosts[s] = world.solution_hosts[s]
        for k in range(2):
            fits = world.solution_hosts[s] & (k + 1) > 0
            pool = world.solution_pool[s]
            solutions.pool[s, k] = pool if pool >= 0 and world.pool_kind[pool] == k else -1
            solutions.potential[s, k] = share if fits else 0.0
            solutions.expected[s, k] = share if fits else 0.0
            solutions.said[s, k] = said if fits else 0.0
        solutions.effect_class[s] = world.solution_class[s]
        solutions.complexity[s] = world.solution_complexity[s]
        solutions.evidence[s] = world.solution_evidence[s]
        solutions.attractiveness[s] = world.solution_attractiveness[s]
        solutions.owner[s] = _owner(world, now, world.solution_key[s]) if world.solution_owned[s] > 0 else -1
        solutions.owner_generation[s] = 0
        solutions.origin[s] = 0
        solutions.partnership[s] = -1
        solutions.co_created[s] = p.cocreation_baseline
        solutions.evaluated[s] = 1
        solutions.available[s] = 0
        solutions.found_at[s] = uniform(without_replicate(now.key), HEARD_AGAIN, solutions.key[s], 0)
    measure_catalogue(state, now)
    for s in range(rows):
        evaluate(state, now, s)


@compiled
def _owner(world, now, name):
    """The company that owns a catalogue product: drawn, since the catalogue names none; -1 if none is found."""
    table = world.company_table
    for attempt in range(16):
        owner = table[min(int(uniform(without_replicate(now.key), OWNER, name, attempt) * table.size), table.size - 1)]
        if owner >= 0:
            return owner
    return -1


@compiled
def _units(world, state, now):
    considered = state.considered
    for u in range(considered.busy.size):
        considered.unit_active[u] = 1 if u < world.hosts else 0
        considered.operator[u] = u
        if u >= world.hosts:
            host = u - world.hosts
            stays = uniform(now.key, OPERATOR, host, 0) < now.p.transfer_municipal_operation
            considered.operator[u] = host if stays or world.nearest_hospital[host] < 0 else world.nearest_hospital[host]


@compiled
def _seed_use(world, state, now):
    """Catalogue use: hosts drawn once, their dates spread over the years before the observed month."""
    solutions = state.solutions
    for s in range(world.solution_key.size):
        for h in range(world.hosts):
            if not has_use_for(world, state, h, s):
                continue
            use = use_key(h, solutions.need[s], 0)
            has, when = uniform_pair(now.key, START_DRAW, solutions.key[s], use)
            if has < world.start_share[s]:
                month = int(world.start_month[s] - when * 12.0 * now.p.catalogue_ramp_years)
                _seed(world, state, now, h, s, month)
            else:
                consider(world, state, now, h, s)


@compiled
def _seed(world, state, now, h, s, month):
    lever = now.levers[world.region[world.first_host + h]]
    use = Use(h, s, 0, max(month, 0), Regime.START, now.p.trust_baseline, 0, 0)
    _seed_depth(world, state, now, begin_use(world, state, now, lever, use), s, month)
    _seed_depth(world, state, now, mirror(world, state, now, lever, use), s, month)


@compiled
def _seed_depth(world, state, now, row, s, month):
    """Depth rises in a straight line to the depth observed; it goes no further where use is thin everywhere."""
    adoptions = state.adoptions
    if row < 0:
        return
    observed = world.start_depth[s]
    adoptions.seeded_until[row] = world.start_month[s]
    adoptions.seeded_depth[row] = observed
    adoptions.month[row] = month
    adoptions.abandoned[row] = max(adoptions.abandoned[row], int(world.start_month[s]) + 1)
    adoptions.held[row] = 1 if world.start_share[s] >= 1.0 else 0
    # Use that was observed has been kept so far.
    if adoptions.review[row] <= world.start_month[s]:
        adoptions.review[row] = NEVER
    adoptions.ceiling[row] = max(adoptions.ceiling[row], observed)
    if world.start_month[s] <= 0:
        adoptions.depth[row] = observed
    # Rosters have followed since it began, so that old use is not counted as new when they catch up.
    length = max(int(world.start_month[s]) - month, 1)
    for before in range(month, 0):
        depth = observed * min((before - month) / length, 1.0)
        adoptions.cashed[row] = cash(adoptions.cashed[row], depth, now.p.cashing_lag_months)


@compiled
def _scale_attention(world, state, now):
    """c: makes the mean attention scale 1 over hosts and their start catalogue."""
    considered = state.considered
    total = 0.0
    number = 0
    for h in range(world.hosts):
        weight = considered.weight[h]
        considered.start_weight[h] = considered.weights[h]
        for k in range(considered.number[h]):
            total += min(1.0, now.p.attention_per_month * weight[k] / considered.weights[h])
        number += considered.number[h]
    state.tally.value[Value.ATTENTION_SCALE] = number / total if total > 0.0 else 1.0
