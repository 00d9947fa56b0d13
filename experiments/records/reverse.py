"""What would have to be true: joint moves of the uncertain numbers."""

from typing import TypedDict

from .common import Number, Titles
from .outcome import Chance, Interval, Spread


class Assumption(TypedDict):
    """A number that a joint move asks something of, beside its evidence; a choice has the names of its options."""

    name: str
    title: Titles
    unit: str
    grade: str
    source: str
    choices: list[str]
    central: float
    low: float
    high: float
    needed: float
    score: float  # standard deviations of the prior by which it is moved
    as_favourable: float  # prior probability of a value at least as favourable
    share: float  # of what the move adds to log FTE, as the surrogate says


class Reverse(TypedDict):
    """The least joint move of the uncertain numbers at which the median run reaches the target by a date.

    ``unused`` numbers had to stay where they are; ``length`` is in standard deviations of independent priors.
    """

    scenario: str
    potentials: str
    target: float
    by: str
    unused: list[str]
    ranges: int
    reached: bool
    length: float
    prior_as_far: float  # share of the prior that lies as far out in this direction, were all independent
    draws_as_far: float  # share of the forecast's draws that do
    fte_central: Number
    fte: Spread  # of the runs with other luck that confirm it
    median: Interval  # theirs, and the interval that the median of all such runs lies in
    runs: int
    failed: int
    assumptions: list[Assumption]


class Shift(Chance):
    """P(target) and FTE when every draw is moved a share of the way to the favourable end of each number."""

    share: float
    failed: int
    fte: Spread


class Optimism(TypedDict):
    """A scenario by a date at common shifts of all its uncertain numbers (``ranges`` of them)."""

    scenario: str
    potentials: str
    target: float
    by: str
    ranges: int
    shifts: list[Shift]
