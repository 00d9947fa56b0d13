"""lacking: what hosts would free with solutions that they do not have, by why they do not have them."""

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count
from ..state.state import SEGMENTS, State
from ..state.world import World
from ..tables.places import cell_of
from .combine import LARGEST, share_out, together
from .ledger import hours_now, is_sustained
from .levels import NO_FACTOR, STANDING, WITHIN_REACH, bin_of, let_through, worth_of


@compiled
def lacking(world: World, state: State, now: Now, level) -> None:
    """Hours freed nationally as the reach of every cell is widened, into `reach`, by OriginClass.

    First with what is in use, as it is at a level; then with what is being installed too; with what was given up; and
    with what its unit thinks of, by Lack. What is not in use is worth its potential x `yields`.
    """
    state.scratch.cell_best[:] = 0.0
    _in_use(state, now, level)
    _measure(world, state, now, 0)
    _being_installed(world, state, now)
    _measure(world, state, now, 1)
    _given_up(world, state, now)
    _measure(world, state, now, 2)
    _known(world, state)
    _measure(world, state, now, 3)


@compiled
def _in_use(state, now, level):
    adoptions = state.adoptions
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if now.month < adoptions.live_from[row] or (level != NO_FACTOR and not is_sustained(state, now, row)):
            continue
        _offer(state, adoptions.cell[row], adoptions.solution[row], worth_of(adoptions, row, level))


@compiled
def _being_installed(world, state, now):
    adoptions = state.adoptions
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if now.month < adoptions.live_from[row]:
            _within_reach(world, state, adoptions.cell[row], adoptions.solution[row])


@compiled
def _given_up(world, state, now):
    adoptions = state.adoptions
    for row in range(state.tally.count[Count.ADOPTION_ROWS]):
        if adoptions.abandoned[row] > now.month:
            continue
        if state.considered.uses[adoptions.unit[row], adoptions.solution[row]] < 0:
            _within_reach(world, state, adoptions.cell[row], adoptions.solution[row])


@compiled
def _known(world, state):
    """A share that will move knows what its municipality knows, until it decides for itself."""
    considered = state.considered
    for unit in range(considered.number.size):
        moving = world.hosts + unit
        follows = unit < world.municipalities and considered.unit_active[moving] == 0
        for k in range(considered.number[unit]):
            solution = considered.solution[unit, k]
            _within_reach(world, state, cell_of(world, unit, state.solutions.need[solution]), solution)
            if follows:
                _within_reach(world, state, cell_of(world, moving, state.solutions.need[solution]), solution)


@compiled
def _within_reach(world, state, cell, solution):
    if cell >= 0:
        worth = state.solutions.potential[solution, world.cell_kind[cell]] * state.scratch.yields[solution]
        _offer(state, cell, solution, worth)


@compiled
def _offer(state, cell, solution, worth):
    """Of substitutes the largest counts."""
    scratch, segment = state.scratch, state.solutions.segment[solution]
    if worth > scratch.cell_best[cell, segment]:
        scratch.cell_best[cell, segment] = min(worth, LARGEST)
        scratch.cell_holder[cell, segment] = solution


@compiled
def _measure(world, state, now, reach):
    scratch, best = state.scratch, state.scratch.best
    scratch.parts[:] = 0.0
    for cell in range(scratch.cell_best.shape[0]):
        held = 0
        for segment in range(SEGMENTS):
            if scratch.cell_best[cell, segment] > 0.0:
                best[held] = scratch.cell_best[cell, segment]
                scratch.holder[held] = scratch.cell_holder[cell, segment]
                held += 1
        if held > 0:
            _add(world, state, cell, held, together(best, held, now.p.area_ceiling))
    let_through(world, state, now, WITHIN_REACH)
    for new in range(2):
        scratch.reach[reach, new] = scratch.level[WITHIN_REACH, STANDING, new]


@compiled
def _add(world, state, cell, held, freed):
    """Add what a cell frees to the bins of those that free it; who frees how much matters only between bins."""
    scratch, hours, kind = state.scratch, hours_now(world, state, cell), world.cell_kind[cell]
    alike = True
    for g in range(held):
        solution = scratch.holder[g]
        scratch.holder[g] = bin_of(state, solution, state.solutions.pool[solution, kind], STANDING)
        alike = alike and scratch.holder[g] == scratch.holder[0]
    if alike:
        scratch.parts[scratch.holder[0]] += hours * freed
        return
    share_out(scratch.best, held, freed)
    for g in range(held):
        scratch.parts[scratch.holder[g]] += hours * scratch.best[g]
