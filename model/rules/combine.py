"""combine: what solutions free together in one area, and how they share it.

Within a segment, of substitutes, the largest counts; segments combine as a product, up to a ceiling, and share the
total by -ln(1 - share).
"""

import math

from ..compiled import compiled

# No draw of a potential frees all hours of an area.
LARGEST = 0.999999


@compiled
def largest(adoptions, cell, values, best, holder):
    """The largest value of each segment in a cell, and the adoption that holds it; 0 or less holds nothing. Returns
    how many segments are held."""
    held = 0
    segment = -1
    for i in range(adoptions.count[cell]):
        row = adoptions.of_cell[cell, i]
        value = values[row]
        if value <= 0.0:
            continue
        if adoptions.segment[row] != segment:
            segment = adoptions.segment[row]
            best[held] = 0.0
            held += 1
        if value > best[held - 1]:
            best[held - 1] = value
            holder[held - 1] = row
    return held


@compiled
def together(best, held, ceiling):
    """Share of the area that is freed: min(ceiling, 1 - product over segments of (1 - largest))."""
    left = 1.0
    for g in range(held):
        left *= 1.0 - best[g]
    return min(ceiling, 1.0 - left)


@compiled
def share_out(best, held, total):
    """Turn the largest of each segment into its part of the total."""
    if held == 1 or total <= 0.0:
        best[:held] = total
        return
    weight = 0.0
    for g in range(held):
        best[g] = -math.log(1.0 - best[g])
        weight += best[g]
    for g in range(held):
        best[g] *= total / weight
