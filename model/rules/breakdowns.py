"""breakdowns: the headline by region, need, origin, regime and municipality, and how evenly municipalities share it."""

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count, Counts, Origin
from ..state.outputs import Outputs
from ..state.state import State
from ..state.world import World
from ..tables.sums import sort, total
from .headline import new_of, spent_of
from .ledger import hours_now, is_sustained, part_of


@compiled
def write_breakdowns(world: World, state: State, now: Now, out: Outputs, place) -> None:
    """Write the breakdowns of the headline at `place`, in a December also that by municipality.

    What is new in a region and need is shared out in proportion to the adoptions' parts that are new, time that
    solutions cost in proportion to what each costs.
    """
    _write_spread(world, state, now, out, place)
    if now.month <= now.target.baseline:
        return
    ledger = state.ledger
    _sum_counted(world, state, now)
    fte = 1.0 / now.target.hours_per_fte
    for region in range(ledger.new.shape[0]):
        for need in range(ledger.new.shape[1]):
            new = new_of(ledger, now.target.counts, region, need) * fte
            spent = spent_of(ledger, now.target.counts, region, need) * fte
            out.freed_fte_by_region[region, place] += new - spent
            out.freed_fte_by_need[need, place] += new - spent
            _share_out(out.freed_fte_by_origin[:, place], ledger.part_origin[region, need], new)
            _share_out(out.freed_fte_by_origin[:, place], ledger.spent_origin[region, need], -spent)
            _share_out(out.freed_fte_by_regime[:, place], ledger.part_regime[region, need], new)
            out.freed_fte_by_regime[0, place] -= spent
            if now.month % 12 == 11:
                december = out.freed_fte_by_municipality[:, now.month // 12]
                _write_municipalities(world, ledger, december, region, need, new)


@compiled
def _sum_counted(world, state, now):
    """Sum parts that are new, and time that is spent, of what the target counts."""
    ledger, adoptions = state.ledger, state.adoptions
    ledger.part_origin[:] = 0.0
    ledger.part_regime[:] = 0.0
    ledger.part_municipality[:] = 0.0
    ledger.spent_origin[:] = 0.0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        cell = adoptions.cell[row]
        if world.cell_kind[cell] < now.target.scope or not _is_counted(state, now, adoptions.solution[row]):
            continue
        hours = hours_now(world, state, cell)
        if adoptions.saved[row] < 0.0:
            origin = state.solutions.origin[adoptions.solution[row]]
            ledger.spent_origin[world.cell_region[cell], world.cell_need[cell], origin] -= hours * adoptions.saved[row]
        else:
            _add_part(world, state, row, hours * (part_of(state, now, row) - adoptions.share_baseline[row]))


@compiled
def _is_counted(state, now, solution):
    """Whether the target counts a solution."""
    if now.target.counts == Counts.LIFE_SCIENCE:
        return state.solutions.owner[solution] >= 0
    return now.target.counts == Counts.ALL or state.solutions.origin[solution] == Origin.PARTNERSHIP


@compiled
def _add_part(world, state, row, part):
    if part <= 0.0:
        return
    ledger, cell = state.ledger, state.adoptions.cell[row]
    region, need = world.cell_region[cell], world.cell_need[cell]
    ledger.part_origin[region, need, state.solutions.origin[state.adoptions.solution[row]]] += part
    ledger.part_regime[region, need, state.adoptions.regime[row]] += part
    if world.cell_kind[cell] == 0:
        ledger.part_municipality[world.cell_host[cell], need] += part


@compiled
def _share_out(out, weights, fte):
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
def _write_spread(world, state, now, out, place):
    """Spread between municipalities of the freed share of their hours: Gini, and the worst-off tenth."""
    _sum_hosts(world, state, now)
    share = state.scratch.municipal_share
    for m in range(share.size):
        share[m] = state.ledger.host_freed[m] / max(state.ledger.host_hours[m], 1e-9)
    sort(share)
    whole = total(share)
    weighted = 0.0
    for m in range(share.size):
        weighted += (m + 1) * share[m]
    n = share.size
    tenth = max(n // 10, 1)
    out.gini_municipalities[place] = 2.0 * weighted / (n * whole) - (n + 1) / n if whole > 0.0 else 0.0
    out.worst_tenth[place] = total(share[:tenth]) / tenth


@compiled
def _sum_hosts(world, state, now):
    """Sustained hours of each host, at the hours of January 2022."""
    adoptions, freed = state.adoptions, state.ledger.host_freed
    freed[:] = 0.0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if is_sustained(state, now, row):
            freed[world.cell_host[adoptions.cell[row]]] += adoptions.hours[row] * adoptions.share[row]
