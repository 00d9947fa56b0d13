"""Ordinary agents of the benchmarks do what the rules do: else their time says nothing."""

import pytest

from benchmarks.peers.meeting import formation
from benchmarks.peers.spreading import adoption


@pytest.mark.slow
def test_agents_that_adopt_do_what_the_rule_does():
    months = adoption("full-portfolio").months
    assert len(months) > 10
    assert sum(len(month.taken) for month in months) > 100
    for month in months:
        assert month.considered == month.rule_considered > 5000
        assert month.taken == month.rule_taken
        # The kernel's hazards are narrow.
        assert month.apart < 1e-5


def test_agents_that_form_partnerships_open_those_that_the_rule_opens():
    months = formation("full-portfolio", named=True).months
    assert sum(len(month.opened) for month in months) > 50
    for month in months:
        assert month.scored == month.rule_scored
        assert [told[:-2] for told in month.opened] == [told[:-2] for told in month.rule_opened]
        for agents, rule in zip(month.opened, month.rule_opened, strict=True):
            assert agents[-2:] == pytest.approx(rule[-2:], rel=1e-9)
