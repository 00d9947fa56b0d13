"""What must hold in every run, whatever is drawn: the ledger's bounds, its parts, and no jump where none belongs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from samspil.model.levers import CHANNELS
from samspil.model.parameters import registry
from samspil.runs import run_ensemble, simulate, tables
from samspil.scenarios import load
from samspil.scenarios.documents.rules import variants
from samspil.scenarios.population import synth

REFORM = 60  # January 2027
# One level less another, or what an evaluation said of what costs time.
DIFFERENCES = ("lacking", "recoverable_lacking", "stock_bridge", "promises")
NAMES = ["current-policy", "full-portfolio", "no-partnerships-ever", "staff-shortage", "national-programmes"]


@pytest.fixture(scope="module")
def ensemble() -> xr.Dataset:
    """Denmark under five scenarios at both ends of the catalogue, over draws from the prior."""
    return run_ensemble(NAMES, draws=6, replicates=1, seed=5, potentials=["measured", "assumed"], monthly=True)


def test_nothing_is_negative_but_what_costs_time(ensemble: xr.Dataset) -> None:
    for name, variable in ensemble.data_vars.items():
        if str(name).startswith("freed_fte") or name in ("failed", "parameters", "run_digest", "luck", "kpi_learning"):
            continue
        if name in DIFFERENCES:
            continue
        if variable.dtype.kind == "f":
            if "kpi" in variable.dims:
                variable = variable.drop_sel(kpi="kpi_learning")
            assert float(variable.min()) >= 0.0, name
    cost = ensemble["time_cost_fte"]
    for name in ("freed_fte_net", "freed_fte_realised", "freed_fte_sustained"):
        assert float((ensemble[name] + cost).min()) > -1e-3, name
    assert float(ensemble["freed_fte_gross"].min()) >= 0.0
    assert float((ensemble["freed_fte"] + cost).min()) > -1e-3


def test_measures_stand_in_their_order(ensemble: xr.Dataset) -> None:
    gross, net = ensemble["freed_fte_gross"], ensemble["freed_fte_net"]
    realised, sustained = ensemble["freed_fte_realised"], ensemble["freed_fte_sustained"]
    slack = 1e-4 * (1 + gross)
    assert bool((net <= gross + slack).all())
    assert bool((sustained <= realised + slack).all())


def test_what_hosts_lack_and_the_bridge_sum_exactly(ensemble: xr.Dataset) -> None:
    close = {"rtol": 1e-9, "atol": 1e-6}
    steps, bridge = ensemble["staircase"], ensemble["stock_bridge"]
    lost = steps.sel(step="potential") - steps.sel(step="hosts")
    np.testing.assert_allclose(ensemble["lacking"].sum("lack"), lost, **close)
    won = ensemble["recoverable"].sel(loss="hosts")
    np.testing.assert_allclose(ensemble["recoverable_lacking"].sum(("lack", "origin_class")), won, **close)
    for total, parts in (("standing", ["stock", "ended", "gained"]), ("new", ["ended", "gained", "floored", "slowed"])):
        np.testing.assert_allclose(bridge.sel(bridge=parts).sum("bridge"), bridge.sel(bridge=total), **close)
    assert float(bridge.sel(bridge="ended").max()) < 1e-6
    assert float(bridge.sel(bridge=["stock", "gained", "floored"]).min()) > -1e-6


def test_no_area_frees_more_than_its_ceiling() -> None:
    ceiling = 0.002
    own = {
        "area_ceiling": ceiling,
        "municipal_hours_growth": 0.0,
        "regional_hours_growth": 0.0,
        "new_costly_share": 0.0,
    }
    ds = simulate("full-portfolio", parameters=own, beyond_evidence=True, prior=True)
    staff = sum(registry()[name].default for name in ("municipal_staff", "regional_staff"))
    most = ceiling * staff * registry()["hours_per_staff_fte"].default / 1667
    for name in ("freed_fte_net", "freed_fte_realised"):
        assert float(ds[name].max()) <= most * (1 + 1e-9), name
    # The residual that belongs to no area is a fifth to a quarter: the bound is close.
    assert float(ds["freed_fte_net"].max()) > 0.5 * most


COSTLY = {"new_costly_share": 0.4, "new_null_share": 0.1, "new_potential_median": 0.02}  # many solutions that cost time


@pytest.mark.parametrize("own", [{}, COSTLY], ids=["as shipped", "costly"])
def test_what_the_target_does_not_count_has_no_part(own: dict[str, float]) -> None:
    scenario = load("full-portfolio", ["target.counts=partnerships"])
    ds = simulate(scenario, parameters=own, beyond_evidence=True, prior=True, monthly=True)
    by_origin = ds["freed_fte_by_origin"]
    assert float(by_origin.sel(origin="partnership").max()) > 0
    assert float(np.abs(by_origin.drop_sel(origin="partnership")).max()) < 1e-9
    np.testing.assert_allclose(by_origin.sum("origin"), ds["freed_fte"], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("counts", ["life-science", "partnerships"])
def test_counting_by_owner_is_the_same_as_a_target_or_beside_one(counts: str) -> None:
    asked = simulate(load("full-portfolio", [f"target.counts={counts}"]), parameters=COSTLY, beyond_evidence=True)
    beside = simulate("full-portfolio", parameters=COSTLY, beyond_evidence=True)
    name = f"freed_fte_new_{counts.replace('-', '_')}"
    np.testing.assert_allclose(asked["freed_fte"], beside[name], rtol=1e-9, atol=1e-9)
    assert float(beside["time_cost_fte"].max()) > 10


def test_every_partnership_ends_in_one_counter() -> None:
    ds = simulate("full-portfolio", seed=2, record="events")
    rows = tables(ds)["partnerships"]
    rows = rows[rows["kind"] != 3]
    last = ds.isel(time=-1)
    opened = sum(float(last[name]) for name in ("partnerships_formed", "consortia_formed", "partnerships_renewed"))
    assert len(rows) == opened
    ends = rows["outcome"].value_counts()
    assert float(last["partnerships_ended"]) == ends[1]
    assert float(last["partnerships_failed"]) == ends[2]
    assert ends[0] + ends[1] + ends[2] + ends[3] == opened
    assert float(last["partnerships_renewed"]) == ends[3]


def test_what_hosts_pay_falls_on_both_kinds() -> None:
    usual, more = simulate("current-policy"), simulate(load("current-policy", ["support_slots=1"]))
    won = (more["cost_by_payer"] - usual["cost_by_payer"]).isel(year=8)
    assert float(won.sel(payer="region")) > 0
    assert float(won.sel(payer="municipality")) > 0


def test_pools_cap_their_members() -> None:
    """Hospital documentation alone: with all other potentials at 0 the national level may not pass the pool."""
    share = 1e-4
    others = {name: 0.0 for name in registry() if name.startswith("potential.")}
    members = ("rpa_hospital", "ai_speech_to_text_hospital", "self_check_in", "auto_clinical_reporting")
    others |= {f"potential.{name}": 2000.0 for name in members}
    own = {
        **others,
        "new_null_share": 1.0,
        "new_costly_share": 0.0,
        "pool_cap.hospital_documentation": share,
        "regional_hours_growth": 0.0,
    }
    ds = simulate("full-portfolio", parameters=own, beyond_evidence=True, prior=True)
    cap = share * registry()["regional_staff"].default * registry()["hours_per_staff_fte"].default / 1667
    for name in ("freed_fte_net", "freed_fte_realised"):
        level = ds[name] + ds["time_cost_fte"]
        assert float(level.max()) <= cap * (1 + 1e-9), name
        assert float(level.max()) > 0.9 * cap, name


def test_pools_cap_new_solutions_in_both_kinds_of_hosts() -> None:
    """All that is new fits both kinds: what was made for municipalities counts in the hospitals' pool all the same."""
    share = 1e-5
    own = {name: 0.0 for name in registry() if name.startswith("potential.")}
    own |= {
        "new_null_share": 0.0,
        "new_costly_share": 0.0,
        "new_both_hosts_share": 1.0,
        "new_potential_median": 0.02,
        "regional_hours_growth": 0.0,
    }
    own |= {"pool_cap.hospital_documentation": share}
    needs = {f"hours_share_regional.{need}": 0.0 for need in simulate("current-policy")["need"].values}
    own |= {name: 0.0 for name in needs if name in registry()} | {"hours_share_regional.documentation": 1.0}
    asked = load("full-portfolio", ["target.scope=health", "target.measure=realised"])
    ds = simulate(asked, parameters=own, beyond_evidence=True, prior=True)
    cap = share * registry()["regional_staff"].default * registry()["hours_per_staff_fte"].default / 1667
    level = ds["freed_fte"].max()
    assert float(level) <= cap * (1 + 1e-9)
    assert float(level) > 0.5 * cap


def test_parts_sum_to_the_whole(ensemble: xr.Dataset) -> None:
    for dim in ("region", "need", "origin", "regime"):
        parts = ensemble[f"freed_fte_by_{dim}"].sum(dim)
        np.testing.assert_allclose(parts, ensemble["freed_fte"], rtol=1e-4, atol=0.05, err_msg=dim)
    exact = simulate("full-portfolio", seed=2, draw=1, monthly=True)
    for dim in ("region", "need", "origin", "regime"):
        parts = exact[f"freed_fte_by_{dim}"].sum(dim)
        np.testing.assert_allclose(parts, exact["freed_fte"], rtol=1e-9, atol=1e-9, err_msg=dim)


def test_breakdowns_of_the_year_are_those_of_its_december() -> None:
    years = simulate("full-portfolio", seed=2, draw=1)
    months = simulate("full-portfolio", seed=2, draw=1, monthly=True)
    for name, values in years.data_vars.items():
        asked = months[name]
        if asked.dims != values.dims:
            assert asked.dims == (*values.dims[:-1], "time"), name
            asked = asked.isel(time=slice(11, None, 12))
        np.testing.assert_array_equal(asked.values, values.values, err_msg=str(name))
    assert years["freed_fte_by_origin"].dims == ("origin", "year")


def test_the_year_books_what_the_months_hold() -> None:
    ds = simulate("full-portfolio", seed=2, draw=1)
    np.testing.assert_allclose(ds["cost_by_payer"].sum("payer"), ds["cost_mdkk"].sum("part"), rtol=1e-9)
    december = ds["freed_fte"].values[11::12]
    municipal = ds["freed_fte_by_municipality"].sum("municipality")
    assert (municipal.values <= np.maximum(december, 0) + ds["time_cost_fte"].values[11::12] + 1e-9).all()
    np.testing.assert_allclose(
        ds["staircase"].isel(step=-1).sum("origin_class"),
        ds["freed_fte_sustained"].values[11::12] + ds["time_cost_fte"].values[11::12],
        rtol=1e-6,
    )


@pytest.mark.parametrize("name", ["freed_fte_gross", "freed_fte_net", "freed_fte_realised"])
def test_unbroken_across_the_reform(name: str) -> None:
    """Hours and what is freed run on across 1 January 2027: the reform moves tasks and makes none."""
    own = {"reform_friction": 0.0}
    with_reform = simulate("current-policy", parameters=own, beyond_evidence=True, prior=True)[name].values
    without = simulate("no-health-reform", parameters=own, beyond_evidence=True, prior=True)[name].values
    np.testing.assert_allclose(with_reform[:REFORM], without[:REFORM], rtol=1e-12)
    assert with_reform[REFORM] == pytest.approx(without[REFORM], rel=1e-3)
    steps = np.diff(with_reform[REFORM - 12 : REFORM + 12])
    assert abs(steps[11]) <= 3 * np.abs(np.delete(steps, 11)).max()


def test_no_jump_at_the_last_reported_month(ensemble: xr.Dataset) -> None:
    for name in ("freed_fte", "freed_fte_sustained", "freed_fte_realised"):
        steps = np.abs(np.diff(ensemble[name].values[..., -25:], axis=-1))
        assert (steps[..., -1] <= 3 * steps[..., :-1].max(axis=-1) + 1.0).all(), name


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("country") / "small"
    synth(20, 300, 2, Path(folder))
    return str(folder)


STRONG = {
    "structure.partnership_effects": 2.0,
    "realised_by_trust": 1.0,
    "realised_by_cocreation": 0.5,
    "result_by_trust": 0.5,
    "trusted_partner_preference": 4.0,
}


def history(country: str, pushed: dict[str, float] | None = None, **rules: object) -> xr.Dataset:
    scenario = load("full-portfolio")
    changed = replace(scenario, population=country, rules={**scenario.rules, **rules})
    return simulate(changed, seed=2, parameters={**STRONG, **(pushed or {})})


@pytest.fixture(scope="module")
def usual(country: str) -> xr.Dataset:
    return history(country)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_of_a_mechanism_can_be_switched_off(country: str, usual: xr.Dataset, channel: str) -> None:
    off = history(country, **{channel: False})
    assert not np.array_equal(off["freed_fte"], usual["freed_fte"]), channel


PUSHES = {  # what a channel that is off may not feel
    "trust.invite": "trusted_partner_preference",
    "trust.speed": "development_by_trust",
    "trust.result": "result_by_trust",
    "trust.followup": "followup_trust",
    "trust.adopt": "adoption_by_trust",
    "trust.realise": "realised_by_trust",
    "coverage.result": "result_by_coverage",
    "coverage.adopt": "adoption_by_fit",
    "networks.exposure": "exposure_networks",
    "networks.exchange": "network_exchange",
    "cocreation.realise": "realised_by_cocreation",
    "cocreation.depth": "depth_by_cocreation",
    "drop_costly": "costly_dropped",
}


@pytest.mark.parametrize(("channel", "parameter"), PUSHES.items())
def test_a_channel_that_is_off_feels_nothing_of_its_parameter(country: str, channel: str, parameter: str) -> None:
    assert channel in CHANNELS
    values = registry()[parameter].low, registry()[parameter].high
    assert values[0] < values[1]
    low, high = (history(country, {parameter: value}, **{channel: False})["freed_fte"].values for value in values)
    np.testing.assert_array_equal(low, high)


@pytest.mark.parametrize(
    ("rule", "variant"), [(rule, variant) for rule, names in variants().items() for variant in names[1:]]
)
def test_every_variant_of_a_rule_is_another_world(country: str, usual: xr.Dataset, rule: str, variant: str) -> None:
    others = [
        history(country, **{rule: other})["freed_fte"].values
        for other in variants()[rule]
        if other not in (variant, "sampled")
    ]
    mine = history(country, **{rule: variant})["freed_fte"].values
    assert all(not np.array_equal(mine, other) for other in others)
