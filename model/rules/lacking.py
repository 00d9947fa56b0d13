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

# In place of the bin of what a cell frees: it is to be worked out again; it goes to several.
CHANGED, SEVERAL = -1, -2


@compiled
def lacking(world: World, state: State, now: Now, level) -> None:
    """Hours freed nationally as the reach of every cell is widened, into `reach`, by OriginClass.

    First with what is in use, as it is at a level; then with what is being installed too; with what was given up; and
    with what its unit thinks of, by Lack. What is not in use is worth its potential x `yields`.
    """
    state.scratch.cell_best[:] = 0.0
    state.scratch.cell_freed[:] = 0.0
    state.scratch.cell_bin[:] = 0
    _in_use(world, state, now, level)
    _measure(world, state, now, 0)
    _being_installed(world, state, now)
    _measure(world, state, now, 1)
    _given_up(world, state, now)
    _measure(world, state, now, 2)
    _known(world, state)
    _measure(world, state, now, 3)


@compiled
def _in_use(world, state, now, level):
    adoptions = state.adoptions
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if now.month < adoptions.live_from[row] or (level != NO_FACTOR and not is_sustained(state, now, row)):
            continue
        _offer(world, state, adoptions.cell[row], adoptions.solution[row], worth_of(adoptions, row, level))


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
        _offer(world, state, cell, solution, worth)


@compiled
def _offer(world, state, cell, solution, worth):
    """Of substitutes the largest counts."""
    scratch, segment = state.scratch, state.solutions.segment[solution]
    if worth > scratch.cell_best[cell, segment]:
        pool = state.solutions.pool[solution, world.cell_kind[cell]]
        scratch.cell_best[cell, segment] = min(worth, LARGEST)
        scratch.cell_holder[cell, segment] = bin_of(state, solution, pool, STANDING)
        scratch.cell_bin[cell] = CHANGED


@compiled
def _measure(world, state, now, reach):
    """Sum what cells free. A cell is worked out again only where something better has come within its reach."""
    scratch = state.scratch
    parts, bins, freed = scratch.parts, scratch.cell_bin, scratch.cell_freed
    parts[:] = 0.0
    for cell in range(bins.size):
        if bins[cell] == CHANGED:
            _sum_up(world, state, now, cell)
        if bins[cell] == SEVERAL:
            _split(world, state, now, cell)
        else:
            parts[bins[cell]] += freed[cell]
    let_through(world, state, now, WITHIN_REACH)
    for new in range(2):
        scratch.reach[reach, new] = scratch.level[WITHIN_REACH, STANDING, new]


@compiled
def _sum_up(world, state, now, cell):
    """Hours that a cell frees, and their bin; who frees how much matters only between bins."""
    scratch = state.scratch
    held = _gather(scratch, cell)
    scratch.cell_freed[cell] = hours_now(world, state, cell) * together(scratch.best, held, now.p.area_ceiling)
    scratch.cell_bin[cell] = scratch.holder[0]
    for g in range(1, held):
        if scratch.holder[g] != scratch.holder[0]:
            scratch.cell_bin[cell] = SEVERAL


@compiled
def _split(world, state, now, cell):
    """Add what a cell frees to the bins of those that free it."""
    scratch, hours = state.scratch, hours_now(world, state, cell)
    held = _gather(scratch, cell)
    share_out(scratch.best, held, together(scratch.best, held, now.p.area_ceiling))
    for g in range(held):
        scratch.parts[scratch.holder[g]] += hours * scratch.best[g]


@compiled
def _gather(scratch, cell):
    """Fill in the largest of each segment of a cell, and its bin. Returns how many segments are held."""
    held = 0
    for segment in range(SEGMENTS):
        if scratch.cell_best[cell, segment] > 0.0:
            scratch.best[held] = scratch.cell_best[cell, segment]
            scratch.holder[held] = scratch.cell_holder[cell, segment]
            held += 1
    return held
