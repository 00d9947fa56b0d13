"""The same seed gives the same bits: one worker or two, in any order, through every way of asking, on the kernel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from samspil.model import run as model_run
from samspil.runs import ecosystem, run_ensemble, simulate
from samspil.runs.variables import variables
from samspil.scenarios import load
from samspil.scenarios.population import synth

SIZES = {"draws": 5, "replicates": 2, "seed": 11}


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("country") / "small"
    synth(12, 80, 2, folder)
    return str(folder)


@pytest.fixture(scope="module")
def scenarios(country: str) -> list:
    return [replace(load(name), population=country) for name in ("current-policy", "full-portfolio")]


@pytest.fixture(scope="module")
def alone(scenarios: list) -> xr.Dataset:
    return run_ensemble(scenarios, workers=1, potentials="assumed", **SIZES)


def same(one: xr.Dataset, other: xr.Dataset) -> None:
    for name in variables():
        np.testing.assert_array_equal(one[name].values, other[name].values, err_msg=name)


def test_two_workers(scenarios: list, alone: xr.Dataset) -> None:
    same(alone, run_ensemble(scenarios, workers=2, potentials="assumed", **SIZES))


def test_scenarios_in_another_order(scenarios: list, alone: xr.Dataset) -> None:
    turned = run_ensemble(scenarios[::-1], workers=2, potentials="assumed", **SIZES)
    same(alone, turned.isel(scenario=[1, 0]))


def test_one_member_alone_and_stepped_by_hand(scenarios: list, alone: xr.Dataset) -> None:
    scenario = replace(scenarios[1], potentials="assumed")
    member = alone.isel(scenario=1, draw=3, replicate=1)
    asked = {"seed": SIZES["seed"], "draw": 3, "replicate": 1}
    ds = simulate(scenario, **asked)
    recorded = simulate(scenario, record="events", **asked)
    eco = ecosystem(scenario, **asked)
    while eco.running:
        eco.step()
    for name in variables():
        # An ensemble in memory holds what a store would give back.
        np.testing.assert_array_equal(ds[name].values, recorded[name].values, err_msg=name)
        np.testing.assert_array_equal(ds[name].values, eco.results()[name][0], err_msg=name)
    np.testing.assert_array_equal(ds["freed_fte"].values, member["freed_fte"].values)


def test_a_batch_is_its_runs(scenarios: list) -> None:
    from samspil.model.parameters import pack
    from samspil.scenarios.inputs import prepare

    prepared = prepare(scenarios[1], 1)
    scratch = model_run.workspace(prepared)
    keys = np.array([[9, 0, 0], [9, 0, 2], [9, 3, 0], [9, 3, 1]])
    records = pack({"adoption_by_others": np.array([0.3, 0.3, 0.5, 0.6])}, 4)
    together = model_run.simulate_batch(prepared, records, keys, scratch)
    for b in range(4):
        one = slice(b, b + 1)
        alone = model_run.simulate_batch(prepared, records[one], keys[one], scratch)
        for name, values in alone.items():
            np.testing.assert_array_equal(values[0], together[name][b], err_msg=name)
    assert len({values.tobytes() for values in together["freed_fte"]}) == 4


def test_a_run_leaves_nothing_behind_in_its_workspace(scenarios: list) -> None:
    """The same run after another one, and after the tables have been filled with rubbish."""
    from samspil.model.parameters import pack
    from samspil.scenarios.inputs import prepare

    prepared, other = prepare(scenarios[0], 1), prepare(scenarios[1], 1)
    scratch = model_run.workspace(prepared)
    one = np.array([[1, 0, 0]])
    first = model_run.simulate_batch(prepared, pack({}), one, scratch)
    first = {name: values.copy() for name, values in first.items()}
    model_run.simulate_batch(other, pack({"adoption_by_others": 0.6}), one, scratch)
    for table in scratch.state:
        for column in table if isinstance(table, tuple) else (table,):
            column[...] = 7 if column.dtype.kind == "i" else 0.77
    again = model_run.simulate_batch(prepared, pack({}), one, scratch)
    for name, values in first.items():
        np.testing.assert_array_equal(values, again[name], err_msg=name)


def test_a_run_that_needs_more_room_gets_it_and_room_decides_no_number(scenarios: list) -> None:
    from samspil.model.errors import UserError
    from samspil.model.parameters import pack
    from samspil.model.state.state import Room, allocate_state
    from samspil.scenarios.inputs import prepare

    prepared = prepare(scenarios[0], 1)
    usual = model_run.workspace(prepared)
    narrow = usual._replace(state=allocate_state(usual.world, Room(of_cell=4)))
    keys, records = np.array([[1, 0, 0], [1, 1, 0]]), pack({}, 2)
    with pytest.raises(UserError, match="2 of 2 runs needed more room"):
        model_run.simulate_batch(prepared, records, keys, narrow)
    found = model_run.simulate_roomy(prepared, records, keys, narrow)
    for name, values in model_run.simulate_batch(prepared, records, keys, usual).items():
        np.testing.assert_array_equal(values, found[name], err_msg=name)


def test_nothing_is_compiled_twice(alone: xr.Dataset) -> None:
    """A second signature means that an int stood where a float should: slow, and different bits."""
    assert alone.sizes["draw"] == SIZES["draws"]
    from samspil.model import draws, loop
    from samspil.model.month import ORDER, report, start
    from samspil.model.rules import ledger

    for function in (loop.run_batch, loop.step, ledger.balance, draws.uniforms):
        assert len(function.signatures) <= 1, function
    for rule in (start, *ORDER, report):
        assert len(rule._addresses) <= 1, rule.__name__
