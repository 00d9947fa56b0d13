"""The records that ``summary.json`` is made of, key by key as they are written; None is what is not known or never.

Whoever computes, prints or draws a forecast does it with these. Months are ``YYYY-MM``, shares 0 to 1.
"""

from typing import NotRequired, TypedDict

Number = float | None
# Standard errors of simulation by the name of what they are of; None where one cannot be told.
Errors = dict[str, Number]


class Titles(TypedDict):
    """A title in both languages."""

    en: str
    da: str


class Target(TypedDict):
    """What is counted, and how much of it by when; ``since`` None counts the standing level."""

    fte: float
    by: str
    since: str | None
    measure: str
    scope: str
    counts: str
    basis: str
    hours_per_fte: float


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


class Counted(TypedDict):
    """One scenario under another counting."""

    p_target: Number
    fte_p50: Number
    errors: NotRequired[Errors]


class Definition(TypedDict):
    """The runs under another counting; no target and no scenarios where they cannot answer it, but the reason."""

    name: str
    title: Titles
    target: Target | None
    scenarios: dict[str, Counted]
    not_available: NotRequired[str]


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


class Mechanisms(TypedDict):
    """The mechanisms of a forecast, and the runs that tell of them."""

    mechanisms: list[Mechanism]
    mechanisms_of: MechanismsOf | None


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


class Budget(TypedDict):
    """A yearly budget that a policy's file states, million DKK, and what runs say of it: mean additional public money,
    share of runs above the budget, and whether the mean exceeds it; None where current policy was not run."""

    budget_mdkk: float
    additional_mdkk: Number
    above: Number
    exceeded: bool | None


class Summary(Mechanisms):
    """What ``summary.json`` holds; :mod:`.summary` says what beside the contract's keys."""

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
    evidence: NotRequired[EvidenceMonths]
    budgets: NotRequired[dict[str, Budget]]  # by scenario that states one
