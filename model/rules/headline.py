"""headline: what the target counts, and how it spreads over owners, regions, needs, origins, regimes, municipalities.

What is new is floored by region and need, and shared out there in proportion to the adoptions' parts that are new; the
time that solutions cost is shared out in proportion to the time that each of them costs.
"""

from ..compiled import compiled
from ..now import Now
from ..state.codes import Counts, Measure, Origin
from ..state.outputs import Outputs
from ..state.state import State
from ..state.world import World
from ..tables.sums import sort, total, total_of
from .ledger import cost_newly, hours_now, newly, part_of


@compiled
def write_headline(world: World, state: State, now: Now, out: Outputs, detailed) -> None:
    """Write what the target counts, and what owners and partnerships have of it. Nothing is new up to the baseline.

    `detailed` also leaves in the ledger what `write_breakdowns` shares out.
    """
    if now.month <= now.target.baseline:
        return
    ledger = state.ledger
    fte = 1.0 / now.target.hours_per_fte
    _sum_parts(world, state, now, detailed)
    unfloored = newly(state, now.target.measure, now.target.scope, ledger.new)
    cost = cost_newly(state, now.target.scope, ledger.new_cost)
    if now.target.measure == Measure.GROSS:
        cost = 0.0
        ledger.new_cost[:] = 0.0
    out.freed_fte_unfloored[now.month] = (unfloored - cost) * fte
    out.freed_fte_new_life_science[now.month] = _counted(ledger, Counts.LIFE_SCIENCE) * fte
    out.freed_fte_new_partnerships[now.month] = _counted(ledger, Counts.PARTNERSHIPS) * fte
    headline = _counted(ledger, now.target.counts)
    out.freed_fte[now.month] = headline * fte
    out.value_mdkk[now.month] = headline * fte * now.p.cost_fte_value


@compiled
def _sum_parts(world, state, now, detailed):
    """Sum parts that are new, and time that is spent, by region and need: all, and what the target can count."""
    _clear(state.ledger, detailed)
    adoptions = state.adoptions
    count, saved, before = adoptions.count, adoptions.saved, adoptions.share_baseline
    for cell in range(count.size):
        if count[cell] == 0 or world.cell_kind[cell] < now.target.scope:
            continue
        hours = hours_now(world, state, cell)
        bucket = state.adoptions.of_cell[cell][: state.adoptions.count[cell]]
        for i in range(bucket.size):
            row = bucket[i]
            if saved[row] < 0.0:
                _add_cost(world, state, now, row, -hours * saved[row])
                continue
            part = hours * (part_of(state, now, row) - before[row])
            if part > 0.0:
                _add_part(world, state, now, row, part, detailed)


@compiled
def _clear(ledger, detailed):
    ledger.part[:] = 0.0
    ledger.part_owner[:] = 0.0
    ledger.cost[:] = 0.0
    ledger.cost_owner[:] = 0.0
    ledger.cost_origin[:] = 0.0
    if detailed:
        ledger.part_origin[:] = 0.0
        ledger.part_regime[:] = 0.0
        ledger.part_municipality[:] = 0.0


@compiled
def _add_part(world, state, now, row, part, detailed):
    ledger, adoptions = state.ledger, state.adoptions
    cell, solution = adoptions.cell[row], adoptions.solution[row]
    region, need, origin = world.cell_region[cell], world.cell_need[cell], state.solutions.origin[solution]
    owned = state.solutions.owner[solution] >= 0
    ledger.part[region, need] += part
    _add_owned(ledger.part_owner[region, need], part, owned, origin)
    if detailed and _is_counted(now, owned, origin):
        ledger.part_origin[region, need, origin] += part
        ledger.part_regime[region, need, adoptions.regime[row]] += part
        if world.cell_kind[cell] == 0:
            ledger.part_municipality[world.cell_host[cell], need] += part


@compiled
def _add_cost(world, state, now, row, spent):
    ledger = state.ledger
    cell, solution = state.adoptions.cell[row], state.adoptions.solution[row]
    region, need, origin = world.cell_region[cell], world.cell_need[cell], state.solutions.origin[solution]
    owned = state.solutions.owner[solution] >= 0
    ledger.cost[region, need] += spent
    _add_owned(ledger.cost_owner[region, need], spent, owned, origin)
    if _is_counted(now, owned, origin):
        ledger.cost_origin[region, need, origin] += spent


@compiled
def _add_owned(by_owner, hours, owned, origin):
    """Add hours to those with an owner company, and to those made by a partnership."""
    if owned:
        by_owner[Counts.LIFE_SCIENCE - 1] += hours
    if origin == Origin.PARTNERSHIP:
        by_owner[Counts.PARTNERSHIPS - 1] += hours


@compiled
def _is_counted(now, owned, origin):
    """Whether the target counts a solution."""
    if now.target.counts == Counts.LIFE_SCIENCE:
        return owned
    return now.target.counts == Counts.ALL or origin == Origin.PARTNERSHIP


@compiled
def _counted(ledger, counts):
    """Hours that are new, less those that solutions cost, of what is counted."""
    hours = 0.0
    for region in range(ledger.new.shape[0]):
        for need in range(ledger.new.shape[1]):
            hours += _new_of(ledger, counts, region, need) - _spent_of(ledger, counts, region, need)
    return hours


@compiled
def _new_of(ledger, counts, region, need):
    return ledger.new[region, need] * _counted_share(ledger.part, ledger.part_owner, counts, region, need)


@compiled
def _spent_of(ledger, counts, region, need):
    return ledger.new_cost[region, need] * _counted_share(ledger.cost, ledger.cost_owner, counts, region, need)


@compiled
def _counted_share(everything, by_owner, counts, region, need):
    """The share of an area's sum that is counted."""
    if counts == Counts.ALL:
        return 1.0
    if everything[region, need] <= 0.0:
        return 0.0
    return by_owner[region, need, counts - 1] / everything[region, need]


@compiled
def write_breakdowns(world: World, state: State, now: Now, out: Outputs, place) -> None:
    """Write the headline by region, need, origin and regime at `place`, in a December also by municipality; and how
    evenly it is spread."""
    _write_spread(world, state, out, place)
    if now.month <= now.target.baseline:
        return
    ledger = state.ledger
    fte = 1.0 / now.target.hours_per_fte
    for region in range(ledger.new.shape[0]):
        for need in range(ledger.new.shape[1]):
            new = _new_of(ledger, now.target.counts, region, need) * fte
            spent = _spent_of(ledger, now.target.counts, region, need) * fte
            out.freed_fte_by_region[region, place] += new - spent
            out.freed_fte_by_need[need, place] += new - spent
            origins, regimes = ledger.part_origin[region, need], ledger.part_regime[region, need]
            _spread(out.freed_fte_by_origin[:, place], origins, new)
            _spread(out.freed_fte_by_regime[:, place], regimes, new)
            _spread(out.freed_fte_by_origin[:, place], ledger.cost_origin[region, need], -spent)
            out.freed_fte_by_regime[0, place] -= spent
            if now.month % 12 == 11:
                _write_municipalities(world, ledger, out.freed_fte_by_municipality[:, now.month // 12], region, need, new)


@compiled
def _spread(out, weights, fte):
    """Add FTE in proportion to weights; to the first if all are 0."""
    whole = total(weights)
    if whole <= 0.0:
        out[0] += fte
        return
    for i in range(weights.size):
        out[i] += fte * weights[i] / whole


@compiled
def _write_municipalities(world, ledger, out, region, need, new):
    """The municipal part of what is new in one region and need."""
    whole = total(ledger.part_origin[region, need])
    if whole <= 0.0:
        return
    for m in range(world.municipalities):
        if world.region[world.first_host + m] == region:
            out[m] += new * ledger.part_municipality[m, need] / whole


@compiled
def _write_spread(world, state, out, place):
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
    tenth = max(n // 10, 1)
    out.gini_municipalities[place] = 2.0 * weighted / (n * whole) - (n + 1) / n if whole > 0.0 else 0.0
    out.worst_tenth[place] = total(share[:tenth]) / tenth
