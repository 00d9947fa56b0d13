"""Who decides what a policy changes, from the table of levers and kinds of events."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from samspil.model.levers import MISSION
from samspil.model.read import Column

from ..tables.shipped import rows
from .sized import extent

if TYPE_CHECKING:
    from .scenario import Scenario

RULES = "rules"
OUTSIDE = "outside"  # who decides what nobody decides


@cache
def deciders() -> dict[str, tuple[str, ...]]:
    """Who decides each lever and kind of event, the most weighty first; ``rules`` stands for the model's switches."""
    found = rows("deciders.csv", [Column("name"), Column("decided_by"), Column("source")])
    return {row["name"]: tuple(row["decided_by"].split(";")) for row in found}


def deciders_of(names: Iterable[str]) -> tuple[str, ...]:
    """All who decide any of these levers or kinds of events, those of most of them first."""
    votes: dict[str, int] = {}
    for name in names:
        for who in deciders()[name.split(".")[0] if name.startswith(f"{MISSION}.") else name]:
            votes[who] = votes.get(who, 0) + 1
    return tuple(sorted(votes, key=lambda who: -votes[who]))


def decider_of(names: Iterable[str]) -> str:
    """The one who decides all of these levers or kinds of events, of several the most weighty; none (empty): nobody
    decides all of them, or they come from outside."""
    named = list(names)
    every = [set(deciders_of([name])) for name in named]
    able = [who for who in deciders_of(named) if who != OUTSIDE and all(who in each for each in every)]
    return able[0] if able else ""


def decided_by(scenario: Scenario, baseline: Scenario) -> tuple[str, ...]:
    """Who decides what a policy changes beside current policy, those of most of it first."""
    found = extent(scenario, baseline)
    names = [*found.sized, *(name for name, _ in found.kept)]
    is_other = scenario.rules != baseline.rules or scenario.uncertainties != baseline.uncertainties
    return deciders_of([*names, RULES] if is_other else names)
