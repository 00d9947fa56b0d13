"""Scenarios built in Python: levers changed and swept, checked like documents; the examples run as they stand."""

import doctest
from importlib import import_module

import pytest

from samspil.model.errors import UserError
from samspil.runs import run_ensemble, sweep
from samspil.scenarios import load, loads

from .line_kernel import LineKernel


@pytest.fixture(autouse=True)
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


@pytest.mark.parametrize(
    ("levels", "written"),
    [
        ({"outreach": 2}, "{outreach: 2}"),
        ({"outreach": {"add": 0.5, "ramp": "12 months"}}, "{outreach: {add: 0.5, ramp: 12}}"),
        ({"mission.chronic": [{"add": 1}, {"scale": 2}]}, "{mission.chronic: [{add: 1}, {scale: 2}]}"),
    ],
)
def test_levers_set_in_python_are_those_of_the_document_that_says_the_same(levels, written):
    built = load("current-policy").with_levers(start="2027-07", name="x", **levels)
    document = loads(f"name: x\nextends: current-policy\nstart: 2027-07\nlevers: {written}\n")
    assert built == document
    assert (built.name, built.start, built.policies) == (document.name, document.start, document.policies)


def test_what_is_given_acts_last_and_names_the_scenario():
    built = load("benefit-realisation").with_levers(benefit_realisation=0.5, outreach=1)
    assert built.name == "benefit-realisation+benefit_realisation=0.5+outreach=1"
    assert built.title["da"] == "Gevinstrealisering, Gevinstrealisering 0,5, Opsøgende indsats 1"
    assert built.lever_table("benefit_realisation", ["Sjælland"])[-1, 0] == 0.5
    assert load("benefit-realisation").with_levers(outreach=1).start == load("benefit-realisation").start


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"outreach": 9}, "highest value"),
        ({"outreech": 1}, "outreach"),
        ({"outreach": 1, "start": "2027-13"}, "month"),
        ({"outreach": 1, "name": "full-portfolio"}, "library"),
        ({"outreach": 1, "name": "Full Portfolio"}, "not a scenario name"),
        ({"outreach": {"sett": 1}}, "set"),
        ({"outreach": float("nan")}, "number"),
        ({"outreach": []}, "changes no lever"),
        ({"support_share": {"set": 1, "regions": ["Skåne"]}}, "not a region"),
        ({}, "changes no lever"),
    ],
)
def test_levers_that_no_document_could_say_are_refused(given, told):
    with pytest.raises(UserError, match=told):
        load("current-policy").with_levers(**given)


def test_a_sweep_has_the_lever_as_a_dim_and_the_numbers_of_its_scenarios():
    levels, size = [0.2, 0.6, 1.0], {"draws": 3, "replicates": 2, "workers": 1}
    found = sweep("current-policy", "benefit_realisation", levels, start="2027-07", **size)
    assert found.freed_fte.dims == ("benefit_realisation", "draw", "replicate", "time")
    assert found.benefit_realisation.attrs["units"] == "share of roll-outs"
    one = load("current-policy").with_levers(benefit_realisation=0.6, start="2027-07")
    alone = run_ensemble(one, **size).freed_fte.isel(scenario=0)
    assert (found.freed_fte.sel(benefit_realisation=0.6).values == alone.values).all()
    assert found.freed_fte.isel(time=-1).mean(["draw", "replicate"]).diff("benefit_realisation").min() > 0


@pytest.mark.parametrize("levels", [[], [1, 1], [1, 9], 2, "2"])
def test_a_sweep_of_nothing_of_one_level_twice_or_out_of_range_is_refused(levels):
    with pytest.raises(UserError):
        sweep("current-policy", "outreach", levels, draws=2, replicates=1)


@pytest.mark.parametrize("module", ["samspil.scenarios.documents.scenario", "samspil.runs.sweeping"])
def test_examples_give_what_they_say(module):
    result = doctest.testmod(import_module(module))
    assert result.attempted > 0
    assert result.failed == 0
