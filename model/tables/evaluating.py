"""What an evaluation finds of a solution's effect, and what those who choose make of it.

Effects are compared on the scale y = asinh(effect / that of a typical new solution): a large effect is found within a
factor, one near nothing within the size of a typical effect, so that what frees nothing can look as if it did.
"""

import math

from ..compiled import compiled
from ..distributions import normal
from ..draws import EVALUATION
from ..state.codes import Count, Value
from ..state.state import MOST_FOUND


@compiled
def bent(p, effect):
    """An effect (share of an area's hours) on the scale of comparison."""
    x = abs(effect) / p.new_potential_median
    return math.copysign(math.log(x + math.sqrt(x * x + 1.0)), effect)


@compiled
def unbent(p, y):
    """The effect that lies at a place on the scale of comparison."""
    return p.new_potential_median * 0.5 * (math.exp(y) - math.exp(-y))


@compiled
def error_of(now):
    """Standard deviation of an evaluation's error on the scale of comparison; none where it is switched off."""
    return now.p.evaluation_error * now.switches.evaluation_error


@compiled
def evaluate(state, now, solution):
    """An evaluation of a solution: found = true + error, one error a solution, and what is made of it.

    Whoever picks the best of many picks errors too, so the find is drawn towards the mean of the catalogue by its
    reliability, var / (var + error^2): the mean of the effect given the find (Efron and Morris 1975).
    """
    solutions = state.solutions
    error = error_of(now)
    noise = normal(now.key, EVALUATION, solutions.key[solution], 0)
    for kind in range(2):
        true = solutions.potential[solution, kind]
        fits = solutions.hosts[solution] & (kind + 1) > 0
        found, judged = true, true
        if fits and error > 0.0:
            found = min(unbent(now.p, bent(now.p, true) + error * noise), MOST_FOUND)
            judged = _shrunk(state, now, found, error) if now.switches.evaluation_shrinkage > 0.0 else found
        solutions.found[solution, kind] = found
        solutions.judged[solution, kind] = judged


@compiled
def _shrunk(state, now, found, error):
    spread = state.tally.value[Value.CATALOGUE_SPREAD]
    reliability = spread / (spread + error * error)
    mean = state.tally.value[Value.CATALOGUE_MEAN]
    place = mean + reliability * (bent(now.p, found) - mean)
    return min(unbent(now.p, place) * math.exp(0.5 * reliability * error * error), MOST_FOUND)


@compiled
def is_shown_to_work(state, now, solution, kind):
    """Whether its evaluation found more than its own standard error."""
    return bent(now.p, state.solutions.found[solution, kind]) > error_of(now)


@compiled
def measure_catalogue(state, now):
    """Mean and variance of the catalogue's effects on the scale of comparison: the class that a find is seen in."""
    solutions = state.solutions
    number, total, squares = 0, 0.0, 0.0
    for s in range(state.tally.count[Count.SOLUTION_ROWS]):
        for kind in range(2):
            if solutions.hosts[s] & (kind + 1) > 0:
                y = bent(now.p, solutions.potential[s, kind])
                number += 1
                total += y
                squares += y * y
    mean = total / max(number, 1)
    state.tally.value[Value.CATALOGUE_MEAN] = mean
    state.tally.value[Value.CATALOGUE_SPREAD] = max(squares / max(number, 1) - mean * mean, 0.0)
