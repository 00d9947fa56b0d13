"""What a decision is held against: money, budgets, the pace needed, what would be free on paper."""

from typing import TypedDict

from .common import Number
from .outcome import Interval


class Money(TypedDict):
    """Mean yearly money of a scenario from the first policy year on, million DKK.

    What is paid once counts in `total`, its parts and `by_payer` as an annuity over its life; `bought` is what is paid
    for purchases in a year, by how they come about. `costly_share`: of adoptions, those that cost more to run than they
    free at the target's date.
    """

    total: Number
    programme: Number
    purchase: Number
    implementation: Number
    running: Number
    by_payer: dict[str, Number]
    bought: dict[str, Number]
    costly_share: Number


class Budget(TypedDict):
    """A yearly budget that a policy's file states, million DKK, and what runs say of it: mean additional public money,
    share of runs above the budget, and whether the mean exceeds it; None where current policy was not run."""

    budget_mdkk: float
    additional_mdkk: Number
    above: Number
    exceeded: bool | None


class Harvest(TypedDict):
    """A row of ``harvest.csv``."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    period: str
    meaning_en: str
    meaning_da: str
    source: str
    grade: str


class Needed(TypedDict):
    """FTE now, FTE a year needed from now on, and how many times the best harvest that is."""

    now: Number
    needed_per_year: Number
    times_best: Number
    times_best_low: Number
    times_best_high: Number


# "from" is a word of Python.
Pace = TypedDict(
    "Pace",
    {"from": str, "by": str, "years": float, "scenarios": dict[str, Needed], "harvest": dict[str, Harvest]},
)


class Paper(Interval):
    """What solutions known today free if every host used them in full, before others share the work, and the share of
    draws in which that is the target or more."""

    reaches: Number
