"""Trajectories, draws, verification and estimates: what goes in, and what a user is told when it is wrong."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.parameters import central_values, prior_draws, registry
from samspil.runs import central, estimate, kernel, posterior, prior, run_ensemble, simulate, verify
from samspil.runs.draws import as_draws, records
from samspil.runs.fitted import draws_of
from samspil.scenarios import Change, load, loads
from samspil.scenarios.documents.uncertainties import Override

from .fake_kernel import FakeKernel

RULES = {"partner_choice": "sampled", "adoption": "sampled", "partnership_effects": "sampled"}


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    stand_in = FakeKernel()
    monkeypatch.setattr(kernel, "_shipped", stand_in)
    return stand_in


def equal(one, other):
    return np.array_equal(one["freed_fte"], other["freed_fte"])


def test_no_draw_takes_the_centre():
    assert equal(simulate("current-policy"), simulate("current-policy", parameters=central()))
    default = xr.Dataset({name: ("draw", [value]) for name, value in central_values().items()})
    assert equal(simulate("current-policy", prior=True), simulate("current-policy", parameters=default))
    assert not equal(simulate("current-policy", prior=True), simulate("current-policy"))
    assert "draw" not in simulate("current-policy").coords


def test_a_draw_is_the_same_alone_and_in_a_dataset():
    draws = prior_draws(1, 4)
    alone = simulate("current-policy", draw=2, prior=True)
    assert equal(alone, simulate("current-policy", draw=2, parameters=draws))
    assert equal(alone, simulate("current-policy", parameters=draws.isel(draw=[2])))


def test_a_draw_is_that_of_the_posterior_and_of_a_forecast():
    ens = run_ensemble("current-policy", draws=4, replicates=1, seed=3)
    assert equal(simulate("current-policy", draw=2, seed=3), ens.sel(draw=2).squeeze())
    given = run_ensemble("current-policy", draws=posterior(4, seed=3), replicates=1, seed=3)
    assert np.array_equal(given["freed_fte"], ens["freed_fte"])
    told = simulate("current-policy", draw=2, seed=3).attrs["parameters"]
    assert told.endswith(f"number {int(posterior(4, seed=3)['place'][2])}")


def test_a_dataset_says_what_it_does_not_name_is():
    some = prior_draws(1, 3)[["outreach_company"]]
    whole = {fill: draws_of(some, 1, fill=fill) for fill in ("central", "posterior", "prior")}
    name = "need_opening_rate"
    assert set(whole["central"][name].values) == {float(central()[name].values[0])}
    np.testing.assert_array_equal(whole["posterior"][name], posterior(3, 1)[name])
    np.testing.assert_array_equal(whole["prior"][name], prior(3, 1)[name])
    for drawn in whole.values():
        np.testing.assert_array_equal(drawn["outreach_company"], some["outreach_company"])
    one = draws_of(some.isel(draw=[2]), 1, fill="posterior")
    assert float(one[name].values[0]) == float(posterior(3, 1)[name].values[2])
    with pytest.raises(UserError, match="fill: 'middle' is none of central, posterior, prior"):
        draws_of(some, 1, fill="middle")


def test_luck_is_the_label_of_the_draw_unless_the_dataset_says_otherwise():
    draws = prior_draws(1, 4)
    whole = run_ensemble("current-policy", draws=draws, replicates=1)
    part = run_ensemble("current-policy", draws=draws.isel(draw=[3, 1]), replicates=1)
    assert np.array_equal(part["freed_fte"], whole["freed_fte"].sel(draw=[3, 1]))
    shared = run_ensemble("current-policy", draws=draws.assign(luck=("draw", [7] * 4)), replicates=1)
    assert shared["luck"].values.tolist() == [7] * 4
    assert not np.array_equal(shared["freed_fte"], whole["freed_fte"])


def test_parameters_set_single_values_on_top_of_the_draw():
    base = simulate("current-policy", draw=1)
    assert not equal(simulate("current-policy", draw=1, parameters={"outreach_company": 0.034}), base)
    with pytest.raises(
        UserError, match="outreach_companyy is not a known parameter; the nearest known name is outreach_company"
    ):
        simulate("current-policy", parameters={"outreach_companyy": 0.03})
    for value in ("much", None, float("nan")):
        with pytest.raises(UserError, match="outreach_company"):
            simulate("current-policy", parameters={"outreach_company": value})


def test_scenarios_put_their_own_values_in_place_of_the_draws():
    draws = as_draws(200, 1)
    row = registry()["outreach_company"]
    fixed = records(draws, {"outreach_company": Override(value=0.02)}, RULES)["outreach_company"]
    assert (fixed == 0.02).all()
    ranged = records(draws, {"outreach_company": Override(low=0.5, high=0.7)}, RULES)["outreach_company"]
    assert 0.5 <= ranged.min() < 0.51
    assert 0.69 < ranged.max() <= 0.7
    assert np.array_equal(np.argsort(ranged), np.argsort(draws["outreach_company"].values))
    assert abs(ranged.mean() - 0.6) < 0.01
    central = records(as_draws(1, 1)[["luck"]], {"outreach_company": Override(low=0.5, high=0.7)}, RULES)[
        "outreach_company"
    ]
    assert central == max(0.5, row.default)


def test_rules_fix_what_structure_samples():
    draws = as_draws(30, 1)
    free = records(draws, {}, RULES)["structure_adoption"]
    assert set(free) == {0.0, 1.0}
    fixed = records(draws, {}, {**RULES, "adoption": "threshold"})["structure_adoption"]
    assert (fixed == list(registry()["structure.adoption"].choices).index("threshold")).all()


def test_scenario_settings_reach_the_runs():
    text = "name: more\nextends: current-policy\nuncertainties: {outreach_company: 0.03}\n"
    own, plain = loads(text, "more"), load("current-policy")
    ens = run_ensemble([plain, own], draws=3, replicates=1)
    values = ens["freed_fte"].isel(time=-1, replicate=0)
    assert np.unique(values.sel(scenario="current-policy") / values.sel(scenario="more")).size == 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"draws": 0}, "draws: 0 is not a whole number from 1 to 100000"),
        ({"draws": -3}, "draws: -3"),
        ({"draws": True}, "draws: True"),
        ({"draws": 2.5}, "draws: 2.5 is neither"),
        ({"replicates": 0}, "replicates: 0"),
        ({"workers": 0}, "workers: 0"),
        ({"seed": -1}, "seed: -1"),
        ({"seed": "one"}, "seed: 'one'"),
        ({"potentials": "estimate"}, "potentials: 'estimate' is none of measured, estimated, assumed; the nearest"),
        ({"potentials": []}, "potentials"),
        ({"potentials": ["measured", "measured"]}, "potentials"),
        ({"scenarios": []}, "scenarios: give at least one"),
        ({"scenarios": ["current-policy", "current-policy"]}, "scenarios: current-policy is given twice"),
        ({"scenarios": "curent-policy"}, "current-policy"),
        ({"draws": xr.Dataset({"outreach_company": ("x", [1.0])})}, "no dim 'draw'"),
        ({"draws": xr.Dataset({"outreach_companyy": ("draw", [1.0])})}, "nearest known name is outreach_company"),
        ({"draws": xr.Dataset({"outreach_company": ("draw", [np.nan])})}, "not numbers"),
        ({"draws": xr.Dataset({"outreach_company": ("draw", np.zeros(0))})}, "draws: 0"),
        ({"draws": 10**22}, "draws: 10000000000000000000000 is not a whole number from 1 to 100000"),
        ({"draws": 1001, "replicates": 100_000}, "100100000 runs are asked for; 100000000 at most"),
        (
            {"draws": xr.Dataset({"engageable_share": ("draw", [60.0])})},
            "engageable_share: 60 lies outside the evidence range",
        ),
        ({"draws": xr.Dataset({"structure.adoption": ("draw", [7.0])})}, "allowed: 0 (network_hazard), 1 (threshold)"),
        ({"draws": xr.Dataset({"luck": ("draw", [0.5])})}, "`luck` has values that are not whole numbers"),
        (
            {"draws": xr.Dataset({"engageable_share": ("draw", [0.5, 0.6])}, {"draw": ["a", "b"]})},
            "labels of draw are not whole",
        ),
        (
            {"draws": xr.Dataset({"engageable_share": ("draw", [0.5, 0.6])}, {"draw": [0.2, 0.7]})},
            "labels of draw are not whole",
        ),
        ({"draws": xr.Dataset({"engageable_share": ("draw", [0.5, 0.6])}, {"draw": [1, 1]})}, "is given twice"),
    ],
)
def test_wrong_requests_are_told_before_anything_is_run(fake, tmp_path, changes, told):
    with pytest.raises(UserError) as caught:
        run_ensemble(**{"scenarios": "current-policy", "draws": 2, "to": tmp_path / "out", **changes})
    assert told in str(caught.value)
    assert fake.batches == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"draw": -1}, "draw: -1"),
        ({"draw": 10**9}, "draw: 1000000000 is not a whole number from 0 to 100000"),
        ({"replicate": -1}, "replicate: -1"),
        (
            {"parameters": {"engageable_share": 60}},
            r"engageable_share: 60 lies outside .*beyond_evidence=True.*allowed: 0.4 to 0.9 share",
        ),
        (
            {"parameters": {"engageable_share": -1}, "beyond_evidence": True},
            "engageable_share: -1 cannot be; allowed: 0 to 1 share",
        ),
        ({"parameters": {"structure.adoption": 0.5}, "beyond_evidence": True}, "0.5 is none of the choices"),
        ({"record": "everything"}, "record: 'everything'"),
        ({"parameters": prior_draws(1, 2)}, "say which of the 2 draws"),
        ({"parameters": prior_draws(1, 2), "draw": 5}, "draw: 5 is not among"),
    ],
)
def test_wrong_trajectories_are_told(changes, told):
    with pytest.raises(UserError, match=told):
        simulate("current-policy", **changes)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: run_ensemble("current-policy", 2, 1, keep=["fte"]), "keep: 'fte' is not known"),
        (lambda: run_ensemble("current-policy", 2, 1, keep=["freed_ft"]), "nearest known: freed_fte"),
        (lambda: run_ensemble(None, 2, 1), "scenarios: None is neither a name"),
        (lambda: prior(2, seed=-1), "seed: -1 is not a whole number"),
        (lambda: posterior(2, seed="a"), "seed: 'a' is not a whole number"),
        (lambda: load("current-policy", "outreac=2"), "nearest known: outreach"),
    ],
)
def test_what_python_asks_wrongly_is_a_line(fake, call, told):
    with pytest.raises(UserError, match=told) as caught:
        call()
    assert len(caught.value.lines) == 1


def test_ranges_can_be_left_on_purpose():
    ds = simulate("current-policy", parameters={"outreach_company": 0.2}, beyond_evidence=True)
    draws = xr.Dataset({"outreach_company": ("draw", [0.2]), "luck": ("draw", central()["luck"].values)})
    assert equal(ds, simulate("current-policy", draw=0, parameters=draws, beyond_evidence=True))
    assert equal(ds, run_ensemble("current-policy", draws=draws, replicates=1, beyond_evidence=True).squeeze())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"levers": {"support_share": (Change("support_share", "set", 90, 60),)}}, "'90.0': is above the highest"),
        ({"levers": {"suport_share": (Change("suport_share", "set", 0.9, 60),)}}, "unknown lever.*: support_share"),
        ({"levers": {"outreach": (Change("outreach", "sett", 1, 60),)}}, "'sett': unknown key; .*nearest known: set"),
        ({"levers": {"outreach": (Change("broker", "set", 1, 60),)}}, "a change of another lever"),
        ({"levers": {"outreach": (Change("outreach", "set", 1, 60, regions=("Westt",)),)}}, "'Westt': is not a region"),
        ({"levers": {"outreach": (Change("outreach", "set", 1, "2027-01"),)}}, "something of another type"),
        ({"uncertainties": {"engageable_share": Override(60)}}, "engageable_share.value = '60': is above the highest"),
        ({"rules": {"trusts": True}}, "unknown rule"),
        ({"population": "nowhere"}, "'nowhere': is no population and no folder"),
    ],
)
def test_a_scenario_made_in_python_is_checked_as_a_document_is(fake, changes, told):
    made = replace(load("current-policy"), **changes)
    for run in (simulate, run_ensemble):
        with pytest.raises(UserError, match=told):
            run(made)
    assert fake.batches == []


def test_scenarios_of_other_populations_do_not_mix(fake, monkeypatch):
    made = fake.prepare

    def other(scenario, seed):
        prepared = made(scenario, seed)
        if scenario.name != "current-policy":
            prepared = type(prepared)({**prepared.labels, "municipality": ["Elsewhere"]}, prepared.number)
        return prepared

    monkeypatch.setattr(fake, "prepare", other)
    with pytest.raises(UserError, match="full-portfolio and current-policy differ in municipality"):
        run_ensemble(["current-policy", "full-portfolio"], draws=2)


def test_more_than_memory_holds_is_refused_before_it_is_run(fake, monkeypatch):
    monkeypatch.setattr("samspil.runs.memory.MOST_BYTES", 10**6)
    with pytest.raises(UserError, match="give a folder"):
        run_ensemble("current-policy", draws=10, replicates=10)
    assert fake.batches == []


@pytest.fixture
def results(tmp_path):
    own = loads("name: more\nextends: current-policy\nuncertainties: {outreach_company: 0.03}\n", "more")
    run_ensemble(["full-portfolio", own], draws=4, replicates=2, potentials=["measured", "assumed"], to=tmp_path)
    return tmp_path


def test_verify_finds_the_same_bits_from_the_folder_alone(results):
    verdict = verify(results, sample=32)
    assert len(verdict.runs) == 32
    assert verdict.same_bits
    assert verdict.agrees
    assert verdict.notes == ()


def test_verify_knows_a_policy_of_the_library_that_settings_changed(tmp_path, fake):
    changed = load("current-policy", ["outreach=1"])
    run_ensemble(changed, 2, 1, to=tmp_path / "changed.zarr")
    assert verify(tmp_path / "changed.zarr", sample=2).same_bits


def test_verify_allows_what_platforms_differ_by_and_no_more(results, fake, monkeypatch):
    exact = fake.batch
    for factor, agrees in [(1 + 1e-12, True), (1 + 1e-6, False)]:

        def moved(*arguments, factor=factor):
            return {name: values * factor for name, values in exact(*arguments).items()}

        monkeypatch.setattr(fake, "batch", moved)
        verdict = verify(results, sample=3)
        assert not verdict.same_bits
        assert verdict.agrees == agrees
    assert verdict.runs[0].worst == "freed_fte"


def test_verify_tells_when_code_or_evidence_differ(results, monkeypatch):
    monkeypatch.setattr("samspil.runs.verification.evidence_digest", lambda: "another")
    assert verify(results, sample=1).notes[0].startswith("evidence digest")


def test_estimate_tells_cost_and_precision():
    found = estimate(["current-policy", "full-portfolio"], draws=100, replicates=10, workers=2)
    assert found.runs == 2000
    assert found.seconds == pytest.approx(found.seconds_per_run * 1000)
    assert found.standard_error[0.5] == pytest.approx(0.05)
    assert found.upper_if_none == pytest.approx(0.0295, abs=1e-4)
    assert 1000 < found.bytes_per_run < 100_000
    assert found.bytes == pytest.approx(found.bytes_per_run * 2000)
