"""Paired worlds: one company more, one lever moved, actors in another order. What is not touched stays bit for bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samspil.model.epoch import MONTHS
from samspil.model.events import record_events
from samspil.model.parameters import pack
from samspil.model.run import workspace
from samspil.model.state.codes import ActorKind
from samspil.model.state.world import World
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare
from samspil.scenarios.inputs.actors import ActorTable
from samspil.scenarios.inputs.geography import id_table, id_tables
from samspil.scenarios.population import synth

MOVED = 60  # January 2027


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic country that runs in no time."""
    folder = tmp_path_factory.mktemp("country") / "small"
    synth(20, 300, 2, folder)
    return folder


def prepared_in(country: Path, overrides: tuple[str, ...] = ()) -> Any:
    return prepare(replace(load("full-portfolio", list(overrides)), population=str(country)), 3)


def run(prepared: Any, **parameters: float) -> tuple[dict[str, np.ndarray], dict[str, dict[str, np.ndarray]]]:
    return record_events(prepared, pack(parameters), (3, 0, 0), workspace(prepared))


@pytest.fixture(scope="module")
def usual(country: Path) -> tuple:
    return run(prepared_in(country))


LEVERS = {
    "outreach": 3.0,
    "opi_pool": 3.0,
    "strategic_share": 1.0,
    "joint_tenders": 6.0,
    "intensified_use": 0.9,
    "national_programmes": 3.0,
    "support_slots": 3.0,
    "community_of_practice": 6.0,
    "cocreation_share": 0.0,
}


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moved_in_2027_leaves_all_before_bit_for_bit(country: Path, usual: tuple, lever: str) -> None:
    prepared = prepared_in(country)
    levers = prepared.levers.copy().view(np.recarray)
    levers[lever][MOVED:] = LEVERS[lever]
    moved, _ = run(replace(prepared, levers=levers))
    differs = False
    for name, values in usual[0].items():
        until = MOVED // (12 if values.shape[-1] < 100 else 1)
        np.testing.assert_array_equal(values[..., :until], moved[name][..., :until], err_msg=name)
        differs |= not np.array_equal(values, moved[name])
    assert differs


def test_cashing_touches_no_event(country: Path) -> None:
    """What happens after a solution is in use changes hours, and nothing anyone does, but for hosts that drop what they
    have measured to cost more than it frees."""
    prepared = prepared_in(country, ("drop_costly=false",))
    usual = run(prepared)
    levers = prepared.levers.copy().view(np.recarray)
    levers["benefit_realisation"][MOVED:] = 0.0
    moved, tables = run(replace(prepared, levers=levers))
    changed = {name for name, values in usual[0].items() if not np.array_equal(values, moved[name])}
    assert "freed_fte_realised" in changed
    untouched = {"adoptions", "partnerships_formed", "companies_engaged", "trust_mean", "knowledge_mean"}
    untouched |= {"freed_fte_gross", "freed_fte_net", "solutions_available", "company_revenue", "slots_binding"}
    assert not changed & untouched
    for name in ("partnerships", "members", "solutions"):
        for column, values in usual[1][name].items():
            np.testing.assert_array_equal(values, tables[name][column], err_msg=f"{name}.{column}")


def with_company(world: World, region: int) -> World:
    """The world with one company more, in the last row."""
    last = world.kind.size - 1
    columns = {name: getattr(world, name) for name in ActorTable.__dataclass_fields__}
    grown = {name: np.concatenate([values, values[last:]]) for name, values in columns.items()}
    grown["region"][-1] = region
    grown["lineage"][-1] = grown["in_order"][-1] = last + 1
    firms = np.arange(world.first_company, last + 2)
    grown["company_table"] = id_table(firms)
    grown["region_table"] = id_tables(firms, grown["region"][firms], world.region_table.shape[0])
    return world._replace(**grown)


def test_one_company_more_touches_nothing_until_it_joins(country: Path, usual: tuple) -> None:
    prepared = prepared_in(country)
    more = replace(prepared, world=with_company(prepared.world, 0))
    scratch = workspace(more)
    output, tables = record_events(more, pack({}), (3, 0, 0), scratch)
    newcomer = more.world.kind.size - 1
    mine = np.isin(tables["partnerships"]["key"], keys_of(tables, newcomer))
    opened = int(tables["partnerships"]["opened"][mine].min(initial=MONTHS))
    engaged = output["companies_engaged"][0] - usual[0]["companies_engaged"][0]
    first = int(np.flatnonzero(engaged)[0]) if engaged.any() else opened
    assert first > 12
    for name, values in usual[0].items():
        until = first if values.shape[-1] > 100 else first // 12
        np.testing.assert_array_equal(values[..., :until], output[name][..., :until], err_msg=name)


def keys_of(tables: dict, actor: int) -> np.ndarray:
    return tables["members"]["partnership"][tables["members"]["actor"] == actor]


def relabelled(world: World, order: np.ndarray) -> World:
    """The same world with companies in the rows `order` (A,): row r holds the actor that was in row order[r]."""
    row_of = np.argsort(order)
    moved = {name: getattr(world, name)[order] for name in ("lineage", "region", "x", "y", "size", "age", "base")}
    tables = {}
    for name in ("company_table", "region_table"):
        table = getattr(world, name)
        tables[name] = np.where(table >= 0, row_of[table], -1)
    return world._replace(**moved, **tables, in_order=row_of)


def test_companies_in_other_rows_make_the_same_history(country: Path, usual: tuple) -> None:
    prepared = prepared_in(country)
    world = prepared.world
    order = np.arange(world.kind.size)
    order[world.first_company :] = np.random.default_rng(1).permutation(order[world.first_company :])
    assert (world.kind[order] == world.kind).all()
    assert (world.kind[world.first_company :] == ActorKind.COMPANY).all()
    output, tables = run(replace(prepared, world=relabelled(world, order)))
    for name, values in usual[0].items():
        np.testing.assert_allclose(values, output[name], rtol=1e-9, atol=1e-9, err_msg=name)
    np.testing.assert_array_equal(usual[1]["partnerships"]["key"], tables["partnerships"]["key"])
    np.testing.assert_array_equal(usual[1]["members"]["actor"], order[tables["members"]["actor"]])
    np.testing.assert_array_equal(usual[1]["adoptions"]["month"], tables["adoptions"]["month"])
    np.testing.assert_array_equal(usual[1]["solutions"]["key"], tables["solutions"]["key"])
    assert usual[1]["members"]["actor"].size > 100
