"""account: the month's ledger, outcomes and money, written to the outputs."""

import math

from ..arrays import (
    MADE_BY_PARTNERSHIP,
    Outputs,
    State,
    World,
)
from ..compiled import compiled, inlined
from ..tables import counts, money, series
from ..tables.adopting import supplier
from ..tables.kpis import MADE, PASSED, is_live, write_kpis
from ..tables.sums import sort, total, total_of
from .ledger import (
    GROSS,
    SUSTAINED,
    balance,
    cost_newly,
    grow,
    newly,
    set_baseline,
)
from .staircase import staircase


@compiled
def account(world: World, state: State, levers, p, target, month, out: Outputs) -> None:
    """Close the month. `levers` (R,) is the month's record by region."""
    grow(world, state, levers, p, month)
    balance(world, state, p, month)
    if month == target.baseline:
        set_baseline(state, target)
    _pay_month(world, state, levers, p, month)
    _write_measures(world, state, p, target, month, out)
    _write_headline(world, state, p, target, month, out)
    _write_spread(world, state, month, out)
    _write_collaboration(world, state, p, month, out)
    if month % 12 == 11:
        _write_year(world, state, p, month // 12, out)
        write_kpis(world, state, p, month, out)
        staircase(world, state, p, target, month, out)


@compiled
def _write_measures(world, state, p, target, month, out):
    """Standing levels by measure, and what is new since the baseline by measure and scope."""
    ledger = state.ledger
    fte = 1.0 / target.hours_per_fte
    cost = 0.0
    for kind in range(2):
        for region in range(ledger.growth.shape[1]):
            for need in range(ledger.new.shape[1]):
                cost += ledger.time_cost[kind, region, need]
    for measure in range(4):
        standing = 0.0
        for kind in range(2):
            for region in range(ledger.growth.shape[1]):
                for need in range(ledger.new.shape[1]):
                    standing += ledger.freed[measure, kind, region, need]
        if measure > GROSS:
            standing -= cost
        out.series[series.GROSS + measure, month] = standing * fte
    out.series[series.TIME_COST, month] = cost * fte
    counted = month > target.baseline
    for measure in range(4):
        newly(state, measure, 0, ledger.new)
        value = total_of(ledger.new) - (cost_newly(state, 0, ledger.new_cost) if measure > GROSS else 0.0)
        out.series[series.NEW_GROSS + measure, month] = value * fte if counted else 0.0
    newly(state, SUSTAINED, 1, ledger.new)
    value = total_of(ledger.new) - cost_newly(state, 1, ledger.new_cost)
    out.series[series.NEW_HEALTH, month] = value * fte if counted else 0.0


@compiled
def _sum_parts(world, state, target, scope):
    """Sum parts that are new, and time that is spent, by region and need, and by origin, regime, owner and
    municipality; what the target does not count has no share in what it counts."""
    ledger = state.ledger
    ledger.part[:] = 0.0
    ledger.part_origin[:] = 0.0
    ledger.part_regime[:] = 0.0
    ledger.part_owner[:] = 0.0
    ledger.part_municipality[:] = 0.0
    ledger.cost[:] = 0.0
    ledger.cost_origin[:] = 0.0
    ledger.cost_owner[:] = 0.0
    ledger.host_freed[:] = 0.0
    adoptions = state.adoptions
    live, cells, solution, time = adoptions.live, adoptions.cell, adoptions.solution, adoptions.time
    sustained, before, regime = adoptions.share_sustained, adoptions.share_baseline, adoptions.regime
    measured = sustained if target.measure == SUSTAINED else adoptions.share
    hosts, kinds, regions, needs = world.cell_host, world.cell_kind, world.cell_region, world.cell_need
    cell_hours, growth, host_freed = state.cell_hours, ledger.growth, ledger.host_freed
    origins, owners = state.solutions.origin, state.solutions.owner
    whole, by_origin, by_regime = ledger.part, ledger.part_origin, ledger.part_regime
    by_owner, by_municipality = ledger.part_owner, ledger.part_municipality
    for i in range(state.tally.count[counts.ADOPTIONS_LIVE]):
        row = live[i]
        if measured[row] == 0.0 and time[row] >= 0.0 and sustained[row] == 0.0:
            continue
        cell = cells[row]
        kind = kinds[cell]
        region = regions[cell]
        hours = cell_hours[cell] * growth[kind, region]
        host_freed[hosts[cell]] += hours * sustained[row]
        if kind < scope:
            continue
        need = needs[cell]
        origin = origins[solution[row]]
        owned = owners[solution[row]] >= 0
        made = origin == MADE_BY_PARTNERSHIP
        counted = target.counts == 0 or (target.counts == 1 and owned) or (target.counts == 2 and made)
        if time[row] < 0.0:
            spent = -hours * time[row]
            ledger.cost[region, need] += spent
            ledger.cost_owner[region, need, 0] += spent if owned else 0.0
            ledger.cost_owner[region, need, 1] += spent if made else 0.0
            ledger.cost_origin[region, need, origin] += spent if counted else 0.0
            continue
        part = hours * (measured[row] - before[row])
        if part <= 0.0:
            continue
        whole[region, need] += part
        by_owner[region, need, 0] += part if owned else 0.0
        by_owner[region, need, 1] += part if made else 0.0
        if not counted:
            continue
        by_origin[region, need, origin] += part
        by_regime[region, need, regime[row]] += part
        if kind == 0:
            by_municipality[hosts[cell], need] += part


@compiled
def _write_headline(world, state, p, target, month, out):
    """The target's counting, floored by region and need, shared out in proportion to parts that are new."""
    ledger = state.ledger
    fte = 1.0 / target.hours_per_fte
    _sum_parts(world, state, target, target.scope)
    out.region[:, month] = 0.0
    out.need[:, month] = 0.0
    out.origin[:, month] = 0.0
    out.regime[:, month] = 0.0
    december = month % 12 == 11
    year = month // 12
    if december:
        out.municipality[:, year] = 0.0
    out.series[series.NEW_LIFE_SCIENCE, month] = 0.0
    out.series[series.NEW_PARTNERSHIPS, month] = 0.0
    if month <= target.baseline:
        out.series[series.FREED, month] = 0.0
        out.series[series.UNFLOORED, month] = 0.0
        out.series[series.VALUE, month] = 0.0
        return
    unfloored = newly(state, target.measure, target.scope, ledger.new)
    cost = cost_newly(state, target.scope, ledger.new_cost)
    if target.measure == GROSS:
        cost = 0.0
        ledger.new_cost[:] = 0.0
    headline = 0.0
    for region in range(ledger.new.shape[0]):
        for need in range(ledger.new.shape[1]):
            new = ledger.new[region, need] * _counted_share(ledger.part, ledger.part_owner, target.counts, region, need)
            spent = ledger.new_cost[region, need]
            spent *= _counted_share(ledger.cost, ledger.cost_owner, target.counts, region, need)
            headline += new - spent
            out.region[region, month] += (new - spent) * fte
            out.need[need, month] += (new - spent) * fte
            _share_origin(ledger, target, region, need, new, spent, fte, month, out)
            for owner in range(2):
                mine = ledger.new[region, need] * _counted_share(
                    ledger.part, ledger.part_owner, owner + 1, region, need
                )
                costs = _counted_share(ledger.cost, ledger.cost_owner, owner + 1, region, need)
                mine -= ledger.new_cost[region, need] * costs
                out.series[series.NEW_LIFE_SCIENCE + owner, month] += mine * fte
            counted = _counted_parts(ledger, target, region, need)
            if december and counted > 0.0:
                for m in range(world.municipalities):
                    if world.region[world.first_host + m] == region:
                        mine = ledger.part_municipality[m, need] / counted
                        out.municipality[m, year] += new * mine * fte
    out.series[series.FREED, month] = headline * fte
    out.series[series.UNFLOORED, month] = (unfloored - cost) * fte
    out.series[series.VALUE, month] = headline * fte * p.cost_fte_value


@inlined
def _counted_share(whole, by_owner, counts_what, region, need):
    """The share of an area's sum that is counted: all (0), with an owner company (1), made by partnerships (2)."""
    if counts_what == 0:
        return 1.0
    if whole[region, need] <= 0.0:
        return 0.0
    return by_owner[region, need, counts_what - 1] / whole[region, need]


@inlined
def _counted_parts(ledger, target, region, need):
    """Sum of the parts that the target counts."""
    return ledger.part[region, need] if target.counts == 0 else ledger.part_owner[region, need, target.counts - 1]


@compiled
def _share_origin(ledger, target, region, need, new, spent, fte, month, out):
    parts = _counted_parts(ledger, target, region, need)
    if parts > 0.0:
        for o in range(4):
            out.origin[o, month] += new * ledger.part_origin[region, need, o] / parts * fte
        for o in range(5):
            out.regime[o, month] += new * ledger.part_regime[region, need, o] / parts * fte
    else:
        out.origin[0, month] += new * fte
        out.regime[0, month] += new * fte
    out.regime[0, month] -= spent * fte
    costs = total(ledger.cost_origin[region, need])
    for o in range(4):
        share = ledger.cost_origin[region, need, o] / costs if costs > 0.0 else (1.0 if o == 0 else 0.0)
        out.origin[o, month] -= spent * share * fte


@compiled
def _write_spread(world, state, month, out):
    """Spread between municipalities of the freed share of their hours: Gini, and the worst-off tenth."""
    share = state.scratch.municipal_share
    for m in range(world.municipalities):
        hours = state.ledger.host_hours[m] * state.ledger.growth[0, world.region[world.first_host + m]]
        share[m] = state.ledger.host_freed[m] / max(hours, 1e-9)
    sort(share)
    whole = total(share)
    weighted = 0.0
    for m in range(share.size):
        weighted += (m + 1) * share[m]
    n = share.size
    gini = 2.0 * weighted / (n * whole) - (n + 1) / n if whole > 0.0 else 0.0
    tenth = max(n // 10, 1)
    out.series[series.GINI, month] = gini
    out.series[series.WORST_TENTH, month] = total(share[:tenth]) / tenth


@compiled
def _write_collaboration(world, state, p, month, out):
    count = state.tally.count
    line = out.series
    _write_partnerships(state, p, month, out)
    line[series.PARTNERSHIPS_FORMED, month] = count[counts.FORMED]
    line[series.CONSORTIA_FORMED, month] = count[counts.CONSORTIA]
    line[series.INHOUSE_STARTED, month] = count[counts.INHOUSE]
    line[series.PARTNERSHIPS_RENEWED, month] = count[counts.RENEWED]
    line[series.PARTNERSHIPS_ENDED, month] = count[counts.ENDED]
    line[series.PARTNERSHIPS_FAILED, month] = count[counts.FAILED]
    line[series.PILOTS_PASSED, month] = count[counts.PILOTS_PASSED]
    line[series.PILOTS_FAILED, month] = count[counts.PILOTS_FAILED]
    line[series.COMPANIES_ACTIVE, month] = _engaged(world, state)
    line[series.COMPANIES_ENGAGED, month] = count[counts.ENGAGED_EVER]
    line[series.SOLUTIONS_AVAILABLE, month] = count[counts.SOLUTION_ROWS]
    line[series.ADOPTIONS, month] = _adopters(state)
    line[series.SLOTS_BINDING, month] = count[counts.SLOTS_BINDING] / max(world.hosts, 1)
    level = state.actors.level[world.first_host : world.first_host + world.hosts]
    line[series.KNOWLEDGE_MEAN, month] = total_of(level) / max(level.size, 1)
    line[series.COMMONS_STOCK, month] = state.tally.value[counts.COMMONS]
    line[series.KPI_TRANSFER, month] = state.tally.value[counts.TRANSFERRED_KNOWLEDGE]
    state.tally.value[counts.TRANSFERRED_KNOWLEDGE] = 0.0
    line[series.KPI_NETWORKS, month] = count[counts.NEW_TIES]
    line[series.KPI_IDEAS, month] = count[counts.IDEAS]
    passed = total_of(state.tally.flow_area[PASSED])
    line[series.KPI_IMPLEMENTATION, month] = total_of(state.tally.flow_area[MADE]) / max(passed, 1.0)
    line[series.COMPANY_REVENUE, month] = state.tally.value[counts.REVENUE]
    line[series.COMPANY_JOBS, month] = state.tally.value[counts.REVENUE] / max(p.revenue_per_job, 1e-9)


@compiled
def _adopters(state):
    """Pairs of a host and a solution it has taken into use; moving shares are not counted beside their host."""
    number = 0
    for s in range(state.tally.count[counts.SOLUTION_ROWS]):
        number += state.solutions.nation[s, 0] + state.solutions.nation[s, 1]
    return number


@compiled
def _engaged(world, state):
    number = 0
    for a in range(world.first_company, world.kind.size):
        number += state.actors.engaged[a]
    return number


@compiled
def _write_partnerships(state, p, month, out):
    """Means over live partnerships; in-house work is not counted among them."""
    partnerships = state.partnerships
    number = 0.0
    trust = 0.0
    covered = 0.0
    created = 0.0
    repeated = 0.0
    learned = 0.0
    for i in range(state.tally.count[counts.PARTNERSHIPS_LIVE]):
        row = partnerships.live[i]
        if not is_live(partnerships, row):
            continue
        number += 1.0
        trust += partnerships.trust[row]
        covered += partnerships.coverage[row]
        created += partnerships.co_created[row]
        repeated += partnerships.repeated[row]
        learned += partnerships.coverage[row] - partnerships.coverage_start[row]
    several = max(number, 1.0)
    line = out.series
    line[series.PARTNERSHIPS_ACTIVE, month] = number
    line[series.TRUST_MEAN, month] = trust / several if number > 0.0 else p.t0
    line[series.COVERAGE_MEAN, month] = covered / several
    line[series.KPI_COCREATION, month] = created / several
    line[series.KPI_RELATIONS, month] = repeated / several
    line[series.KPI_LEARNING, month] = learned / several


@compiled
def _pay_month(world, state, levers, p, month):
    """Money that runs by the month: levers that are an effort, and the yearly cost of solutions in use.

    A reform of law is paid once, as far as it goes beyond what is paid already.
    """
    tally = state.tally
    lever = levers[0]
    regions = levers.size
    for region in range(regions):
        here = levers[region]
        part = 1.0 / (12.0 * regions)
        money.spend(world, tally, money.OUTREACH, here.outreach * p.cost_outreach * part, 0)
        money.spend(world, tally, money.BRIDGE, here.bridge * p.cost_bridge * part, 0)
        money.spend(world, tally, money.NETWORK, here.networks * p.cost_network * p.network_count * part, 0)
        slots = here.support_slots * p.cost_implementation_slots * part
        municipal = world.municipal_hours_share
        money.spend(world, tally, money.IMPLEMENTATION_SLOTS, slots * municipal, 0)
        money.spend(world, tally, money.IMPLEMENTATION_SLOTS, slots * (1.0 - municipal), 1)
        money.spend(world, tally, money.DECISION_SUPPORT, here.decision_support * p.cost_decision_support * part, 0)
        money.spend(world, tally, money.GUIDANCE, here.guidance * p.cost_guidance * part, 0)
        money.spend(world, tally, money.TRAINING, here.innovation_training * p.cost_training * part, 0)
        money.spend(world, tally, money.DISTRICT, here.district * p.cost_district / 12.0, 0)
    money.spend(world, tally, money.BROKER, lever.broker * p.cost_broker / 12.0, 0)
    reform = max(lever.legal_reform - tally.value[counts.REFORM], 0.0)
    tally.value[counts.REFORM] += reform
    money.spend(world, tally, money.DATA_REFORM, reform * p.cost_data_reform, 0)
    abroad = lever.community_of_practice * p.cost_community_of_practice / 12.0
    money.spend(world, tally, money.COMMUNITY_OF_PRACTICE, abroad, 0)
    _pay_running(world, state, p, month)


@compiled
def _pay_running(world, state, p, month):
    """Licences and operation of solutions in use: a share of the value of the time they are said to free."""
    adoptions = state.adoptions
    solutions = state.solutions
    revenue = 0.0
    actors = state.actors
    kept = math.exp(-1.0 / 12.0)
    for a in range(world.first_company, world.kind.size):
        actors.revenue[a] *= kept
    for kind in range(2):
        state.tally.running[kind] = 0.0
    for i in range(state.tally.count[counts.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if month < adoptions.live_from[row]:
            continue
        cell = adoptions.cell[row]
        kind = world.cell_kind[cell]
        s = adoptions.solution[row]
        said = max(abs(solutions.expected[s, kind]), p.claimed_floor)
        amount = p.cost_solution_running * said * state.cell_hours[cell] / p.staff_hours * p.cost_fte_value / 12.0
        state.tally.running[kind] += amount
        owner = supplier(state, s)
        if owner >= 0:
            actors.revenue[owner] += amount
    for kind in range(2):
        money.spend(world, state.tally, money.SOLUTION_RUNNING, state.tally.running[kind], kind)
    for a in range(world.first_company, world.kind.size):
        revenue += actors.revenue[a]
    state.tally.value[counts.REVENUE] = revenue


@compiled
def _write_year(world, state, p, year, out):
    actors = state.actors
    out.revenue_region[:, year] = 0.0
    out.jobs_size[:, year] = 0.0
    out.active_need[:, year] = 0.0
    for a in range(world.first_company, world.kind.size):
        out.revenue_region[world.region[a], year] += actors.revenue[a]
        out.jobs_size[world.size[a], year] += actors.revenue[a] / max(p.revenue_per_job, 1e-9)
        if actors.engaged[a] > 0:
            out.active_need[max(actors.focus[a], 0), year] += 1.0
    for n in range(out.engaged_need.shape[0]):
        out.engaged_need[n, year] = state.tally.focus[n]
    for part in range(4):
        out.cost[part, year] = total(state.tally.spent[part])
    for payer in range(5):
        out.payer[payer, year] = total(state.tally.spent[:, payer])
    state.tally.spent[:] = 0.0
