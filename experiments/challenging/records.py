"""The records of a public claim held against a forecast: plain data, as JSON has it. FTE throughout."""

from typing import TypedDict

from ..records import Assumption, Number, Spread, Titles


class Evidence(TypedDict):
    """A number that a step, or a conversion, rests on: its value, its range, and how well it is known."""

    name: str
    title: Titles
    unit: str
    value: float
    low: float
    high: float
    grade: str
    source: str


class ClaimStep(TypedDict):
    """A step of the staircase: what is left of the claim and of ours, and what the step rests on.

    A claim leaves nothing out but its scope, so that it has one number from there on. ``ratio`` is ours over the
    claim, ``kept`` the share of our step before that is left here, None where the step adds or subtracts. ``grades``:
    of the numbers that decide the step, how many have which grade; ``evidence`` those of them with a range.
    """

    name: str
    claim: float
    ours: Number
    ratio: Number
    kept: Number
    grades: dict[str, int]
    evidence: list[Evidence]


class Reaching(TypedDict):
    """In what share of runs ours stands at a level: the claim itself where runs were counted, else the largest told
    level that is no more than the claim."""

    level: float
    p: Number
    se: Number
    upper: Number
    draws: int


class Needed(TypedDict):
    """What would have to be true for a claim, as values of our own numbers.

    ``kept`` of what is there on paper has to come through all steps, ``kept_ours`` does; above 1 the claim is more than
    all of it. Shared evenly each of ``steps`` steps has to keep ``each``, and keeps ``each_ours``. ``alone`` is what
    the step where they part would have to keep if all others stayed as they are; above 1 it cannot do it alone.
    ``reverse`` is what the forecast's reverse test found for a target no smaller than the claim, ``[]`` if nothing.
    """

    kept: Number
    kept_ours: Number
    steps: int
    each: Number
    each_ours: Number
    alone: Number
    reaching: Reaching | None
    reverse: list[Assumption]
    reverse_target: Number
    reverse_by: str | None


class Happened(TypedDict):
    """What came of an old claim, and the numbers in that sentence."""

    text: Titles
    money: Number
    yearly: Number
    share: Number
    period: str


class ClaimRecord(TypedDict):
    """A public claim beside a forecast.

    ``fte`` is the claim in FTE, by ``conversion``; ``scoped`` what of it is within the forecast's scope, by ``scope``,
    from ``scoped_low`` to ``scoped_high``. ``ours`` and ``ours_decided`` are the headline under ``scenario`` (the one
    that frees most) and under the baseline by ``date``; ``ours_later`` is under ``scenario`` by the last told date.
    ``parts_at`` is the step from which on ours is below half of the claim (``claims_part``), None where it is not at
    the end. ``date`` is the first told date at or after the claim's own (``by``; None where it names no date). A claim
    that cannot be walked says in ``why_not`` why, and has no steps.
    """

    id: str
    title: Titles
    who: Titles
    says: Titles
    value: float
    unit: str
    years: float
    published: str
    source: str
    grade: str
    caution: Titles
    horizon: Titles
    by: str | None
    technologies: str
    is_wider: bool
    scenario: str
    baseline: str
    potentials: str
    date: str
    later: str
    fte: Number
    conversion: list[Evidence]
    scope: list[Evidence]
    scoped: Number
    scoped_low: Number
    scoped_high: Number
    why_not: str
    on_paper: list[Evidence]
    steps: list[ClaimStep]
    parts_at: str | None
    ours: Spread
    ours_decided: Spread | None
    ours_later: Spread
    needed: Needed | None
    happened: Happened | None
