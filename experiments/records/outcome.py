"""What a forecast says of a scenario: distributions, dates, probabilities, where the spread comes from."""

from typing import NotRequired, TypedDict

from .common import Errors, Number


class Interval(TypedDict):
    """The mean of all runs and the range of nine in ten, in FTE, and the simulation error of each number here."""

    mean: Number
    p05: Number
    p95: Number
    errors: NotRequired[Errors]


class Spread(Interval):
    """The distribution of all runs, in FTE."""

    p25: Number
    p50: Number
    p75: Number


class Reached(TypedDict):
    """Months by which a tenth, half and nine tenths of the runs are there, and the share of runs that never is; errors
    are in months, None where the month is never in some of the draws that were drawn again."""

    p10: str | None
    p50: str | None
    p90: str | None
    not_by_horizon: Number
    errors: NotRequired[Errors]


class Difference(TypedDict):
    """Paired difference to the baseline in FTE, and the share of pairs in which the scenario is better."""

    mean_difference: Number
    p05: Number
    p95: Number
    p_better: Number
    errors: NotRequired[Errors]


class Gap(Difference):
    """A paired difference with the standard error of its mean and the interval that the mean lies in."""

    se: Number
    low: Number
    high: Number


class Shares(TypedDict):
    """How the variance of single runs splits; unbiased, so that a share which is 0 may come out below."""

    parameters: Number
    chance: Number
    structure: Number


class Split(TypedDict):
    """What is known of the shares: the standard deviation of single runs in FTE, the shares' standard errors, how many
    rules of the model had rival forms and how many forms those were, and how many draws told it (``repeated``: of
    chance)."""

    sd: float
    se: Shares
    rules: int
    forms: int
    draws: int
    repeated: int


class Moved(TypedDict):
    """Mean FTE when something moves that is no draw, and how far that is from the headline's in standard deviations of
    single runs."""

    fte: Number
    deviations: Number


class Beside(TypedDict):
    """What moves the answer and stands beside its spread: the level of potentials, and all numbers erring together."""

    levels: dict[str, Moved]
    together: dict[str, Moved]  # by share of the way to the favourable ends, as text


class Chance(TypedDict):
    """A probability with its simulation error and upper bound, and the draws that it was counted over."""

    p: Number
    se: Number
    upper: Number
    draws: int


class Milestone(TypedDict):
    """The probability of standing at a level in December of a year."""

    p: Number
    se: Number
    upper: Number


class Rank(TypedDict):
    """Mean headline FTE of a scenario, and the share of draws in which it is first."""

    name: str
    mean: Number
    first: Number
    errors: NotRequired[Errors]


class Outcome(TypedDict):
    """What a forecast says about one scenario at one potentials level."""

    p_target: Number
    p_target_se: Number
    p_target_upper: Number
    fte: dict[str, Spread]  # by month
    shortfall: Number
    new_solution_share: Number
    reached: dict[str, Reached]  # by FTE
    vs_baseline: Difference | None
    uncertainty: Shares
    split: NotRequired[Split]
    errors: NotRequired[Errors]  # of shortfall and new_solution_share
    variants: dict[str, dict[str, Chance]]  # P(target) by month and variant of the draws, `independent` first
    variables: NotRequired[dict[str, dict[str, Spread]]]  # by name and month, those that a column asks for


class Policy(TypedDict):
    """One scenario: its outcome by potentials level, and its money at the level of the headline."""

    potentials: dict[str, Outcome]
    cost_mdkk: Number
    cost_per_fte: Number
    beside: NotRequired[Beside]
