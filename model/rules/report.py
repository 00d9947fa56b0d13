"""report: the month in numbers, written to the outputs."""

from ..compiled import compiled, rule
from ..epoch import MONTHS
from ..now import Now
from ..state.codes import Count, Flow, Measure, Value
from ..state.outputs import Outputs
from ..state.state import State
from ..state.world import World
from ..tables.kpis import is_live, write_kpis
from ..tables.sums import total, total_of
from .breakdowns import write_breakdowns
from .bridging import bridging, promises
from .headline import write_headline
from .ledger import cost_newly, newly
from .staircase import staircase


@rule("ledger", "tally")
def report(world: World, state: State, now: Now, out: Outputs) -> None:
    """Write down the month; in December also the year. The row of outputs is all 0 when a run begins."""
    december = now.month % 12 == 11
    monthly = out.gini_municipalities.size == MONTHS
    _write_measures(state, now, out)
    write_headline(state, now, out)
    _write_collaboration(world, state, now, out)
    if december or monthly:
        write_breakdowns(world, state, now, out, now.month if monthly else now.month // 12)
    if december:
        _write_year(world, state, now, now.month // 12, out)
        write_kpis(world, state, now, out)
        staircase(world, state, now, out)
        bridging(world, state, now, out)
        promises(world, state, now, out)


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
        number += state.solutions.adopters[0, s] + state.solutions.adopters[1, s]
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
    out.trust_mean[now.month] = trust / several if number > 0.0 else now.p.trust_baseline
    out.coverage_mean[now.month] = covered / several
    out.kpi_cocreation[now.month] = created / several
    out.kpi_relations[now.month] = repeated / several
    out.kpi_learning[now.month] = learned / several


@compiled
def _write_year(world, state, now, year, out):
    actors = state.actors
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
