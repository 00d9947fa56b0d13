"""Nothing is dead: every parameter, price and lever moves something that results hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from samspil.model.levers import levers
from samspil.model.parameters import pack, registry
from samspil.model.run import simulate_batch, workspace
from samspil.model.state.codes import Item, label
from samspil.runs.draws import varies
from samspil.scenarios import loads
from samspil.scenarios.inputs import prepare
from samspil.scenarios.inputs.solutions import BOOKED_AS
from samspil.scenarios.population import synth
from samspil.scenarios.tables import load_costs

# Everything that a policy can do, done early, so that what it leads to is seen by the end.
EVERYTHING = """
extends: full-portfolio
start: 2023-01
target: {by: 2035-12}
potentials: assumed
events: [{mandate: wash_toilets, from: 2026-01}, {mandate: best, from: 2028-01}]
levers: {first_buyer_compensation: 0.8, evaluation: 0.6, guidance: 0.3}
"""
# Variants in which some numbers act and others do not: what moves nothing in the first is tried in the next.
VARIANTS = (
    {},
    {"structure.adoption": 1.0},
    {"structure.partnership_effects": 2.0},
    {"area_ceiling": 0.25, "new_potential_median": 0.016, "municipal_slots": 4.0},
    # Whole months: a shorter agreement only shows where it is a month shorter.
    {"agreement_months": 10.0, "effect.guidance": 0.5},
)
LUCK = (1, 2)

Run = Any


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All that a small country in which everything is done comes to, for parameters and levers (name: level)."""
    country = tmp_path_factory.mktemp("country") / "small"
    synth(20, 300, 2, country)
    prepared = prepare(replace(loads(EVERYTHING), population=str(country)), 3)
    scratch = workspace(prepared)
    return partial(outcome, prepared, scratch)


def outcome(prepared: Any, scratch: Any, luck: int, levels: dict[str, float], **parameters: float) -> np.ndarray:
    table = prepared.levers.copy().view(np.recarray)
    for name, level in levels.items():
        if "." in name:
            missions = [each for each in levers() if each.startswith("mission.")]
            table["mission"][24:, :, missions.index(name)] = level
        else:
            table[name][24:] = level
    keys = np.array([[3, luck, 0]])
    found = simulate_batch(replace(prepared, levers=table), pack(parameters), keys, scratch)
    return np.concatenate([values.ravel() for _, values in sorted(found.items())])


def moves(run: Run, tries: Iterator[tuple[dict[str, float], dict[str, float], dict[str, float]]]) -> bool:
    """Whether any of (variant, levels, parameters) comes to something else than the variant alone."""
    return any(
        not np.array_equal(run(luck, {}, **beside), run(luck, levels, **{**beside, **changed}), equal_nan=True)
        for beside, levels, changed in tries
        for luck in LUCK
    )


@pytest.mark.slow
def test_every_parameter_moves_something(run: Run) -> None:
    names = [name for name, parameter in registry().items() if varies(parameter)]
    assert [name for name in names if not moves(run, of_parameter(name))] == []


@pytest.mark.slow
def test_every_lever_moves_something(run: Run) -> None:
    assert [name for name in levers() if not moves(run, of_lever(name))] == []


def of_parameter(name: str) -> Iterator[tuple[dict[str, float], dict[str, float], dict[str, float]]]:
    parameter = registry()[name]
    for beside in VARIANTS:
        for end in (parameter.high, parameter.low):
            yield beside, {}, {name: end}


def of_lever(name: str) -> Iterator[tuple[dict[str, float], dict[str, float], dict[str, float]]]:
    lever = levers()[name]
    for end in (lever.high, lever.low):
        yield {}, {name: end}, {}


def test_every_price_is_one_that_is_paid() -> None:
    """The table of costs and what the kernel books are the same items, and each has the price of its lever."""
    paid = {label(item) for item in Item} - set(BOOKED_AS)
    assert paid == {name for name, cost in load_costs().items() if cost.part != "value"}
    assert {lever.cost_item for lever in levers().values()} - {""} <= paid
