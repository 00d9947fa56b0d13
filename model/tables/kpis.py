"""KPIs of collaboration and change by focus, region and sector pair: what is counted as it happens, and by whom.

A partnership counts at its need area and at the region of its lead. By sector pair, what two members do counts at their
two sectors, and what a partnership does as a whole is spread evenly over its pairs of members, so that what is counted
adds up to the country in each breakdown. In-house work is not counted.
"""

import math

from ..arrays import AWAITING, IN_HOUSE, MUNICIPALITY
from ..compiled import compiled, inlined
from . import counts, ties
from .sums import total

# The order of the `kpi` dim.
TRANSFER, COCREATION, NETWORKS, RELATIONS, TRUST, LEARNING, IDEAS, IMPLEMENTATION = 0, 1, 2, 3, 4, 5, 6, 7
KPIS = 8
# What is counted as it happens.
MOVED, NEW_TIES, MADE, PASSED = 0, 1, 2, 3
FLOWS = 4
# What means are taken of, in sums over live partnerships.
NUMBER, CREATED, REPEATED, LEARNED, TRUSTED = 0, 1, 2, 3, 4
LEVELS = 5
# Municipalities, hospitals, knowledge institutions, companies.
SECTORS = 4
PAIRS = SECTORS * (SECTORS + 1) // 2


@inlined
def pair_of(world, one, other):
    """Number of the pair of sectors of two actors, whichever comes first."""
    first = max(min(world.kind[one], world.kind[other]) - MUNICIPALITY, 0)
    second = max(max(world.kind[one], world.kind[other]) - MUNICIPALITY, 0)
    return first * (2 * SECTORS - 1 - first) // 2 + second


@inlined
def count_between(world, state, row, flow, one, other, amount):
    """Count what two members of partnership `row` did."""
    lead = state.partnerships.lead[row]
    state.tally.flow_area[flow, state.partnerships.need[row], world.region[lead]] += amount
    state.tally.flow_pair[flow, pair_of(world, one, other)] += amount


@compiled
def count_shared(world, state, row, flow):
    """Count one event of partnership `row` as a whole."""
    partnerships = state.partnerships
    state.tally.flow_area[flow, partnerships.need[row], world.region[partnerships.lead[row]]] += 1.0
    _spread(world, partnerships, row, state.tally.flow_pair[flow], 1.0)


@compiled
def _spread(world, partnerships, row, by_pair, amount):
    """Add an amount to the sector pairs of a partnership, evenly over its pairs of members."""
    size = partnerships.size[row]
    members = partnerships.members[row]
    if size < 2:
        alone = partnerships.lead[row]
        by_pair[pair_of(world, alone, alone)] += amount
        return
    each = amount / (size * (size - 1) // 2)
    for m in range(size):
        for n in range(m):
            by_pair[pair_of(world, members[m], members[n])] += each


@inlined
def is_live(partnerships, row):
    """Whether a partnership counts among the live ones: at work, and not in-house."""
    return partnerships.kind[row] != IN_HOUSE and partnerships.stage[row] != AWAITING


@compiled
def write_kpis(world, state, p, month, out) -> None:
    """The KPIs of a December: the mean of what lives, the monthly mean of knowledge moved, and what else has
    happened since January 2022. Missing where there is nothing to take a mean of."""
    year = month // 12
    areas, pairs = state.scratch.level_area, state.scratch.level_pair
    areas[:] = 0.0
    pairs[:] = 0.0
    for i in range(state.tally.count[counts.PARTNERSHIPS_LIVE]):
        row = state.partnerships.live[i]
        if is_live(state.partnerships, row):
            _weigh_levels(world, state, p, row, month, areas, pairs)
    flow_area, flow_pair = state.tally.flow_area, state.tally.flow_pair
    for need in range(out.kpi_need.shape[1]):
        _write(areas[:, need, :], flow_area[:, need, :], out.kpi_need[:, need, year])
    for region in range(out.kpi_region.shape[1]):
        _write(areas[:, :, region], flow_area[:, :, region], out.kpi_region[:, region, year])
    for pair in range(PAIRS):
        _write(pairs[:, pair : pair + 1], flow_pair[:, pair : pair + 1], out.kpi_sectors[:, pair, year])
    flow_area[MOVED] = 0.0
    flow_pair[MOVED] = 0.0


@compiled
def _weigh_levels(world, state, p, row, month, areas, pairs):
    """Add a live partnership to the sums that means are taken of; trust by sector pair is that of the pair itself."""
    partnerships = state.partnerships
    need, region = partnerships.need[row], world.region[partnerships.lead[row]]
    levels = (
        1.0,
        partnerships.co_created[row],
        partnerships.repeated[row],
        partnerships.coverage[row] - partnerships.coverage_start[row],
    )
    for k in range(len(levels)):
        areas[k, need, region] += levels[k]
        _spread(world, partnerships, row, pairs[k], levels[k])
    areas[TRUSTED, need, region] += partnerships.trust[row]
    size = partnerships.size[row]
    members = partnerships.members[row]
    if size < 2:
        _spread(world, partnerships, row, pairs[TRUSTED], p.t0)
    for m in range(size):
        for n in range(size):
            if m != n:
                trust = ties.trust_between(state.ties, members[m], members[n], month, p)
                pairs[TRUSTED, pair_of(world, members[m], members[n])] += trust / (size * (size - 1))


@compiled
def _write(level, flow, out):
    """All KPIs of one need area, region or sector pair: `level` and `flow` hold a row for each sum, `out` (8,)."""
    number = total(level[NUMBER])
    out[TRANSFER] = total(flow[MOVED]) / 12.0
    out[NETWORKS] = total(flow[NEW_TIES])
    out[IDEAS] = total(flow[MADE])
    out[COCREATION] = _mean(total(level[CREATED]), number)
    out[RELATIONS] = _mean(total(level[REPEATED]), number)
    out[LEARNING] = _mean(total(level[LEARNED]), number)
    out[TRUST] = _mean(total(level[TRUSTED]), number)
    out[IMPLEMENTATION] = _mean(total(flow[MADE]), total(flow[PASSED]))


@inlined
def _mean(whole, number):
    return whole / number if number > 0.0 else math.nan
