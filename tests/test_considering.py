"""What hosts see of each other, and what they think of taking into use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from samspil.model.errors import UserError
from samspil.model.parameters import pack, prior_draws, registry
from samspil.model.run import Workspace, room_of, simulate_batch, workspace
from samspil.model.state.codes import Count, Kind, Regime
from samspil.runs import ecosystem
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare
from samspil.scenarios.population import synth

from .plain import plain


def after(months: int, rules: dict[str, str | bool] | None = None, **own: float) -> Workspace:
    """The tables of one run of Denmark after so many months."""
    scenario = load("full-portfolio")
    prepared = prepare(replace(scenario, rules={**scenario.rules, **(rules or {})}), 1)
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


def test_the_table_of_what_a_host_knows_is_as_long_as_the_parameter_may_say() -> None:
    switches = prepare(load("current-policy"), 1).switches
    assert room_of(switches).known == registry()["known_solutions"].high


def test_with_unlimited_attention_a_host_knows_all_that_it_could_use() -> None:
    # What was dropped because of its cost is not thought of again: here nothing is.
    rules = {"attention": "unlimited", "drop_costly": False}
    scratch = after(168, rules, known_solutions=20.0, heard_per_month=4.0)
    world, state = scratch.world, scratch.state
    solutions, considered = state.solutions, state.considered
    rows = np.arange(state.tally.count[Count.SOLUTION_ROWS])
    rows = rows[(solutions.taken_up[rows] == 0) & (solutions.available[rows] < 168)]
    longest = 0
    for host in range(world.hosts):
        kind = 1 if host < world.municipalities else 2
        areas = world.cell_need[(world.cell_host == host) & (world.cell_transfer < 0) & (state.cell_hours > 0)]
        could = rows[(solutions.hosts[rows] & kind > 0) & np.isin(solutions.need[rows], areas)]
        could = could[considered.uses[host, could] <= 0]
        assert np.isin(could, considered.solution[host, : considered.number[host]]).all()
        longest = max(longest, could.size)
    assert longest > registry()["known_solutions"].high


def returns(country: Path, again: float) -> int:
    """How often a host thinks of a solution anew that it had forgotten and has never used."""
    small = replace(load("full-portfolio"), population=str(country))
    eco = ecosystem(small, seed=1, parameters={"known_solutions": 20.0, "heard_again": again}, beyond_evidence=True)
    known: list[set[int]] = [set() for _ in range(eco.world.hosts)]
    before, found = [set(each) for each in known], 0
    while eco.running:
        eco.step()
        considered = eco.state.considered
        for host, ever in enumerate(known):
            listed = set(considered.solution[host, : considered.number[host]].tolist())
            new = listed - before[host]
            found += sum(considered.uses[host, s] == 0 for s in new & ever)
            before[host] = listed
            ever |= listed
    return found


def test_what_a_host_forgot_it_may_hear_of_again(tmp_path: Path) -> None:
    synth(12, 80, 2, tmp_path / "small")
    assert returns(tmp_path / "small", 0.0) == 0
    assert returns(tmp_path / "small", 1.0) > 0


def test_a_partner_s_use_is_adapted_by_the_share_and_nobody_s_by_none() -> None:
    adapting = plain("tables.adapting")
    prepared = prepare(load("current-policy"), 1)
    world, state = prepared.world, plain("state.state").allocate_state(prepared.world)
    p = pack({"adaptation_share": 0.7})[0]
    now = plain("now").Now(0, prepared.levers[0], p, prepared.switches[0], prepared.target, (np.uint64(1),) * 2)
    state.ties.partner[:] = -1
    state.ties.partner[world.first_host, 0] = world.first_host + 9
    ways = adapting.ways_of(world, state, now, now.levers[0], 0)._replace(networks=0.0, commons=0.0)

    def adapts(at: float) -> int:
        return adapting.is_adapted(world, state, now, ways, 0, 3, at)

    assert adapts(0.1) == 0
    state.solutions.adopters[0, 3] = 1
    assert adapts(0.1) == 0
    state.considered.uses[9, 3] = 1
    assert adapts(0.69) == 1
    assert adapts(0.71) == 0


def test_a_strategic_partnership_has_more_hosts_and_brings_its_solution_to_them() -> None:
    scratch = after(168)
    world, state = scratch.world, scratch.state
    rows = state.tally.count[Count.PARTNERSHIP_ROWS]
    kind, members = state.partnerships.kind[:rows], state.partnerships.members[:rows]
    hosts = ((members >= world.first_host) & (members < world.first_host + world.hosts)).sum(axis=1)
    size = (members >= 0).sum(axis=1)
    assert hosts[kind == Kind.STRATEGIC].mean() > hosts[kind == Kind.PROJECT].mean() + 0.4
    assert size[kind == Kind.STRATEGIC].mean() > size[kind == Kind.PROJECT].mean()
    last = state.tally.count[Count.ADOPTION_ROWS]
    solution, unit = state.adoptions.solution[:last], state.adoptions.unit[:last]
    at_once = (state.adoptions.month[:last] == state.solutions.available[solution]) & (unit < world.hosts)
    first = np.bincount(solution[at_once], minlength=state.solutions.key.size)
    by = state.solutions.partnership
    made = np.flatnonzero((by >= 0) & (np.arange(by.size) < state.tally.count[Count.SOLUTION_ROWS]))
    strategic = kind[by[made]] == Kind.STRATEGIC
    assert first[made[~strategic]].mean() < 1.1
    assert first[made[strategic]].mean() > 1.2


def test_knowing_more_than_the_table_has_room_for_is_no_result() -> None:
    with pytest.raises(UserError, match="room"):
        after(168, known_solutions=300.0)
