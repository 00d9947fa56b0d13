"""The ladder: cases with known answers, on single rules of the uncompiled model and on whole runs."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from samspil.model.epoch import MONTHS
from samspil.model.parameters import pack, registry
from samspil.model.run import simulate_batch, workspace
from samspil.runs import ecosystem
from samspil.scenarios import load, loads
from samspil.scenarios.inputs import prepare
from samspil.scenarios.population import synth

from .plain import plain

# A world in which nothing bends the Bass hazard: no multipliers, one solution that anyone may take.
NEUTRAL = {
    **dict.fromkeys(
        (
            "shortage_weight",
            "adoption_by_evidence",
            "adoption_by_fit",
            "adoption_by_trust",
            "complexity_penalty",
            "commons_effect",
        ),
        0.0,
    ),
    **dict.fromkeys(("first_buyer_penalty",), 1.0),
    "structure.adoption": 0.0,
    "adoption_alone": 0.03,
    "adoption_by_others": 0.38,
    "abandonment_rate": 1e-9,
}


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic country with many municipalities."""
    folder = tmp_path_factory.mktemp("country") / "many"
    synth(400, 60, 5, folder)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest synthetic country."""
    folder = tmp_path_factory.mktemp("country") / "tiny"
    synth(5, 30, 2, folder)
    return folder


def batch(scenario, parameters: dict, replicates: int = 1, change=None) -> dict[str, np.ndarray]:
    """Outputs of some replicates of a scenario at given parameters, after `change` has had its way with the world."""
    prepared = prepare(scenario)
    if change is not None:
        prepared = replace(prepared, world=change(prepared.world))
    index = np.arange(replicates)
    records = pack(parameters, replicates)
    keys = np.column_stack([np.ones_like(index), 0 * index, index])
    return simulate_batch(prepared, records, keys, workspace(prepared))


def now_of(prepared, p, switches):
    """What a rule is handed in January 2022."""
    key = (np.uint64(1), np.uint64(1))
    return plain("now").Now(0, prepared.levers[0], p, switches, prepared.target, key)


BARE = """
extends: none
title: {en: Bare, da: Bar}
description: {en: Nothing but voluntary adoption., da: Kun frivillig udbredelse.}
rules: {attention: unlimited, slots: unlimited, money: unlimited, mixing: full, partnerships: false,
        health_reform: false, adoption: network_hazard, partner_choice: proximity, partnership_effects: evidence}
levers: {community_of_practice: {set: 0, from: 2022-01}, joint_tenders: {set: 0, from: 2022-01},
         opening_budget: {set: 0, from: 2022-01}, national_programmes: {set: 0, from: 2022-01},
         intensified_use: {set: 0, from: 2022-01}, guidance: {set: 0, from: 2022-01},
         decision_support: {set: 0, from: 2022-01}, innovation_training: {set: 0, from: 2022-01}}
"""


def test_full_mixing_follows_the_bass_curve(country: Path) -> None:
    scenario = replace(loads(BARE), population=str(country))

    def nobody_has_it(world):
        return world._replace(start_share=0 * world.start_share)

    out = batch(scenario, NEUTRAL, change=nobody_has_it)
    world = prepare(scenario).world
    hosts = [world.municipalities, world.hosts - world.municipalities]
    expected = np.zeros(MONTHS)
    months = np.arange(1, MONTHS + 1)
    needs_hours = registry()
    for reach, need, star in zip(world.solution_hosts, world.solution_need, world.solution_attractiveness, strict=True):
        p, q = NEUTRAL["adoption_alone"], NEUTRAL["adoption_by_others"] * star
        decay = np.exp(-(p + q) * months / 12)
        curve = (1 - decay) / (1 + q / p * decay)
        for kind, name in enumerate(("municipal", "regional")):
            share = needs_hours[f"hours_share_{name}.{_need(need)}"].default
            expected += hosts[kind] * curve * bool(reach & (kind + 1)) * (share > 0)
    total = expected[-1]
    # Binomial spread around the curve, and at most a month's lag from counting hazards by month.
    assert np.abs(out["adoptions"][0] - expected).max() < 0.03 * total


def _need(position: int) -> str:
    from samspil.scenarios.tables import load_needs

    return load_needs()[position].name


def test_no_companies_no_partnerships(tmp_path: Path) -> None:
    synth(5, 0, 2, tmp_path / "none")
    out = batch(replace(load("current-policy"), population=str(tmp_path / "none")), {})
    assert out["partnerships_formed"].max() == 0
    assert out["companies_engaged"].max() == 0


def test_zero_policies_cost_zero() -> None:
    out = batch(loads(BARE), {})
    programme = out["cost_mdkk"][0, 0]
    assert programme.max() == 0
    assert out["partnerships_formed"].max() == 0


def test_no_adoption_frees_nothing() -> None:
    def nobody_has_it(world):
        return world._replace(start_share=0 * world.start_share)

    out = batch(loads(BARE), {"adoption_alone": 1e-12, "adoption_by_others": 0.0}, change=nobody_has_it)
    for name in ("freed_fte", "freed_fte_gross", "freed_fte_net", "freed_fte_realised"):
        assert np.abs(out[name]).max() == 0


def test_doubling_hours_doubles_what_is_freed_and_leaves_shares_alone() -> None:
    scenario = load("current-policy")
    once = batch(scenario, {})
    double = {name: 2 * registry()[name].default for name in ("municipal_staff", "regional_staff")}
    twice = batch(scenario, double)
    np.testing.assert_allclose(twice["freed_fte"], 2 * once["freed_fte"], rtol=1e-9)
    np.testing.assert_array_equal(twice["adoptions"], once["adoptions"])


def test_exchange_off_leaves_knowledge_untouched() -> None:
    scenario = load("continued-effort")
    still = batch(replace(scenario, rules={**scenario.rules, "exchange": False}), {"capability_fading": 0.0})[
        "knowledge_mean"
    ][0]
    np.testing.assert_allclose(still, still[0], rtol=1e-12)
    moved = batch(scenario, {"capability_fading": 0.0})["knowledge_mean"][0]
    assert moved[-1] > moved[0] * 1.01


def test_one_pair_closes_its_gap_exponentially(tiny: Path) -> None:
    exchange = plain("rules.exchange")
    prepared = prepare(replace(load("current-policy"), population=str(tiny)))
    world, state = prepared.world, plain("state.state").allocate_state(prepared.world)
    p = pack({"exchange_rate": 0.05, "structure.partnership_effects": 1.0})[0]
    switches = prepared.switches[0]
    switches.trust_exchange = 0.0
    now = now_of(prepared, p, switches)
    state.actors.absorption[:] = 0.5
    pair, need = [world.first_host, world.first_company], 3
    state.partnerships.members[0, :2] = pair
    state.partnerships.size[0] = 2
    state.partnerships.need[0] = need
    skill = world.need_capabilities[need, 0]
    state.actors.level[pair[1], skill] = 0.9
    gaps = []
    for _ in range(5):
        gaps.append(0.9 - state.actors.level[pair[0], skill])
        exchange._inside(world, state, now, 0, p.exchange_rate)
    ratio = np.array(gaps[1:]) / np.array(gaps[:-1])
    np.testing.assert_allclose(ratio, math.exp(-3 * 0.05 * 0.5), rtol=1e-12)


def test_a_newcomer_inherits_neither_trust_nor_knowledge(tiny: Path) -> None:
    turn_over, ties = plain("rules.turn_over"), plain("tables.ties")
    prepared = prepare(replace(load("current-policy"), population=str(tiny)))
    world, state = prepared.world, plain("state.state").allocate_state(prepared.world)
    now = now_of(prepared, pack({})[0], prepared.switches[0])
    state.ties.partner[:] = -1
    host, company, other = world.first_host, world.first_company, world.first_company + 1
    for one, two in ((host, company), (host, other), (company, host)):
        ties.set_trust(state.ties, now, one, ties.remember(state.ties, now, one, two), 0.9)
    state.actors.level[company] = 0.99
    with np.errstate(over="ignore"):
        turn_over._leave(world, state, now, company)
        turn_over._enter(world, state, now._replace(month=30), company)
    assert ties.find(state.ties, host, company) == -1
    assert ties.trust_between(state.ties, now, host, other) == 0.9
    np.testing.assert_array_equal(state.actors.level[company], world.base[company])


def test_what_a_company_knows_fades_until_it_joins_again(tiny: Path) -> None:
    engage, knowledge = plain("rules.engage"), plain("tables.knowledge")
    prepared = prepare(replace(load("current-policy"), population=str(tiny)))
    world, state = prepared.world, plain("state.state").allocate_state(prepared.world)
    now = now_of(prepared, pack({"capability_fading": 0.01})[0], prepared.switches[0])
    company = world.first_company
    state.actors.level[company] = world.base[company] + 0.2
    with np.errstate(over="ignore"):
        engage._join(world, state, now._replace(month=20), now.levers[0], company)
    knowledge.refresh(world, state.actors, now._replace(month=30), company)
    np.testing.assert_allclose(state.actors.level[company] - world.base[company], 0.2 * math.exp(-0.3))


@pytest.mark.parametrize(("variant", "shared"), [(0.0, 1), (1.0, 0), (2.0, 0.5)])
def test_a_closer_look_adds_no_more_than_is_expected_of_it(tiny: Path, variant: float, shared: float) -> None:
    """A search looks closer only at candidates that could still win by it: full trust at the best distance, no more."""
    utility, ties = plain("rules.utility"), plain("tables.ties")
    prepared = prepare(replace(load("current-policy"), population=str(tiny)))
    world, state = prepared.world, plain("state.state").allocate_state(prepared.world)
    now = now_of(prepared, pack({"structure.partner_choice": variant})[0], prepared.switches[0])
    one, two = world.first_host, world.first_company
    state.ties.partner[:] = -1
    ties.set_trust(state.ties, now, one, ties.remember(state.ties, now, one, two), 1.0)
    state.actors.level[one, 0], state.actors.level[two, 0] = 1.0, shared
    state.actors.level[two, 1] = 1.0 if shared == 0 else 0.0
    added = utility.on_closer_look(world, state, now, one, two)
    assert added <= utility.best_look(now)
    assert added == pytest.approx(utility.best_look(now), abs=1e-6)


def test_a_closed_company_sells_nothing(tiny: Path) -> None:
    small = replace(load("full-portfolio"), population=str(tiny))
    eco = ecosystem(small, seed=2, parameters={"company_vacancy": 1.0}, beyond_evidence=True)
    closed = 0
    while eco.running:
        eco.step()
        actors = eco.state.actors
        closed += int(actors.vacant.sum())
        assert not actors.revenue[actors.vacant > 0].any()
    assert closed > 0
    assert eco.state.actors.revenue.sum() > 0


def test_every_parameter_is_read_by_a_rule() -> None:
    """A number that nothing reads would be drawn, screened and reported as an uncertainty."""
    from samspil.model.parameters import VECTORS
    from samspil.model.state.codes import Item, label

    text = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[1] / "model").rglob("*.py"))
    for name in registry():
        group, _, item = name.partition(".")
        field = group if group in VECTORS else name.replace(".", "_")
        # Prices of the table of costs that no lever spends are for scenario writers.
        if group != "cost" or item in map(label, Item):
            assert f"p.{field}" in text or f'"{field}"' in text, name


def test_keys_of_partnerships_hold_for_a_million_actors() -> None:
    key = plain("tables.identity").partnership_key
    edges = [(c, lead, g, m, s) for c in (0, 4) for lead in (0, 2**20, 2**24 - 1) for g in (0, 31) for m in (0, 179)
             for s in (0, 15)]  # fmt: skip
    assert len({key(*edge) for edge in edges}) == len(edges)
    assert max(key(*edge) for edge in edges) << 4 < 2**55


AREA_HOURS = 6000.0


def ledger_of(tiny: Path, solutions: list[tuple[int, float]], ceiling: float = 1.0) -> dict[str, float]:
    """Hours freed in one cell of 6,000 hours by solutions (segment, potential) at full use, all realised."""
    ledger = plain("rules.ledger")
    prepared = prepare(replace(load("current-policy"), population=str(tiny)))
    world, state = prepared.world, plain("state.state").allocate_state(prepared.world)
    p = pack({"area_ceiling": ceiling})[0]
    state.cell_hours[0] = AREA_HOURS
    state.ledger.growth[:] = 1.0
    for row, (segment, potential) in enumerate(solutions):
        adoptions = state.adoptions
        adoptions.solution[row] = row
        for column in (adoptions.depth, adoptions.cashed, adoptions.realised):
            column[row] = 1.0
        adoptions.potential[row] = potential
        adoptions.segment[row] = segment
        adoptions.hours[row] = AREA_HOURS
        adoptions.pool[row] = -1
        adoptions.abandoned[row] = 9999
        adoptions.of_cell[0, row] = row
        adoptions.live[row] = row
    state.adoptions.count[0] = len(solutions)
    state.tally.count[plain("state.codes").Count.ADOPTIONS_LIVE] = len(solutions)
    ledger.balance(world, state, now_of(prepared, p, prepared.switches[0]))
    freed = state.ledger.freed.sum(axis=(1, 2, 3))
    parts = state.adoptions.share[: len(solutions)].sum() * AREA_HOURS
    return {"gross": freed[0], "net": freed[1], "realised": freed[2], "sustained": freed[3], "parts": parts}


@pytest.mark.parametrize(
    ("solutions", "freed"),
    [
        ([(0, 0.05)], 300.0),
        ([(0, 0.05), (0, 0.03)], 300.0),
        ([(0, 0.05), (1, 0.03)], 6000 * (1 - 0.95 * 0.97)),
        ([(0, 0.0)], 0.0),
    ],
)
def test_ledger_of_one_area(tiny: Path, solutions: list, freed: float) -> None:
    found = ledger_of(tiny, solutions)
    for measure in ("net", "realised", "sustained", "parts"):
        assert found[measure] == pytest.approx(freed, rel=1e-12)
    assert found["gross"] == pytest.approx(AREA_HOURS * sum(potential for _, potential in solutions))


def test_the_ceiling_holds_and_parts_still_sum(tiny: Path) -> None:
    found = ledger_of(tiny, [(0, 0.3), (1, 0.3), (2, 0.3)], ceiling=0.33)
    assert found["net"] == pytest.approx(0.33 * AREA_HOURS)
    assert found["parts"] == pytest.approx(found["realised"])


def test_what_costs_time_stands_apart(tiny: Path) -> None:
    found = ledger_of(tiny, [(0, 0.05), (0, -0.02)])
    assert found["net"] == pytest.approx(300.0)


def test_the_uncompiled_model_gives_the_same_bits(tiny: Path) -> None:
    months = 30
    scenario = replace(load("current-policy"), population=str(tiny))
    eco = ecosystem(scenario, seed=3)
    for _ in range(months):
        eco.step()
    prepared = prepare(scenario, 3)
    run = plain("run")
    scratch = run.workspace(prepared)
    loop = plain("loop")
    batch = loop.Batch(prepared.levers, pack({}), prepared.switches, prepared.target, np.array([[3, 0, 0]], np.uint64))
    rules = plain("month").ready(scratch.world, scratch.state, loop.first_day(batch))
    with np.errstate(over="ignore"):
        loop.start_once(rules, scratch.world, scratch.state, batch)
        for month in range(months):
            loop.step_once(rules, scratch.world, scratch.state, batch, month, scratch.outputs)
    for mine, theirs in zip(eco.outputs, scratch.outputs, strict=True):
        np.testing.assert_array_equal(mine, theirs)
