"""The page of benchmarks says of a goal what is so: missed by what is printed, with what holds it."""

import dataclasses

from benchmarks.goals import goals, line
from benchmarks.measure import Measured
from benchmarks.page import table


def test_a_missed_goal_says_what_holds_it_and_one_that_is_met_does_not():
    known = goals()
    run = known["run"]
    assert not run.missed((16.04, 26.0))
    assert run.missed((16.04, 26.1))
    assert run.held_by in line(run, Measured("run", (10.0, 27.0)))[-1]
    assert "missed" not in line(run, Measured("run", (16.0, 26.0)))[-1]
    threads = known["threads"]
    assert threads.missed((1.89,))
    assert not threads.missed((1.9,))
    assert not dataclasses.replace(threads, goal=()).missed((0.0,))


def test_every_row_can_be_told():
    found = [Measured(key, tuple(1e6 for _ in goal.values) or (1e6,)) for key, goal in goals().items()]
    assert table(found).count("\n") == len(found) + 1
    assert all(goal.held_by for goal in goals().values() if goal.goal and goal.key not in ("memory", "help"))
