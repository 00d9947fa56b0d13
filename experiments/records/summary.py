"""All that ``summary.json`` holds."""

from typing import NotRequired

from .common import Number, Target
from .countings import Definition
from .decisions import Budget, Money, Pace, Paper
from .drivers import Drivers, Mechanisms
from .evidence import DrawnFrom, EvidenceMonths, Forced, Outside
from .outcome import Interval, Milestone, Policy, Rank
from .partnering import Partnering
from .reverse import Optimism, Reverse


class Summary(Mechanisms):
    """What ``summary.json`` holds; :mod:`samspil.experiments.summary` says what beside the contract's keys."""

    format: str
    target: Target
    seed: int
    draws: int
    replicates: int
    failed: int
    scenarios: dict[str, Policy]
    definitions: list[Definition]
    staircase: dict[str, dict[str, dict[str, dict[str, Number]]]]  # scenario, month, origin class, step: mean FTE
    potentials: str
    milestones: dict[str, dict[str, dict[str, dict[str, Milestone]]]]  # scenario, level, FTE, year
    recoverable: dict[str, dict[str, dict[str, Interval]]]  # scenario, month, loss
    lacking: dict[str, dict[str, dict[str, dict[str, Number]]]]  # scenario, month, origin class, why
    recoverable_lacking: dict[str, dict[str, dict[str, dict[str, Number]]]]
    stock_bridge: dict[str, dict[str, dict[str, Number]]]  # scenario, month, step
    promises: dict[str, dict[str, dict[str, Number]]]
    ranking: list[Rank]
    drivers: NotRequired[Drivers | None]
    pace: Pace
    partnering: NotRequired[Partnering | None]
    money: dict[str, Money]  # by scenario
    reverse_test: list[Reverse]
    optimism: list[Optimism]
    paper: dict[str, dict[str, Paper]]  # by scenario and month
    drawn_from: NotRequired[DrawnFrom]
    forced: NotRequired[dict[str, Forced]]  # by scenario
    outside: NotRequired[list[Outside]]
    compared: NotRequired[int]  # observations that `outside` was looked for among
    evidence: NotRequired[EvidenceMonths]
    budgets: NotRequired[dict[str, Budget]]  # by scenario that states one
