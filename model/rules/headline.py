"""headline: what the target counts, and what owner companies and partnerships have of it."""

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count, Counts, Measure, Origin
from ..state.outputs import Outputs
from ..state.state import State
from .ledger import cost_newly, newly, part_of


@compiled
def write_headline(state: State, now: Now, out: Outputs) -> None:
    """Write what the target counts. Nothing is new up to the baseline.

    What is new is floored by region and need; there, what is counted has a share in it in proportion to parts that are
    new, and a share in the time that solutions cost in proportion to what each of them costs.
    """
    if now.month <= now.target.baseline:
        return
    ledger, month = state.ledger, now.month
    fte = 1.0 / now.target.hours_per_fte
    _sum_parts(state, now)
    unfloored = newly(state, now.target.measure, now.target.scope, ledger.new)
    cost = cost_newly(state, now.target.scope, ledger.new_cost)
    if now.target.measure == Measure.GROSS:
        cost = 0.0
        ledger.new_cost[:] = 0.0
    out.freed_fte_unfloored[month] = (unfloored - cost) * fte
    out.freed_fte_new_life_science[month] = _counted(ledger, Counts.LIFE_SCIENCE) * fte
    out.freed_fte_new_partnerships[month] = _counted(ledger, Counts.PARTNERSHIPS) * fte
    out.freed_fte[month] = _counted(ledger, now.target.counts) * fte
    out.value_mdkk[month] = out.freed_fte[month] * now.p.cost_fte_value


@compiled
def _sum_parts(state, now):
    """Sum parts that are new, and time that is spent, by region and need: all, and what a target can count."""
    ledger, adoptions = state.ledger, state.adoptions
    parts, spent = ledger.area_part, ledger.area_spent
    live, solution, area, hours = adoptions.live, adoptions.solution, adoptions.area, adoptions.hours
    saved, before = adoptions.saved, adoptions.share_baseline
    owners, origins = state.solutions.owner, state.solutions.origin
    parts[:] = 0.0
    spent[:] = 0.0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        here = area[row]
        owned = 1.0 if owners[solution[row]] >= 0 else 0.0
        made = 1.0 if origins[solution[row]] == Origin.PARTNERSHIP else 0.0
        if saved[row] < 0.0:
            cost = -hours[row] * saved[row]
            spent[here, Counts.ALL] += cost
            spent[here, Counts.LIFE_SCIENCE] += cost * owned
            spent[here, Counts.PARTNERSHIPS] += cost * made
            continue
        part = max(hours[row] * (part_of(state, now, row) - before[row]), 0.0)
        parts[here, Counts.ALL] += part
        parts[here, Counts.LIFE_SCIENCE] += part * owned
        parts[here, Counts.PARTNERSHIPS] += part * made
    _sum_kinds(ledger, now, parts, ledger.part)
    _sum_kinds(ledger, now, spent, ledger.spent)


@compiled
def _sum_kinds(ledger, now, areas, out):
    """Sum over host kinds in scope, at the hours of this month."""
    regions, needs = out.shape[0], out.shape[1]
    out[:] = 0.0
    for kind in range(now.target.scope, 2):
        for region in range(regions):
            growth = ledger.growth[kind, region]
            for need in range(needs):
                for counts in range(out.shape[2]):
                    out[region, need, counts] += areas[(kind * regions + region) * needs + need, counts] * growth


@compiled
def _counted(ledger, counts):
    """Hours that are new, less those that solutions cost, of what is counted."""
    hours = 0.0
    for region in range(ledger.new.shape[0]):
        for need in range(ledger.new.shape[1]):
            hours += new_of(ledger, counts, region, need) - spent_of(ledger, counts, region, need)
    return hours


@compiled
def new_of(ledger, counts, region, need):
    """Hours of an area that are new, of what is counted."""
    return ledger.new[region, need] * _counted_share(ledger.part, counts, region, need)


@compiled
def spent_of(ledger, counts, region, need):
    """Hours of an area that solutions cost since the baseline, of what is counted."""
    return ledger.new_cost[region, need] * _counted_share(ledger.spent, counts, region, need)


@compiled
def _counted_share(sums, counts, region, need):
    if counts == Counts.ALL:
        return 1.0
    if sums[region, need, Counts.ALL] <= 0.0:
        return 0.0
    return sums[region, need, counts] / sums[region, need, Counts.ALL]
