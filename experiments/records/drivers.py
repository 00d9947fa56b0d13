"""What drives an answer: uncertain numbers, and mechanisms of the model."""

from typing import TypedDict

from .common import Number, Titles


class Driver(TypedDict):
    """A number that drives an answer: its share of the variance of single runs, and mean FTE in the fifth of draws
    where it is lowest (``low``; it is ``at_low`` there) and highest."""

    name: str
    title: Titles
    unit: str
    choices: list[str]
    share: float
    share_se: Number
    low: Number
    low_se: Number
    high: Number
    high_se: Number
    at_low: Number
    at_high: Number


class Drivers(TypedDict):
    """What drives an answer, from the forecast's own draws: numbers that can be told from noise, the largest share
    first, and how many others there are; ``dummy`` is the share that numbers which do nothing stay below, 19 times in
    20."""

    scenario: str
    potentials: str
    date: str
    mean: Number
    draws: int
    parameters: list[Driver]
    others: int
    dummy: float


class Mechanism(TypedDict):
    """What a mechanism adds to the headline, in FTE, its standard error, and whether that is more than its error."""

    name: str
    title: Titles
    effect: Number
    se: Number
    moved: bool


class MechanismsOf(TypedDict):
    """The runs in which mechanisms were switched off."""

    scenario: str
    potentials: str
    draws: int
    replicates: int


class Mechanisms(TypedDict):
    """The mechanisms of a forecast, and the runs that tell of them."""

    mechanisms: list[Mechanism]
    mechanisms_of: MechanismsOf | None
