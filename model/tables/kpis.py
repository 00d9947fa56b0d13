"""KPIs of collaboration and change by focus, region and sector pair: what is counted as it happens, and by whom.

A partnership counts at its need area and at the region of its lead. By sector pair, what two members do counts at their
two sectors, and what a partnership does as a whole is spread evenly over its pairs of members, so that what is counted
adds up to the country in each breakdown. In-house work is not counted.
"""

import math

from ..compiled import compiled
from ..state.codes import ActorKind, Count, Flow, Kind, Kpi, Level, Sector, Stage
from . import ties
from .sums import total

SECTORS = len(Sector)


@compiled
def pair_of(world, one, other):
    """Number of the pair of sectors of two actors, whichever comes first."""
    first = max(min(world.kind[one], world.kind[other]) - ActorKind.MUNICIPALITY, 0)
    second = max(max(world.kind[one], world.kind[other]) - ActorKind.MUNICIPALITY, 0)
    return first * (2 * SECTORS - 1 - first) // 2 + second


@compiled
def count_between(world, state, row, flow, one, other, amount):
    """Count what two members of partnership `row` did."""
    count_at_area(world, state, row, flow, amount)
    state.tally.flow_pair[flow, pair_of(world, one, other)] += amount


@compiled
def count_at_area(world, state, row, flow, amount):
    """Count at the need area of partnership `row` and the region of its lead."""
    lead = state.partnerships.lead[row]
    state.tally.flow_area[flow, state.partnerships.need[row], world.region[lead]] += amount


@compiled
def count_shared(world, state, row, flow):
    """Count one event of partnership `row` as a whole."""
    partnerships = state.partnerships
    count_at_area(world, state, row, flow, 1.0)
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


@compiled
def is_live(partnerships, row):
    """Whether a partnership counts among the live ones: at work, and not in-house."""
    return (partnerships.kind[row] != Kind.IN_HOUSE) & (partnerships.stage[row] != Stage.AWAITING)


@compiled
def write_kpis(world, state, now, out) -> None:
    """The KPIs of a December: the mean of what lives, the monthly mean of knowledge moved, and what else has
    happened since January 2022. Missing where there is nothing to take a mean of."""
    year = now.month // 12
    areas, pairs = state.scratch.level_area, state.scratch.level_pair
    areas[:] = 0.0
    pairs[:] = 0.0
    for i in range(state.tally.count[Count.PARTNERSHIPS_LIVE]):
        row = state.partnerships.live[i]
        if is_live(state.partnerships, row):
            _weigh_levels(world, state, now, row, areas, pairs)
    flow_area, flow_pair = state.tally.flow_area, state.tally.flow_pair
    for need in range(out.kpi_by_need.shape[1]):
        _write(areas[:, need, :], flow_area[:, need, :], out.kpi_by_need[:, need, year])
    for region in range(out.kpi_by_region.shape[1]):
        _write(areas[:, :, region], flow_area[:, :, region], out.kpi_by_region[:, region, year])
    for pair in range(pairs.shape[1]):
        _write(pairs[:, pair : pair + 1], flow_pair[:, pair : pair + 1], out.kpi_by_sectors[:, pair, year])
    flow_area[Flow.MOVED] = 0.0
    flow_pair[Flow.MOVED] = 0.0


@compiled
def _weigh_levels(world, state, now, row, areas, pairs):
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
    areas[Level.TRUSTED, need, region] += partnerships.trust[row]
    size = partnerships.size[row]
    members = partnerships.members[row]
    if size < 2:
        _spread(world, partnerships, row, pairs[Level.TRUSTED], now.p.trust_baseline)
    for m in range(size):
        for n in range(size):
            if m != n:
                trust = ties.trust_between(state.ties, now, members[m], members[n])
                pairs[Level.TRUSTED, pair_of(world, members[m], members[n])] += trust / (size * (size - 1))


@compiled
def _write(level, flow, out):
    """All KPIs of one need area, region or sector pair: `level` and `flow` hold a row for each sum, `out` (8,)."""
    number = total(level[Level.NUMBER])
    out[Kpi.KPI_KNOWLEDGE_TRANSFER] = total(flow[Flow.MOVED]) / 12.0
    out[Kpi.KPI_NETWORKS] = total(flow[Flow.NEW_TIES])
    out[Kpi.KPI_IDEAS] = total(flow[Flow.MADE])
    out[Kpi.KPI_COCREATION] = _mean(total(level[Level.CREATED]), number)
    out[Kpi.KPI_RELATIONS] = _mean(total(level[Level.REPEATED]), number)
    out[Kpi.KPI_LEARNING] = _mean(total(level[Level.LEARNED]), number)
    out[Kpi.TRUST_MEAN] = _mean(total(level[Level.TRUSTED]), number)
    out[Kpi.KPI_IMPLEMENTATION] = _mean(total(flow[Flow.MADE]), total(flow[Flow.PASSED]))


@compiled
def _mean(whole, number):
    return whole / number if number > 0.0 else math.nan
