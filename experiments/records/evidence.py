"""What evidence says of the draws: what they agree with, what they do not reproduce, and how new it is."""

from typing import NotRequired, TypedDict

from .common import Number, Titles
from .outcome import Spread


class DrawnFrom(TypedDict):
    """The observations that draws agree with, the parameters those tell something of, and how many others there are."""

    targets: list[str]
    fitted: list[str]
    others: int


class ForcedAt(Spread):
    """FTE at a date by weight, and the probability of the target's level then; ``upper`` counts effective draws."""

    p: Number
    upper: Number


class Replayed(TypedDict):
    """The middle of what draws give of the realised harvest, in its unit: as they are, and by weight."""

    usual: Number
    forced: Number


class Forced(TypedDict):
    """What a scenario frees where the one realised harvest on record is taken at its word: an upper anchor.

    ``effective`` is how many draws of equal weight say as much as the weighted ones.
    """

    p_target: Number
    p_target_upper: Number
    effective: float
    fte: dict[str, ForcedAt]  # by month
    replayed: NotRequired[Replayed]


class Outside(TypedDict):
    """An observation that the fit does not reproduce.

    It is reproduced from ``low`` to ``high``: within its deviation, or, of a sign or an ordering (no ``deviation``), in
    its range. ``simulated`` is the middle of the posterior, ``agreeing`` the number of the forecast's draws that do
    reproduce it, ``fte`` what the baseline frees by the target's date in the middle run of all and ``fte_agreeing`` of
    those; None where they are too few.
    """

    name: str
    title: Titles
    unit: str
    observed: Number
    deviation: Number
    low: Number
    high: Number
    simulated: Number
    agreeing: int
    fte: Number
    fte_agreeing: Number


class EvidenceMonths(TypedDict):
    """Months of the newest source and of when it was last seen, the month that a forecast looks ahead from, and the
    first month of a policy that says no other."""

    published: str
    seen: str
    origin: str
    policies_from: str
