"""deploy: installation, depth of use, cashing, intensified use, abandonment."""

from ..compiled import compiled, rule
from ..now import Now
from ..state.codes import Count, Item
from ..state.state import NEVER, State
from ..state.world import World
from ..tables import money
from ..tables.cashing import cash
from ..tables.considering import consider
from ..tables.contagion import uncount_adopter
from ..tables.pricing import costs_more

DROPPED = -1  # in place of the month of review


@rule("solutions", "considered", "adoptions", "tally")
def deploy(world: World, state: State, now: Now) -> None:
    """One month of every adoption.

    Depth grows slowly to a ceiling well under 1: d' = d + rate (ceiling - d). Rosters follow it (`cash`). An adoption
    is abandoned in a month known when it began, or a year after its host has measured that it costs more to run than
    it frees.
    """
    _begin_and_end(world, state, now)
    adoptions, p = state.adoptions, now.p
    live, live_from, seeded_until, held = adoptions.live, adoptions.live_from, adoptions.seeded_until, adoptions.held
    depth, ceiling, cashed = adoptions.depth, adoptions.ceiling, adoptions.cashed
    trained, lag = _is_anyone_trained(now), p.cashing_lag_months
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        if now.month < live_from[row]:
            continue
        if now.month < seeded_until[row]:
            _ramp_in(adoptions, now, row)
        else:
            # Most use is left to itself: it is neither held thin nor reached by a programme.
            if trained or held[row] > 0:
                _intensify(world, state, now, row)
            if held[row] == 0:
                depth[row] += p.depth_rate * (ceiling[row] - depth[row])
        cashed[row] = cash(cashed[row], depth[row], lag)


@compiled
def _begin_and_end(world, state, now):
    """Stop what is abandoned this month, and begin to use what is installed."""
    adoptions = state.adoptions
    live, live_from, abandoned = adoptions.live, adoptions.live_from, adoptions.abandoned
    kept = 0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        if now.month == adoptions.review[row] and now.switches.drop_costly > 0.0:
            _drop_if_costly(world, state, now, row)
        if now.month >= abandoned[row]:
            _abandon(world, state, now, row)
            continue
        live[kept] = row
        kept += 1
        if now.month == live_from[row]:
            _free_slot(state, row)
    state.tally.count[Count.ADOPTIONS_LIVE] = kept


@compiled
def _drop_if_costly(world, state, now, row):
    """What is measured to cost more to run than it frees is given up when the year that is paid for is over.

    A year's notice keeps what is sustained true month by month: it asks whether use goes on for the next 12 months.
    """
    adoptions = state.adoptions
    if costs_more(adoptions, now, row):
        adoptions.abandoned[row] = min(adoptions.abandoned[row], now.month + 12)
        adoptions.review[row] = DROPPED


@compiled
def _is_anyone_trained(now):
    """Whether a programme intensifies use anywhere."""
    for region in range(now.levers.size):
        if now.levers[region].intensified_use > 0.0:
            return True
    return False


@compiled
def _free_slot(state, row):
    adoptions = state.adoptions
    if adoptions.occupies[row] >= 0:
        state.considered.busy[adoptions.occupies[row]] -= 1
        adoptions.occupies[row] = -1


@compiled
def _ramp_in(adoptions, now, row):
    """Use that began before the observed month rises to the depth observed."""
    begun, until = adoptions.month[row], adoptions.seeded_until[row]
    adoptions.depth[row] = adoptions.seeded_depth[row] * (now.month - begun) / max(until - begun, 1)


@compiled
def _intensify(world, state, now, row):
    """Use is intensified by a hazard: thin use begins to deepen, other use goes beyond its ceiling."""
    p = now.p
    adoptions = state.adoptions
    if adoptions.intensify_at[row] >= NEVER:
        return
    lever = now.levers[world.cell_region[adoptions.cell[row]]]
    rate = lever.intensified_use
    if adoptions.held[row] > 0:
        rate += p.intensification_rate
    adoptions.intensify_hazard[row] += rate / 12.0
    if adoptions.intensify_hazard[row] < adoptions.intensify_at[row]:
        return
    adoptions.intensify_at[row] = float(NEVER)
    _pay_training(world, state, p.cost_intensified_use * lever.intensified_use / rate, row)
    if adoptions.held[row] > 0:
        opened = p.intensification_gain * (adoptions.ceiling[row] - adoptions.depth[row])
        adoptions.ceiling[row] = adoptions.depth[row] + opened
        adoptions.held[row] = 0
    else:
        adoptions.ceiling[row] += p.intensification_beyond_ceiling * (1.0 - adoptions.ceiling[row])


@compiled
def _pay_training(world, state, amount, row):
    """What happens of itself costs the programme nothing, and a moving share is trained with its host."""
    cell = state.adoptions.cell[row]
    if cell < world.hosts * world.need_capabilities.shape[0]:
        money.spend(world, state.tally, Item.INTENSIFIED_USE, amount, world.cell_kind[cell])


@compiled
def _abandon(world, state, now, row):
    """Use stops; the solution may be thought of again, as a new spell, unless it was dropped because of its cost."""
    adoptions = state.adoptions
    cell = adoptions.cell[row]
    unit = adoptions.unit[row]
    solution = adoptions.solution[row]
    _free_slot(state, row)
    kept = 0
    for i in range(adoptions.count[cell]):
        if adoptions.of_cell[cell, i] != row:
            adoptions.of_cell[cell, kept] = adoptions.of_cell[cell, i]
            kept += 1
    adoptions.count[cell] = kept
    adoptions.pooled[cell] -= 1 if adoptions.pool[row] >= 0 else 0
    state.considered.uses[unit, solution] = -(adoptions.spell[row] + 1)
    uncount_adopter(world, state, unit, solution)
    if state.considered.unit_active[unit] > 0 and adoptions.review[row] != DROPPED:
        consider(world, state, now, unit, solution)
