"""What hosts see of each other, and what they think of taking into use."""

from __future__ import annotations

import numpy as np
import pytest

from samspil.model.errors import UserError
from samspil.model.parameters import pack, prior_draws, registry
from samspil.model.run import Workspace, simulate_batch, workspace
from samspil.model.state.codes import Count, Regime
from samspil.model.state.state import Room
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare


def after(months: int, **own: float) -> Workspace:
    """The tables of one run of Denmark after so many months."""
    prepared = prepare(load("full-portfolio"), 1)
    draws = prior_draws(3, 1)
    records = pack({str(name): draws[name].values for name in draws.data_vars} | own, 1)
    scratch = workspace(prepared)
    simulate_batch(prepared, records, np.array([[3, 0, 0]]), scratch, months)
    return scratch


def seen_uses(scratch: Workspace, months: int) -> np.ndarray:
    """1 where others see that a host uses a solution (hosts, solutions): start use shows from the month it began."""
    world, state = scratch.world, scratch.state
    uses = (state.considered.uses[: world.hosts] > 0).astype(int)
    for row in range(state.tally.count[Count.ADOPTION_ROWS]):
        unit, begun = state.adoptions.unit[row], state.adoptions.live_from[row]
        if state.adoptions.regime[row] == Regime.START and unit < world.hosts and begun >= months:
            uses[unit, state.adoptions.solution[row]] = 0
    return uses


@pytest.mark.parametrize("months", [1, 24, 90])
def test_each_of_the_nearest_that_uses_a_solution_counts_once(months: int) -> None:
    scratch = after(months)
    uses = seen_uses(scratch, months)
    nearest = scratch.world.neighbours
    expected = np.where(nearest[:, :, None] >= 0, uses[nearest], 0).sum(axis=1)
    assert expected.max() > 1
    np.testing.assert_array_equal(scratch.state.considered.adopters_near, expected)


@pytest.mark.parametrize("months", [1, 59, 61, 168])
def test_a_unit_thinks_of_what_it_could_use_and_does_not_use(months: int) -> None:
    scratch = after(months)
    world, considered = scratch.world, scratch.state.considered
    for unit in range(considered.number.size):
        listed = considered.solution[unit, : considered.number[unit]].astype(int)
        assert np.unique(listed).size == listed.size
        assert (considered.uses[unit, listed] <= 0).all()
        assert considered.unit_active[unit] or listed.size == 0
        host = unit if unit < world.hosts else unit - world.hosts
        assert (scratch.state.solutions.hosts[listed] & (1 if host < world.municipalities else 2) > 0).all()
        own = (world.cell_host == host) & ((world.cell_transfer >= 0) == (unit >= world.hosts))
        areas = world.cell_need[own & (scratch.state.cell_hours > 0)]
        assert np.isin(scratch.state.solutions.need[listed], areas).all()
    assert (considered.number[world.hosts :].max() > 0) == (months > world.transfer_month)


def test_how_many_solutions_a_host_can_know_is_a_parameter() -> None:
    for most in (20.0, 55.0):
        assert after(168, known_solutions=most).state.considered.number.max() == most
    assert Room().known >= registry()["known_solutions"].high


def test_knowing_more_than_the_table_has_room_for_is_no_result() -> None:
    with pytest.raises(UserError, match="room"):
        after(168, known_solutions=300.0)
