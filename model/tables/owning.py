"""Who supplies a solution."""

from ..compiled import compiled


@compiled
def supplier(state, solution):
    """The company that owns a solution and still exists; -1 if there is none."""
    owner = state.solutions.owner[solution]
    if owner < 0 or state.actors.vacant[owner] > 0:
        return -1
    return owner if state.actors.generation[owner] == state.solutions.owner_generation[solution] else -1
