"""What partnerships do, by cause."""

from typing import TypedDict

from .common import Number, Titles


class Told(TypedDict):
    """A mean paired difference in FTE, its standard error, and whether that is more than its error."""

    fte: Number
    se: Number
    told: bool


class Lifted(TypedDict):
    """What policies that change partnerships add to the baseline by date, with one limit or delay lifted."""

    name: str
    title: Titles
    baseline: dict[str, Number]
    policies: dict[str, dict[str, Told]]
    moved: dict[str, dict[str, Told]]  # how far that differs from what they add with nothing lifted


class Trace(TypedDict):
    """What becomes of what partnerships make in one scenario: means over draws; months, shares, FTE, hosts."""

    months_to_solution: Number
    months_installing: Number
    months_deepening: Number
    months_cashing: Number
    free_nothing: Number
    fte_a_use: Number
    solutions: Number
    hosts_a_solution: Number
    hosts_in_project: Number
    hosts_in_strategic: Number


class Partnering(TypedDict):
    """What partnerships do, by cause."""

    policies: list[str]
    dates: list[str]
    effects: dict[str, dict[str, Told]]  # of the policies by date, over all draws of the forecast
    draws: int  # of those in which limits are lifted
    lifted: list[Lifted]
    traces: dict[str, Trace]  # by scenario
