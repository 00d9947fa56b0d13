"""deploy: installation, depth of use, cashing, intensified use, abandonment."""

from ..compiled import compiled, rule
from ..now import Now
from ..state.codes import Count, Item
from ..state.state import NEVER, State
from ..state.world import World
from ..tables import money
from ..tables.adopting import consider, uncount_adopter


@rule("solutions", "considered", "adoptions", "tally")
def deploy(world: World, state: State, now: Now) -> None:
    """One month of every adoption.

    Depth grows slowly to a ceiling well under 1: d' = d + rate (ceiling - d). Cashed depth follows with the lag of
    rosters: c' = c + (d - c) / lag. An adoption is abandoned in a month known when it began.
    """
    adoptions = state.adoptions
    kept = 0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if now.month >= adoptions.abandoned[row]:
            _abandon(world, state, now, row)
            continue
        adoptions.live[kept] = row
        kept += 1
        if now.month < adoptions.live_from[row]:
            continue
        if adoptions.occupies[row] >= 0:
            state.considered.busy[adoptions.occupies[row]] -= 1
            adoptions.occupies[row] = -1
        if now.month < adoptions.seeded_until[row]:
            begun = adoptions.month[row]
            until = adoptions.seeded_until[row]
            adoptions.depth[row] = adoptions.seeded_depth[row] * (now.month - begun) / max(until - begun, 1)
        else:
            _deepen(world, state, now, row)
        adoptions.used[row] += (adoptions.depth[row] - adoptions.used[row]) / max(now.p.cash_lag, 1.0)
    state.tally.count[Count.ADOPTIONS_LIVE] = kept


@compiled
def _deepen(world, state, now, row):
    p = now.p
    adoptions = state.adoptions
    cell = adoptions.cell[row]
    lever = now.levers[world.cell_region[cell]]
    rate = lever.intensified_use
    if adoptions.held[row] > 0:
        rate += p.intensify_rate
    adoptions.intensify_hazard[row] += rate / 12.0
    if adoptions.intensify_hazard[row] >= adoptions.intensify_at[row]:
        adoptions.intensify_at[row] = float(NEVER)
        # A moving share is trained with its host, and what happens of itself costs the programme nothing.
        if cell < world.hosts * world.need_capabilities.shape[0]:
            amount = p.cost_intensified_use * lever.intensified_use / rate
            money.spend(world, state.tally, Item.INTENSIFIED_USE, amount, world.cell_kind[cell])
        if adoptions.held[row] > 0:
            opened = p.intensify_gain * (adoptions.ceiling[row] - adoptions.depth[row])
            adoptions.ceiling[row] = adoptions.depth[row] + opened
            adoptions.held[row] = 0
        else:
            adoptions.ceiling[row] += p.intensify_beyond * (1.0 - adoptions.ceiling[row])
    if adoptions.held[row] == 0:
        adoptions.depth[row] += p.dep_rate * (adoptions.ceiling[row] - adoptions.depth[row])


@compiled
def _abandon(world, state, now, row):
    """Use stops; the solution may be thought of again, as a new spell."""
    adoptions = state.adoptions
    cell = adoptions.cell[row]
    unit = adoptions.unit[row]
    solution = adoptions.solution[row]
    if adoptions.occupies[row] >= 0:
        state.considered.busy[adoptions.occupies[row]] -= 1
        adoptions.occupies[row] = -1
    kept = 0
    for i in range(adoptions.count[cell]):
        if adoptions.of_cell[cell, i] != row:
            adoptions.of_cell[cell, kept] = adoptions.of_cell[cell, i]
            kept += 1
    adoptions.count[cell] = kept
    state.considered.has[unit, solution] = -(adoptions.spell[row] + 1)
    uncount_adopter(world, state, unit, solution)
    if state.considered.unit_active[unit] > 0:
        consider(world, state, now, unit, solution, adoptions.spell[row] + 1)
