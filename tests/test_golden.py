"""Golden summaries: a change of any scenario's figures is declared, not discovered."""

from __future__ import annotations

import pytest

from samspil.scenarios import library

from .golden import golden, summary


def test_every_scenario_is_on_record() -> None:
    assert set(golden()) == set(library())


@pytest.mark.parametrize("name", sorted(library()))
def test_a_scenario_comes_to_what_is_on_record(name: str) -> None:
    # Other platforms may differ in the last bits, and a bit may turn an event; make golden declares a change.
    assert summary(name) == pytest.approx(golden()[name], rel=1e-9)
