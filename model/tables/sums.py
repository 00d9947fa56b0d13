"""Sums in a fixed order: NumPy's own sum pairs terms and differs from a loop in the last bits."""

from ..compiled import compiled


@compiled
def total(values):
    """Sum of a vector from first to last."""
    result = 0.0
    for i in range(values.size):
        result += values[i]
    return result


@compiled
def total_of(table):
    """Sum of a table (rows, columns): the sums of its rows, which a processor works out side by side, from first to
    last."""
    result = 0.0
    for i in range(table.shape[0]):
        result += total(table[i])
    return result


@compiled
def sort(values) -> None:
    """Sort a vector in place, smallest first (heap sort)."""
    n = values.size
    for first in range(n // 2 - 1, -1, -1):
        _sink(values, first, n)
    for last in range(n - 1, 0, -1):
        values[0], values[last] = values[last], values[0]
        _sink(values, 0, last)


@compiled
def _sink(values, place, end):
    value = values[place]
    while 2 * place + 1 < end:
        child = 2 * place + 1
        if child + 1 < end and values[child + 1] > values[child]:
            child += 1
        if values[child] <= value:
            break
        values[place] = values[child]
        place = child
    values[place] = value
