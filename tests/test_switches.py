"""Every mechanism switch switches off what it names, alone and with each of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samspil.model.levers import CHANNELS, VARIANTS, pack_switches
from samspil.model.parameters import pack
from samspil.model.run import simulate_batch, workspace
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare
from samspil.scenarios.population import synth

from .plain import plain

UNLIMITED = ("attention", "slots", "money")
OFF: dict[str, bool | str] = {**dict.fromkeys(CHANNELS, False), **dict.fromkeys(UNLIMITED, "unlimited")}
# What a switch that is off may not feel: parameters that say how strong the mechanism is, each at two values.
PUSHES: dict[str, dict[str, tuple[float, float]]] = {
    "trust.invite": {"trusted_partner_preference": (-1, 4)},
    "trust.speed": {"development_by_trust": (0, 1.5)},
    "trust.result": {"result_by_trust": (-0.3, 0.8)},
    "trust.followup": {"followup_trust": (-0.5, 2.5)},
    "trust.adopt": {"adoption_by_trust": (-0.5, 2)},
    "trust.realise": {"realised_by_trust": (-0.4, 1.6)},
    "coverage.speed": {"coverage_reference": (0.4, 0.8)},
    "coverage.result": {"result_by_coverage": (0, 1), "complexity_by_own_coverage": (0, 0.6)},
    "coverage.adopt": {"adoption_by_fit": (-0.5, 2.5), "fit_reference": (0.4, 0.6)},
    "networks.exchange": {"network_exchange": (0, 0.1)},
    "networks.exposure": {"exposure_networks": (0, 0.5)},
    "cocreation.depth": {"depth_by_cocreation": (-0.2, 0.8)},
    "cocreation.realise": {"realised_by_cocreation": (-0.2, 0.8)},
    "exchange": {"exchange_rate": (0.01, 0.15), "network_exchange": (0, 0.1), "openness_effect": (0, 1)},
    "partnerships": {"need_opening_rate": (0.005, 0.15), "proposal_rate": (0, 0.01), "consortium_rate": (0, 0.3)},
    "adaptation": {"adaptation_share": (0.5, 0.9), "adaptation_ease": (0, 0.5), "adaptation_saving": (0, 0.5)},
    "evaluation.error": {"evaluation_error": (0.2, 1.2)},
    "drop_costly": {"costly_dropped": (0, 1), "measured_share": (0, 1)},
    "reform_friction": {"reform_friction": (0, 0.5)},
    "health_reform": {"transfer_municipal_operation": (0, 1)},
    "attention": {"known_solutions": (5, 80), "heard_per_month": (1, 16), "heard_again": (0, 1),
                  "attention_per_month": (1, 6), "attention_crowding": (0, 1)},
    "slots": {"municipal_slots": (0.1, 9), "hospital_slots": (1, 9)},
    "money": {"purchase_share": (1e-5, 0.1), "budget_months": (1, 99)},
}  # fmt: skip
# Where no parameter says how strongly a mechanism acts it is looked at in what it does.
IN_THE_RULE = {"trust.exchange", "evaluation.shrinkage"}
# Much happens, and the reference of coverage acts on the pace of work alone.
BUSY = {"need_opening_rate": 0.2, "consortium_rate": 0.3, "inhouse_rate": 0.05, "adoption_by_others": 0.9,
        "structure.adoption": 0.0, "structure.partnership_effects": 1.0, "result_by_coverage": 0.0}  # fmt: skip
MONTHS = 100


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country") / "small"
    synth(12, 80, 2, folder)
    return folder


class Bench:
    """A small country in which a run takes no time; one workspace for each room that runs need."""

    def __init__(self, country: Path) -> None:
        usual = load("full-portfolio")
        self.scenario = replace(usual, population=str(country))
        self.prepared: dict[bool, Any] = {}
        self.rooms: dict[Any, Any] = {}

    def runs(self, off: set[str], push: str) -> dict[str, np.ndarray]:
        """Outputs of two runs, with what `push` names at its low and at its high values."""
        rules = {**self.scenario.rules, **{name: OFF[name] for name in off}}
        reform = "health_reform" not in off
        if reform not in self.prepared:
            self.prepared[reform] = prepare(replace(self.scenario, rules={**rules, "health_reform": reform}), 1)
        prepared = replace(self.prepared[reform], switches=pack_switches(rules))
        room = self.room(off)
        if room not in self.rooms:
            self.rooms[room] = workspace(prepared)
        pushed = {name: np.array(values, float) for name, values in PUSHES[push].items()}
        keys = np.array([[1, 0, 0], [1, 0, 0]])
        return simulate_batch(prepared, pack({**BUSY, **pushed}, 2), keys, self.rooms[room], MONTHS)

    @staticmethod
    def room(off: set[str]) -> tuple[bool, bool]:
        return "health_reform" not in off, "attention" in off


@pytest.fixture(scope="module")
def bench(country: Path) -> Bench:
    return Bench(country)


def moved(outputs: dict[str, np.ndarray]) -> set[str]:
    return {name for name, values in outputs.items() if not np.array_equal(values[0], values[1], equal_nan=True)}


def test_every_switch_is_tested() -> None:
    """Full mixing is another rule of who sees whom, and no mechanism that is off."""
    assert set(PUSHES) | IN_THE_RULE == set(OFF)
    assert set(OFF) == {*CHANNELS, *VARIANTS} - {"mixing"}


@pytest.mark.parametrize("switch", PUSHES)
def test_a_mechanism_that_is_on_is_felt(bench: Bench, switch: str) -> None:
    assert moved(bench.runs(set(), switch))


@pytest.mark.parametrize("switch", PUSHES)
def test_what_is_switched_off_is_not_felt_alone_or_with_any_other(bench: Bench, switch: str) -> None:
    for other in OFF:
        assert not moved(bench.runs({switch, other}, switch)), other
    assert not moved(bench.runs(set(OFF), switch))


def test_without_shrinkage_an_evaluation_is_believed_as_it_is(bench: Bench) -> None:
    def drawn_in(off: set[str]) -> bool:
        bench.runs(off, "money")
        solutions = bench.rooms[bench.room(off)].state.solutions
        catalogue = bench.prepared[True].world.solution_key.size
        return not np.array_equal(solutions.judged[:catalogue], solutions.found[:catalogue])

    assert drawn_in(set())
    assert not any(drawn_in({"evaluation.shrinkage", other}) for other in OFF)


@pytest.mark.parametrize("other", OFF)
def test_exchange_without_trust_closes_gaps_whatever_the_trust(country: Path, other: str) -> None:
    exchange, ties = plain("rules.exchange"), plain("tables.ties")
    prepared = prepare(replace(load("current-policy"), population=str(country)), 1)
    world, state = prepared.world, plain("state.state").allocate_state(prepared.world)
    state.actors.absorption[:] = 0.5
    state.ties.partner[:] = -1
    one, two = world.first_host, world.first_company
    state.partnerships.members[0, :2] = one, two

    def closing(off: set[str], trust: float) -> float:
        switches = pack_switches({name: OFF[name] for name in off})[0]
        now = plain("now").Now(0, prepared.levers[0], pack({})[0], switches, prepared.target, (np.uint64(1),) * 2)
        place = ties.remember(state.ties, now, one, two)
        ties.set_trust(state.ties, now, one, place, trust)
        state.partnerships.place[0, 0, 1] = place
        return exchange._closing(state, now, 0, 0, 1, 0.05)

    assert closing({"trust.exchange", other}, 0.1) == closing({"trust.exchange", other}, 0.9)
    assert closing(set(), 0.1) < closing(set(), 0.9)
