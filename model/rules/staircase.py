"""staircase: from potential on paper to what is sustained, and what each loss alone would give back."""

from ..compiled import compiled
from ..now import Now
from ..state.codes import Count
from ..state.outputs import Outputs
from ..state.state import SEGMENTS, State
from ..state.steps import Lack, Loss, Step
from ..state.world import World
from ..tables.sums import total
from .combine import LARGEST, largest, share_out, together
from .lacking import lacking
from .ledger import hours_now, is_sustained
from .levels import (
    ALL_REALISED,
    ALL_USED,
    EVERYWHERE,
    NO_FACTOR,
    STANDING,
    STAYING,
    WITH_CASHING,
    WITH_REALISED,
    bin_of,
    let_through,
    worth_of,
)


@compiled
def staircase(world: World, state: State, now: Now, out: Outputs) -> None:
    """Write the staircase of December: six steps for the catalogue and for solutions that did not exist, in FTE.

    The last step is the standing sustained level; `recoverable` is what removing one loss alone would add to it:
    hosts that lack it, depth, realisation, cashing, abandonment. What hosts lack is split by why they lack it.
    """
    level = state.scratch.level
    fte = 1.0 / now.target.hours_per_fte
    year = now.month // 12
    _sort_adoptions(world, state, now)
    for combination in range(EVERYWHERE):
        _level_in_use(state, now, combination)
        let_through(world, state, now, combination)
    for step in range(4):
        _write(out, Step.HOSTS + step, year, level[NO_FACTOR + step, STANDING], fte)
    reached = _write(out, Step.SUSTAINED, year, level[WITH_CASHING, STAYING], fte)
    state.scratch.yields[:] = 1.0
    _level_everywhere(world, state, now)
    _write(out, Step.POTENTIAL, year, level[EVERYWHERE, STANDING], fte)
    lacking(world, state, now, NO_FACTOR)
    _split(out.lacking, year, state, level[NO_FACTOR, STANDING], fte)
    _mean_yields(state, now)
    _level_everywhere(world, state, now)
    won = max(total(level[EVERYWHERE, STANDING]) - reached, 0.0)
    out.recoverable[Loss.HOSTS, year] = won * fte
    if won > 0.0:
        lacking(world, state, now, WITH_CASHING)
        _split(out.recoverable_lacking, year, state, level[WITH_CASHING, STAYING], fte)
    out.recoverable[Loss.DEPTH, year] = (total(level[ALL_USED, STAYING]) - reached) * fte
    out.recoverable[Loss.REALISED, year] = (total(level[ALL_REALISED, STAYING]) - reached) * fte
    out.recoverable[Loss.CASHED, year] = (total(level[WITH_REALISED, STAYING]) - reached) * fte
    out.recoverable[Loss.ABANDONED, year] = (total(level[WITH_CASHING, STANDING]) - reached) * fte


@compiled
def _write(out, step, year, hours, fte):
    """Write a step for the catalogue and for what is new. Returns the hours of both."""
    for new in range(2):
        out.staircase[step, new, year] = hours[new] * fte
    return total(hours)


@compiled
def _split(out, year, state, had, fte):
    """Write what each further reach adds; the last is what hosts have never heard of or have forgotten."""
    everywhere, reach = state.scratch.level[EVERYWHERE, STANDING], state.scratch.reach
    for new in range(2):
        for why in range(Lack.UNHEARD):
            out[why, new, year] = (reach[why + 1, new] - reach[why, new]) * fte
        within = reach[Lack.UNHEARD, new] - reach[0, new]
        out[Lack.UNHEARD, new, year] = (everywhere[new] - had[new] - within) * fte


@compiled
def _sort_adoptions(world, state, now):
    """What every level asks of an adoption: its hours this month, and the bin that its part goes to."""
    adoptions, scratch = state.adoptions, state.scratch
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        kept = STAYING if is_sustained(state, now, row) else STANDING
        scratch.hours[row] = hours_now(world, state, adoptions.cell[row])
        scratch.bin[row] = bin_of(state, adoptions.solution[row], adoptions.pool[row], kept)


@compiled
def _level_in_use(state, now, level):
    """Hours freed nationally with some factors left out, catalogue and new apart."""
    adoptions, scratch, ceiling = state.adoptions, state.scratch, now.p.area_ceiling
    live, live_from, cell, count = adoptions.live, adoptions.live_from, adoptions.cell, adoptions.count
    worth, hours, bins, parts = scratch.worth, scratch.hours, scratch.bin, scratch.parts
    parts[:] = 0.0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        # What is still being installed is at no host yet.
        value = min(worth_of(adoptions, row, level), LARGEST) if now.month >= live_from[row] else 0.0
        worth[row] = value
        if count[cell[row]] == 1:
            parts[bins[row]] += hours[row] * min(ceiling, max(value, 0.0))
    for place in range(count.size):
        if count[place] > 1:
            _add_cell(state, now, place)


@compiled
def _add_cell(state, now, cell):
    """Add the parts of a cell's adoptions to their bins."""
    scratch = state.scratch
    held = largest(state.adoptions, cell, scratch.worth, scratch.best, scratch.holder)
    share_out(scratch.best, held, together(scratch.best, held, now.p.area_ceiling))
    for g in range(held):
        row = scratch.holder[g]
        scratch.parts[scratch.bin[row]] += scratch.hours[row] * scratch.best[g]


@compiled
def _level_everywhere(world, state, now):
    """Hours freed if every host had every available solution at its yield."""
    _find_largest(state)
    parts = state.scratch.parts
    parts[:] = 0.0
    best, holder = state.scratch.area_best, state.scratch.area_holder
    for kind in range(2):
        growth = state.ledger.kind_hours[kind] / max(total(state.ledger.hours_at_start[kind]), 1e-9)
        for need in range(best.shape[1]):
            hours = state.tally.hours_of_need[kind, need] * growth
            largest_here = best[kind, need]
            share_out(largest_here, SEGMENTS, together(largest_here, SEGMENTS, now.p.area_ceiling))
            for g in range(SEGMENTS):
                s = holder[kind, need, g]
                if s >= 0:
                    parts[bin_of(state, s, state.solutions.pool[s, kind], STANDING)] += hours * largest_here[g]
    let_through(world, state, now, EVERYWHERE)


@compiled
def _find_largest(state):
    """The largest potential x yield of each host kind, need and segment."""
    solutions = state.solutions
    best, holder = state.scratch.area_best, state.scratch.area_holder
    best[:] = 0.0
    holder[:] = -1
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        need, segment = solutions.need[s], solutions.segment[s]
        for kind in range(2):
            value = min(solutions.potential[s, kind] * state.scratch.yields[s], LARGEST)
            if value > best[kind, need, segment]:
                best[kind, need, segment] = value
                holder[kind, need, segment] = s


@compiled
def _mean_yields(state, now):
    """Mean of cashed depth x realised x staying over the hosts that have each solution; 0 where nobody has it."""
    adoptions = state.adoptions
    yields, users = state.scratch.yields, state.scratch.users
    yields[:] = 0.0
    users[:] = 0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        if now.month < adoptions.live_from[row]:
            continue
        users[adoptions.solution[row]] += 1
        if is_sustained(state, now, row):
            yields[adoptions.solution[row]] += adoptions.cashed[row] * adoptions.realised[row]
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        yields[s] /= max(users[s], 1)
