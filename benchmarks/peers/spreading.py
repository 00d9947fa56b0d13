"""`adopt` against ordinary agents: what both found in each month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspil.model.now import Now
from samspil.model.state.codes import Count, Regime
from samspil.model.state.state import State
from samspil.model.state.world import World

from ..measure import POLICY
from .adopting import Spread, Unit
from .reading import spread
from .stepping import Compared, against


@dataclass(frozen=True)
class Month:
    """What agents and rule made of the same month.

    Args:
        considered: solutions that agents considered, over all of them.
        rule_considered: those that the rule did.
        taken, rule_taken: (unit, solution) taken into use, in order.
        apart: the largest relative difference of a cumulated hazard.
    """

    considered: int
    rule_considered: int
    taken: list[tuple[int, int]]
    rule_taken: list[tuple[int, int]]
    apart: float


def adoption(policy: str = POLICY) -> Compared:
    """Agents against the rule, in some months of a run."""
    # The rule counts what it has considered since January 2022, and rows of adoptions.
    before: dict[str, int] = {}

    def peer(world: World, state: State, now: Now) -> Spread:
        before["considered"] = int(state.tally.count[Count.EVENTS_CONSIDERED])
        before["rows"] = int(state.tally.count[Count.ADOPTION_ROWS])
        return spread(world, state, now)

    def found(model: Spread, _world: World, state: State, _now: Now) -> Month:
        rows = range(before["rows"], int(state.tally.count[Count.ADOPTION_ROWS]))
        adoptions = state.adoptions
        own = [row for row in rows if adoptions.occupies[row] >= 0 and adoptions.regime[row] == Regime.VOLUNTARY]
        taken = [(int(adoptions.unit[row]), int(adoptions.solution[row])) for row in own]
        considered = int(state.tally.count[Count.EVENTS_CONSIDERED]) - before["considered"]
        return Month(model.considered, considered, model.taken, taken, _apart(model, state))

    return against("adopt", peer, found, policy)


def _apart(model: Spread, state: State) -> float:
    considered, most = state.considered, 0.0
    for unit in model.agents_by_type[Unit]:
        hazards = {thought.product.row: thought.hazard for thought in unit.thoughts}
        number = considered.number[unit.number]
        rows = considered.solution[unit.number, :number]
        if set(rows.tolist()) != set(hazards):
            return float("inf")
        rule = considered.hazard[unit.number, :number]
        agents = np.array([hazards[int(row)] for row in rows])
        if number:
            most = max(most, float(np.max(np.abs(agents - rule) / np.maximum(rule, 1e-9))))
    return most
