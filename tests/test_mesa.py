"""The Mesa face: Mesa's own tools on the model that the ensemble runs."""

from __future__ import annotations

import inspect
import pickle

import mesa
import numpy as np
import pytest

from samspil.model.errors import UserError
from samspil.runs import ecosystem, simulate
from samspil.scenarios import load


def test_the_mesa_face_gives_the_trajectory_of_the_ensemble() -> None:
    eco = ecosystem(load("current-policy"), seed=2, replicate=1)
    while eco.running:
        eco.step()
    ds = simulate(load("current-policy"), seed=2, replicate=1)
    for name, values in eco.results().items():
        np.testing.assert_array_equal(values[0], ds[name].values, err_msg=name)


def test_agents_read_and_write_the_arrays() -> None:
    eco = ecosystem(load("current-policy"), seed=1)
    kinds = {kind.__name__: len(agents) for kind, agents in eco.agents_by_type.items()}
    assert kinds["Municipality"] == 98
    assert kinds["Region"] == 5
    towns = eco.agents.select(lambda agent: agent.kind == "municipality")
    assert towns.agg("engaged", sum) == 0
    towns.set("engaged", True)
    assert eco.state.actors.engaged[eco.world.first_host : eco.world.first_host + 98].all()
    eco.step()
    frame = eco.datacollector.get_model_vars_dataframe()
    assert len(frame) == 1


def test_iterations_of_a_batch_differ_and_tell_their_month() -> None:
    asked = {"scenario": ["current-policy"]}
    # Mesa says from 3.4 on by a list of seeds how often it runs.
    twice = {"rng": [None, None]} if "rng" in inspect.signature(mesa.batch_run).parameters else {"iterations": 2}
    rows = mesa.batch_run(ecosystem, asked, max_steps=30, number_processes=1, display_progress=False, **twice)
    # Mesa steps to `max_steps`, or until there have been more: the reporter says which month that is.
    assert {row["month"] for row in rows} <= {"2024-06", "2024-07"}
    assert len({row["freed_fte"] for row in rows}) == 2


def test_a_pickled_model_goes_on_where_it_was() -> None:
    eco = ecosystem("current-policy", seed=1)
    eco.run_for(14)
    again = pickle.loads(pickle.dumps(eco))
    for model in (eco, again):
        model.run_for(10)
    assert again.month == 24
    np.testing.assert_array_equal(eco.row, again.row)
    assert len(again.datacollector.get_model_vars_dataframe()) == 24


def test_an_agent_has_what_the_tables_have() -> None:
    towns = ecosystem("current-policy", seed=1).agents.select(lambda agent: agent.kind == "municipality")
    town = next(iter(towns))
    with pytest.raises(AttributeError, match=r"a municipality has no 'enagged'; it has .*engaged"):
        town.enagged = True
    with pytest.raises(AttributeError, match=r"a municipality has no 'enagged'; it has .*engaged"):
        _ = town.enagged
    assert repr(town) == "<Municipality København, Hovedstaden>"


def test_what_would_do_nothing_or_harm_is_refused() -> None:
    eco = ecosystem("current-policy", seed=1)
    company = next(agent for agent in eco.agents if agent.kind == "company")
    before = eco.state.actors.load.copy(), eco.state.actors.runway.copy()
    wrong = (("load", -5.0), ("load", -1), ("runway", float("nan")), ("vacant", 2), ("engaged", "yes"))
    for name, value in wrong:
        with pytest.raises(UserError, match=f"{name} of a company: {value!r} is not") as caught:
            setattr(company, name, value)
        assert len(caught.value.lines) == 1
    with pytest.raises(UserError, match="cannot be taken out"):
        company.remove()
    for kept, now in zip(before, (eco.state.actors.load, eco.state.actors.runway), strict=True):
        np.testing.assert_array_equal(kept, now)
    company.vacant, company.load, company.runway = True, np.int64(1), 3
    assert (company.vacant, company.load, company.runway) == (True, 1, 3.0)


def test_a_series_that_is_none_is_told_in_one_line_with_those_that_are() -> None:
    model = ecosystem("current-policy", seed=1)
    with pytest.raises(UserError, match="series: 'freed' is not known; nearest known: freed_fte") as caught:
        model.series("freed")
    assert len(caught.value.lines) == 1


def test_agents_are_called_what_the_tables_call_them() -> None:
    eco = ecosystem(load("current-policy"), seed=1)
    told = simulate(load("current-policy"), seed=1, record="events")
    known = told["actor_kind"].attrs["flag_meanings"].split()
    assert {type(agent).__name__.lower() for agent in eco.agents} == set(known)
    assert [agent.name for agent in eco.agents] == told["actor_name"].values.tolist()
