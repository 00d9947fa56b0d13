"""A rule writes the tables that it declares, and no others: every table is compared before and after each rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from samspil.model.epoch import MONTHS
from samspil.model.loop import Batch, first_day, report_once, rule_once
from samspil.model.month import ORDER, ready, report, start
from samspil.model.parameters import pack
from samspil.model.run import workspace
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare
from samspil.scenarios.population import synth

# Room to work in is nobody's: what stands there means nothing after the rule.
NOBODYS = {"scratch"}


def bytes_of(table: tuple | np.ndarray) -> bytes:
    columns = table if isinstance(table, tuple) else (table,)
    return b"".join(column.tobytes() for column in columns)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """By rule, the tables that it wrote in a run in which everything happens."""
    country = tmp_path_factory.mktemp("country") / "small"
    synth(8, 60, 2, country)
    scenario = replace(load("full-portfolio"), population=str(country))
    prepared = prepare(scenario, 1)
    scratch = workspace(prepared)
    keys = np.array([[5, 0, 0]], np.uint64)
    batch = Batch(prepared.levers, pack({"abandonment_rate": 0.1}), prepared.switches, prepared.target, keys)
    rules = ready(scratch.world, scratch.state, first_day(batch), scratch.outputs)
    found: dict[str, set[str]] = {}
    tables = {name: bytes_of(table) for name, table in scratch.state._asdict().items()}

    def note(rule: str) -> None:
        for name, table in scratch.state._asdict().items():
            now = bytes_of(table)
            if now != tables[name]:
                found.setdefault(rule, set()).add(name)
                tables[name] = now

    rule_once(rules.start, scratch.world, scratch.state, batch, 0)
    note("start")
    for month in range(MONTHS):
        for rule, address in zip(ORDER, rules.month, strict=True):
            rule_once(address, scratch.world, scratch.state, batch, month)
            note(rule.__name__)
        report_once(rules, scratch.world, scratch.state, batch, month, scratch.outputs)
        note("report")
    return {rule: names - NOBODYS for rule, names in found.items()}


@pytest.mark.parametrize("rule", [start, *ORDER, report], ids=lambda rule: rule.__name__)
def test_a_rule_writes_what_it_declares(rule, written: dict[str, set[str]]) -> None:
    assert written.get(rule.__name__, set()) == set(rule.writes)
