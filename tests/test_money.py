"""Money follows use: what is paid for, by whom, over which years, and what is given up because it does not pay."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from samspil.model.parameters import central_values, pack, registry
from samspil.reports.answer import COSTLY_RESTS_ON
from samspil.runs import simulate, tables
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare
from samspil.scenarios.population import synth

from .plain import plain

# Everybody measures, and gives up whatever costs more than it frees.
STRICT = {"measured_share": 1.0, "costly_dropped": 1.0, "cost.solution_running": 0.6}
# Nothing but purchases is booked under the part purchase, and adapting saves no work.
BARE = {"cost.joint_procurement": 0.0, "cost.first_buyer_compensation": 0.0, "adaptation_saving": 0.0}


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("country") / "small"
    synth(8, 40, 2, folder)
    return str(folder)


@pytest.fixture(scope="module")
def run(country: str) -> tuple[xr.Dataset, dict[str, pd.DataFrame], dict[str, float]]:
    scenario = replace(load("full-portfolio"), population=country)
    ds = simulate(scenario, seed=3, parameters=BARE, record="events", beyond_evidence=True, prior=True)
    return ds, tables(ds), {**central_values(), **BARE}


@pytest.fixture
def place(country: str) -> SimpleNamespace:
    """The uncompiled model of a small country before its first month."""
    prepared = prepare(replace(load("current-policy"), population=country))
    state = plain("state.state").allocate_state(prepared.world)
    now = SimpleNamespace(p=pack({})[0])
    return SimpleNamespace(world=prepared.world, state=state, now=now)


def test_an_annuity_pays_back_what_was_paid_once() -> None:
    pricing = plain("tables.pricing")
    for years, rate in ((6.0, 0.035), (3.0, 0.0), (10.0, 0.045)):
        p = SimpleNamespace(asset_life_years=years, discount_rate=rate)
        months = np.arange(pricing.life_months(p))
        worth = pricing.monthly_share(p) * ((1 + rate) ** (-months / 12.0)).sum()
        assert months.size == 12 * years
        assert worth == pytest.approx(1.0)


def test_purchases_are_those_of_the_adoptions(run: tuple) -> None:
    ds, frames, _ = run
    adoptions = frames["adoptions"]
    bought = adoptions[adoptions["regime"] > 0].groupby(["regime", adoptions["month"] // 12])["price"].sum()
    found = ds["purchases_mdkk"].values
    for (regime, year), amount in bought.items():
        assert found[regime, year] == pytest.approx(amount)
    assert found.sum() == pytest.approx(bought.sum())
    assert (found[[1, 3]].sum(axis=1) > 0).all()


def test_what_is_paid_once_is_spread_over_its_life(run: tuple) -> None:
    ds, frames, p = run
    paid = frames["adoptions"][frames["adoptions"]["regime"] > 0].groupby("month")["price"].sum()
    months = round(12 * p["asset_life_years"])
    rate = (1 + p["discount_rate"]) ** (1 / 12)
    share = 1.0 / (rate ** -np.arange(months)).sum()
    series = np.zeros(168 + months)
    for month, amount in paid.items():
        series[month : month + months] += amount * share
    yearly = series[:168].reshape(14, 12).sum(axis=1)
    np.testing.assert_allclose(ds["cost_mdkk"].sel(part="purchase"), yearly, rtol=1e-9)


def test_running_cost_is_that_of_the_users_there_are(run: tuple) -> None:
    ds, frames, p = run
    adoptions = frames["adoptions"]
    once = adoptions["price"] * (1 + p["implementation_cost_share"])
    running = adoptions["paid"] - once.where(adoptions["regime"] > 0, 0.0)
    assert running.min() > -1e-9
    assert float(ds["cost_mdkk"].sel(part="running").sum()) == pytest.approx(running.sum())


def test_value_won_is_that_of_the_hours_freed(run: tuple) -> None:
    """Of what is alone in its cell, and that no pool caps: what it frees needs no sharing out."""
    _, frames, p = run
    uses = frames["uses"].merge(frames["adoptions"][["adoption", "cell", "solution", "won"]], on="adoption")
    alone = uses.groupby(["cell", "month"])["adoption"].transform("size") == 1
    pooled = (frames["solutions"][["pool_municipal", "pool_hospital"]] >= 0).any(axis=1)
    always = (alone & ~uses["solution"].map(pooled)).groupby(uses["adoption"]).transform("all")
    rows = uses[always]
    freed = rows["hours"] * (rows["e"] + rows["t"].clip(upper=0)) / p["hours_per_staff_fte"] * p["cost.fte_value"] / 12
    won = rows.groupby("adoption")["won"].first()
    assert len(won) > 3
    np.testing.assert_allclose(freed.groupby(rows["adoption"]).sum(), won, rtol=1e-9, atol=1e-12)


def test_price_and_running_cost_follow_use(place: SimpleNamespace) -> None:
    pricing, world, state, now = plain("tables.pricing"), place.world, place.state, place.now
    p = now.p
    speech = int(np.flatnonzero(world.solution_unit >= 0)[0])
    other = int(np.flatnonzero(world.solution_unit < 0)[0])
    cell = int(np.flatnonzero(world.cell_kind == 1)[0])
    state.cell_hours[cell] = 1667.0 * 100
    full = p.cost_solution_purchase * 100 * p.cost_fte_value
    for said in (0.0, 0.001, 0.01):
        state.solutions.said[other, 1] = said
        assert pricing.purchase_price(world, state, now, other, cell) == pytest.approx(said * full * p.depth_ceiling)
    for said in (0.0, 0.01):
        state.solutions.said[speech, 1] = said
        each = p.unit_price[0] * world.solution_users[speech] * 100 * p.depth_ceiling / 1e6
        assert pricing.purchase_price(world, state, now, speech, cell) == pytest.approx(each)
    adoptions = state.adoptions
    adoptions.claimed[0], adoptions.depth[0] = pricing.said_value(state, now, other, 1), 0.2
    thin = pricing.running_cost(adoptions, now, 0)
    state.solutions.said[other, 1], adoptions.depth[0] = 0.5, 0.4  # what is claimed later changes no contract
    assert pricing.running_cost(adoptions, now, 0) == pytest.approx(2 * thin)
    assert thin == pytest.approx(p.cost_solution_running * 0.2 * 0.01 * p.cost_fte_value / p.hours_per_staff_fte)


@pytest.mark.parametrize(("regime", "own"), [("VOLUNTARY", 1.0), ("JOINT_PROCUREMENT", 1.0), ("MANDATE", 0.3)])
def test_who_buys_draws_on_its_budget(place: SimpleNamespace, regime: str, own: float) -> None:
    money, world, state = plain("tables.money"), place.world, place.state
    codes = plain("state.codes")
    money.buy(world, state, 0, codes.Regime[regime], 2.0)
    assert state.considered.budget[world.first_host] == pytest.approx(-2.0 * own)
    paid = state.tally.once[codes.Part.PURCHASE]
    assert paid[codes.Payer.MUNICIPALITY] == pytest.approx(2.0 * own)
    assert paid[codes.Payer.STATE] == pytest.approx(2.0 * (1.0 - own))
    assert state.considered.budget.sum() == pytest.approx(-2.0 * own)


def test_hosts_drop_what_costs_more_than_it_frees(country: str) -> None:
    def asked(own: dict, **rules: bool) -> xr.Dataset:
        scenario = replace(load("current-policy"), population=country, rules=rules)
        values = {**STRICT, **own}
        return simulate(scenario, seed=3, parameters=values, beyond_evidence=True, record="events", prior=True)

    on, off = asked({}), asked({}, drop_costly=False)
    xr.testing.assert_identical(asked({"costly_dropped": 0.0})["freed_fte_net"], off["freed_fte_net"])
    assert float(on["costly_share"][-1]) < float(off["costly_share"][-1])
    assert float(on["cost_mdkk"].sel(part="running")[-1]) < float(off["cost_mdkk"].sel(part="running")[-1])
    # Where running costs nothing, nothing is too dear.
    free = {"cost.solution_running": 0.0, "new_costly_share": 0.0}
    xr.testing.assert_identical(asked(free)["freed_fte"], asked(free, drop_costly=False)["freed_fte"])
    assert (tables(on)["adoptions"]["abandoned"] < 168).sum() > (tables(off)["adoptions"]["abandoned"] < 168).sum()


def test_the_costly_share_rests_on_what_the_report_says(country: str) -> None:
    """The answer names the yearly price, what is realised and who drops; the worth of a year cancels out."""

    def share(**own: float) -> float:
        scenario = replace(load("current-policy"), population=country)
        ds = simulate(scenario, seed=3, parameters={**BARE, **own}, beyond_evidence=True, prior=True)
        return float(ds["costly_share"][-1])

    for name in COSTLY_RESTS_ON.values():
        low, high = registry()[name].low, registry()[name].high
        assert share(**{name: low}) != share(**{name: high}), name
    cheap, dear = (share(**{"cost.fte_value": value}) for value in (0.45, 0.55))
    assert 0.0 < cheap == dear < 1.0


def test_a_mandate_is_never_dropped() -> None:
    adopting, codes, never = plain("tables.adopting"), plain("state.codes"), plain("state.state").NEVER
    now = SimpleNamespace(p=pack(STRICT)[0], key=(np.uint64(1), np.uint64(1)))
    use = adopting.Use(0, 0, 0, 10, codes.Regime.MANDATE, 0.5, 0, 0)
    voluntary = use._replace(regime=codes.Regime.VOLUNTARY)
    with np.errstate(over="ignore"):
        assert adopting._review(now, 20, use, 1, 2, 1.0) == never
        assert adopting._review(now, 20, voluntary, 1, 2, 0.0) == 20 + int(registry()["review_months"].default)


def test_the_record_of_speech_recognition_comes_out() -> None:
    """What Central Denmark Region reckoned with, at the centre of the priors, within its deviations."""
    from samspil.calibration.simulator import Desk
    from samspil.calibration.targets import load_targets

    prepared = prepare(load("current-policy"), 1)
    found = Desk(prepared, {}).run(prepared, pack({}, 1), np.array([[1, 0, 0]]))
    for name in ("speech_setup", "speech_running"):
        target = load_targets()[name]
        assert abs(found[name] - target.value) < target.deviation, name
