"""Ordinary agents of the benchmarks do what the rules do: else their time says nothing."""

from benchmarks.peers.spreading import adoption


def test_agents_that_adopt_do_what_the_rule_does():
    months = adoption().months
    assert len(months) > 10
    assert sum(len(month.taken) for month in months) > 100
    for month in months:
        assert month.considered == month.rule_considered > 5000
        assert month.taken == month.rule_taken
        # The kernel's hazards are narrow.
        assert month.apart < 1e-5
