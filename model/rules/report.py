"""report: the month in numbers, written to the outputs."""

from ..compiled import compiled, rule
from ..now import Now
from ..state.codes import Count, Counts, Flow, Measure, Origin, Value
from ..state.outputs import Outputs
from ..state.state import State
from ..state.world import World
from ..tables.kpis import is_live, write_kpis
from ..tables.sums import sort, total, total_of
from .ledger import cost_newly, newly
from .staircase import staircase


@rule("ledger", "tally")
def report(world: World, state: State, now: Now, out: Outputs) -> None:
    """Write down the month; in December also the year."""
    _write_measures(state, now, out)
    _write_headline(world, state, now, out)
    _write_spread(world, state, now, out)
    _write_collaboration(world, state, now, out)
    if now.month % 12 == 11:
        _write_year(world, state, now, now.month // 12, out)
        write_kpis(world, state, now, out)
        staircase(world, state, now, out)


@compiled
def _write_measures(state, now, out):
    """Standing levels by measure, and what is new since the baseline by measure and scope."""
    month = now.month
    cost = _time_cost(state)
    out.time_cost_fte[month] = cost * (1.0 / now.target.hours_per_fte)
    out.freed_fte_gross[month] = _standing(state, now, Measure.GROSS, 0.0)
    out.freed_fte_net[month] = _standing(state, now, Measure.NET, cost)
    out.freed_fte_realised[month] = _standing(state, now, Measure.REALISED, cost)
    out.freed_fte_sustained[month] = _standing(state, now, Measure.SUSTAINED, cost)
    out.freed_fte_new_gross[month] = _new(state, now, Measure.GROSS, 0)
    out.freed_fte_new_net[month] = _new(state, now, Measure.NET, 0)
    out.freed_fte_new_realised[month] = _new(state, now, Measure.REALISED, 0)
    out.freed_fte_new_sustained[month] = _new(state, now, Measure.SUSTAINED, 0)
    out.freed_fte_new_health[month] = _new(state, now, Measure.SUSTAINED, 1)


@compiled
def _time_cost(state):
    ledger = state.ledger
    cost = 0.0
    for kind in range(2):
        for region in range(ledger.growth.shape[1]):
            for need in range(ledger.new.shape[1]):
                cost += ledger.time_cost[kind, region, need]
    return cost


@compiled
def _standing(state, now, measure, cost):
    ledger = state.ledger
    standing = 0.0
    for kind in range(2):
        for region in range(ledger.growth.shape[1]):
            for need in range(ledger.new.shape[1]):
                standing += ledger.freed[measure, kind, region, need]
    return (standing - cost) * (1.0 / now.target.hours_per_fte)


@compiled
def _new(state, now, measure, scope):
    """FTE since the baseline, floored by region and need; nothing before it."""
    if now.month <= now.target.baseline:
        return 0.0
    ledger = state.ledger
    newly(state, measure, scope, ledger.new)
    cost = cost_newly(state, scope, ledger.new_cost)
    value = total_of(ledger.new) - (cost if measure > Measure.GROSS else 0.0)
    return value * (1.0 / now.target.hours_per_fte)


@compiled
def _sum_parts(world, state, now, scope):
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
    measured = sustained if now.target.measure == Measure.SUSTAINED else adoptions.share
    hosts, kinds, regions, needs = world.cell_host, world.cell_kind, world.cell_region, world.cell_need
    cell_hours, growth, host_freed = state.cell_hours, ledger.growth, ledger.host_freed
    origins, owners = state.solutions.origin, state.solutions.owner
    whole, by_origin, by_regime = ledger.part, ledger.part_origin, ledger.part_regime
    by_owner, by_municipality = ledger.part_owner, ledger.part_municipality
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
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
        made = origin == Origin.PARTNERSHIP
        counted = now.target.counts == 0 or (now.target.counts == 1 and owned) or (now.target.counts == 2 and made)
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
def _write_headline(world, state, now, out):
    """The target's counting, floored by region and need, shared out in proportion to parts that are new."""
    ledger = state.ledger
    fte = 1.0 / now.target.hours_per_fte
    _sum_parts(world, state, now, now.target.scope)
    out.freed_fte_by_region[:, now.month] = 0.0
    out.freed_fte_by_need[:, now.month] = 0.0
    out.freed_fte_by_origin[:, now.month] = 0.0
    out.freed_fte_by_regime[:, now.month] = 0.0
    december = now.month % 12 == 11
    year = now.month // 12
    if december:
        out.freed_fte_by_municipality[:, year] = 0.0
    out.freed_fte_new_life_science[now.month] = 0.0
    out.freed_fte_new_partnerships[now.month] = 0.0
    if now.month <= now.target.baseline:
        out.freed_fte[now.month] = 0.0
        out.freed_fte_unfloored[now.month] = 0.0
        out.value_mdkk[now.month] = 0.0
        return
    unfloored = newly(state, now.target.measure, now.target.scope, ledger.new)
    cost = cost_newly(state, now.target.scope, ledger.new_cost)
    if now.target.measure == Measure.GROSS:
        cost = 0.0
        ledger.new_cost[:] = 0.0
    headline = 0.0
    for region in range(ledger.new.shape[0]):
        for need in range(ledger.new.shape[1]):
            new = ledger.new[region, need]
            new *= _counted_share(ledger.part, ledger.part_owner, now.target.counts, region, need)
            spent = ledger.new_cost[region, need]
            spent *= _counted_share(ledger.cost, ledger.cost_owner, now.target.counts, region, need)
            headline += new - spent
            out.freed_fte_by_region[region, now.month] += (new - spent) * fte
            out.freed_fte_by_need[need, now.month] += (new - spent) * fte
            _share_origin(ledger, now, region, need, new, spent, fte, out)
            out.freed_fte_new_life_science[now.month] += _owned(ledger, Counts.LIFE_SCIENCE, region, need) * fte
            out.freed_fte_new_partnerships[now.month] += _owned(ledger, Counts.PARTNERSHIPS, region, need) * fte
            counted = _counted_parts(ledger, now, region, need)
            if december and counted > 0.0:
                for m in range(world.municipalities):
                    if world.region[world.first_host + m] == region:
                        mine = ledger.part_municipality[m, need] / counted
                        out.freed_fte_by_municipality[m, year] += new * mine * fte
    out.freed_fte[now.month] = headline * fte
    out.freed_fte_unfloored[now.month] = (unfloored - cost) * fte
    out.value_mdkk[now.month] = headline * fte * now.p.cost_fte_value


@compiled
def _counted_share(whole, by_owner, counts, region, need):
    """The share of an area's sum that is counted: all (0), with an owner company (1), made by partnerships (2)."""
    if counts == 0:
        return 1.0
    if whole[region, need] <= 0.0:
        return 0.0
    return by_owner[region, need, counts - 1] / whole[region, need]


@compiled
def _owned(ledger, counts, region, need):
    """What is new in an area from solutions with an owner company, or made by a partnership."""
    mine = ledger.new[region, need] * _counted_share(ledger.part, ledger.part_owner, counts, region, need)
    return mine - ledger.new_cost[region, need] * _counted_share(ledger.cost, ledger.cost_owner, counts, region, need)


@compiled
def _counted_parts(ledger, now, region, need):
    """Sum of the parts that the target counts."""
    if now.target.counts == 0:
        return ledger.part[region, need]
    return ledger.part_owner[region, need, now.target.counts - 1]


@compiled
def _share_origin(ledger, now, region, need, new, spent, fte, out):
    parts = _counted_parts(ledger, now, region, need)
    if parts > 0.0:
        for o in range(4):
            out.freed_fte_by_origin[o, now.month] += new * ledger.part_origin[region, need, o] / parts * fte
        for o in range(5):
            out.freed_fte_by_regime[o, now.month] += new * ledger.part_regime[region, need, o] / parts * fte
    else:
        out.freed_fte_by_origin[0, now.month] += new * fte
        out.freed_fte_by_regime[0, now.month] += new * fte
    out.freed_fte_by_regime[0, now.month] -= spent * fte
    costs = total(ledger.cost_origin[region, need])
    for o in range(4):
        share = ledger.cost_origin[region, need, o] / costs if costs > 0.0 else (1.0 if o == 0 else 0.0)
        out.freed_fte_by_origin[o, now.month] -= spent * share * fte


@compiled
def _write_spread(world, state, now, out):
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
    out.gini_municipalities[now.month] = gini
    out.worst_tenth[now.month] = total(share[:tenth]) / tenth


@compiled
def _write_collaboration(world, state, now, out):
    count = state.tally.count
    _write_partnerships(state, now, out)
    out.partnerships_formed[now.month] = count[Count.FORMED]
    out.consortia_formed[now.month] = count[Count.CONSORTIA]
    out.inhouse_started[now.month] = count[Count.INHOUSE]
    out.partnerships_renewed[now.month] = count[Count.RENEWED]
    out.partnerships_ended[now.month] = count[Count.ENDED]
    out.partnerships_failed[now.month] = count[Count.FAILED]
    out.pilots_passed[now.month] = count[Count.PILOTS_PASSED]
    out.pilots_failed[now.month] = count[Count.PILOTS_FAILED]
    out.companies_active[now.month] = _engaged(world, state)
    out.companies_engaged[now.month] = count[Count.ENGAGED_EVER]
    out.solutions_available[now.month] = count[Count.SOLUTION_ROWS]
    out.adoptions[now.month] = _adopters(state)
    out.slots_binding[now.month] = count[Count.SLOTS_BINDING] / max(world.hosts, 1)
    level = state.actors.level[world.first_host : world.first_host + world.hosts]
    out.knowledge_mean[now.month] = total_of(level) / max(level.size, 1)
    out.commons_stock[now.month] = state.tally.value[Value.COMMONS]
    out.kpi_knowledge_transfer[now.month] = state.tally.value[Value.TRANSFERRED_KNOWLEDGE]
    state.tally.value[Value.TRANSFERRED_KNOWLEDGE] = 0.0
    out.kpi_networks[now.month] = count[Count.NEW_TIES]
    out.kpi_ideas[now.month] = count[Count.IDEAS]
    passed = total_of(state.tally.flow_area[Flow.PASSED])
    out.kpi_implementation[now.month] = total_of(state.tally.flow_area[Flow.MADE]) / max(passed, 1.0)
    out.company_revenue[now.month] = state.tally.value[Value.REVENUE]
    out.company_jobs[now.month] = state.tally.value[Value.REVENUE] / max(now.p.revenue_per_job, 1e-9)


@compiled
def _adopters(state):
    """Pairs of a host and a solution it has taken into use; moving shares are not counted beside their host."""
    number = 0
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        number += state.solutions.nation[s, 0] + state.solutions.nation[s, 1]
    return number


@compiled
def _engaged(world, state):
    number = 0
    for a in range(world.first_company, world.kind.size):
        number += state.actors.engaged[a]
    return number


@compiled
def _write_partnerships(state, now, out):
    """Means over live partnerships; in-house work is not counted among them."""
    partnerships = state.partnerships
    number = 0.0
    trust = 0.0
    covered = 0.0
    created = 0.0
    repeated = 0.0
    learned = 0.0
    for i in range(state.tally.count[Count.PARTNERSHIPS_LIVE]):
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
    out.partnerships_active[now.month] = number
    out.trust_mean[now.month] = trust / several if number > 0.0 else now.p.t0
    out.coverage_mean[now.month] = covered / several
    out.kpi_cocreation[now.month] = created / several
    out.kpi_relations[now.month] = repeated / several
    out.kpi_learning[now.month] = learned / several


@compiled
def _write_year(world, state, now, year, out):
    actors = state.actors
    out.company_revenue_by_region[:, year] = 0.0
    out.company_jobs_by_size[:, year] = 0.0
    out.companies_active_by_need[:, year] = 0.0
    for a in range(world.first_company, world.kind.size):
        out.company_revenue_by_region[world.region[a], year] += actors.revenue[a]
        out.company_jobs_by_size[world.size[a], year] += actors.revenue[a] / max(now.p.revenue_per_job, 1e-9)
        if actors.engaged[a] > 0:
            out.companies_active_by_need[max(actors.focus[a], 0), year] += 1.0
    for n in range(out.companies_engaged_by_need.shape[0]):
        out.companies_engaged_by_need[n, year] = state.tally.focus[n]
    for part in range(4):
        out.cost_mdkk[part, year] = total(state.tally.spent[part])
    for payer in range(5):
        out.cost_by_payer[payer, year] = total(state.tally.spent[:, payer])
    state.tally.spent[:] = 0.0
