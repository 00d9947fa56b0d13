"""Whether the fit is honest: what it would say if the truth were known, or a target were not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import beta, chi2, norm, rankdata

from .bank import Bank
from .fitting import Fit, accepted_of, fit, learned_from
from .intervals import RANGE
from .regression import accept
from .scoring import Score, scored
from .settings import OWN
from .simulator import Simulator
from .targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

    # Simulated quantities (draw, target) of some targets, for draws of parameters.
    Simulate = Callable[[Sequence[Target], xr.Dataset], np.ndarray]

POSTERIOR = OWN.count("rank_draws")  # draws that a rank is taken among: ranks 0 to POSTERIOR
BINS = OWN.count("rank_bins")
LEFT_OUT_DRAWS = OWN.count("left_out_draws")
PRIOR_DRAWS = OWN.count("prior_draws")
# Ends of the intervals of a share.
TAILS = ((1.0 - OWN.number("certainty")) / 2.0, (1.0 + OWN.number("certainty")) / 2.0)
RESAMPLES = OWN.count("resamples")


def by_running(seed: int, workers: int) -> Simulate:
    """Simulated quantities from runs of the model."""
    return lambda targets, draws: Simulator(seed, targets, workers)(draws)


@dataclass(frozen=True, eq=False)
class Ranks:
    """Simulation-based calibration (Talts et al. 2018): where the truth stands among draws of its posterior.

    `ranks` (J, D) run from 0 to POSTERIOR; `names` are the D parameters that the targets tell something of, then the
    quantities that are never seen; `errors` (J, D) are posterior means less the truth, in prior standard deviations,
    and `inside` (J, D) tells whether the truth lies in the 90 % interval.
    """

    names: list[str]
    ranks: np.ndarray
    errors: np.ndarray
    inside: np.ndarray

    def counts(self, column: int) -> np.ndarray:
        """How many ranks fall in each of BINS equal bins."""
        return np.histogram(self.ranks[:, column], bins=BINS, range=(0, POSTERIOR + 1))[0]

    def p_uniform(self, column: int) -> float:
        """Probability of a histogram at least as uneven, were the ranks uniform (chi square)."""
        expected = len(self.ranks) / BINS
        return float(chi2.sf(((self.counts(column) - expected) ** 2 / expected).sum(), BINS - 1))

    def hump(self, column: int) -> float:
        """Variance of the ranks over that of uniform ones: below 1 the posterior is too wide, above 1 too narrow."""
        return float(self.ranks[:, column].var() * 12.0 / ((POSTERIOR + 1) ** 2 - 1))


def data_sets(bank: Bank, targets: Sequence[Target], sets: int, seed: int = 1) -> tuple[Bank, Bank, np.ndarray]:
    """The bank without its last `sets` runs, those runs, and what would have been seen of them (sets, T)."""
    kept, out = bank.part(np.arange(len(bank.z) - sets)), bank.part(np.arange(len(bank.z) - sets, len(bank.z)))
    values = out.columns([target.name for target in targets])
    deviations = np.array([target.deviation for target in targets])
    return kept, out, values + deviations * np.random.default_rng([seed, 1]).standard_normal(values.shape)


def ranks(bank: Bank, targets: Sequence[Target], sets: int, seed: int = 1, unseen: Sequence[str] = ()) -> Ranks:
    """Fit `sets` data sets made by runs of the bank that take no part in the fit, under the very targets there are.

    Args:
        bank: from `bank.build`; its last `sets` runs make the data.
        targets: those that are fitted.
        sets: data sets.
        seed: of the observations' errors.
        unseen: simulated quantities that nobody observes, to be found beside the parameters.
    """
    kept, out, data = data_sets(bank, targets, sets, seed)
    learned = learned_from(kept, targets, seed)
    asked = kept.columns(list(unseen))
    truth = np.hstack([out.z[:, learned.moved], out.columns(list(unseen))])
    spread = np.hstack([np.ones(learned.moved.sum()), asked.std(axis=0)])
    found = np.empty(truth.shape, dtype=np.int64)
    errors, inside = np.empty(truth.shape), np.empty(truth.shape, dtype=bool)
    for row in range(sets):
        posterior = accept(learned, kept.z, data[row], accepted_of(len(kept.z)), asked)
        whole = np.hstack([posterior.z[:, learned.moved], posterior.own])
        drawn = whole[posterior.sample(POSTERIOR, seed + row)]
        found[row] = (drawn < truth[row]).sum(axis=0)
        errors[row] = ((posterior.weights[:, None] * whole).sum(axis=0) - truth[row]) / spread
        low, _, high = np.quantile(drawn, RANGE, axis=0)
        inside[row] = (truth[row] >= low) & (truth[row] <= high)
    names = [name for name, known in zip(bank.names, learned.moved, strict=True) if known]
    return Ranks([*names, *unseen], found, errors, inside)


@dataclass(frozen=True)
class LeftOut(Score):
    """A target that was left out of the fit, alone or with others, and what is then said of it."""

    without: str


def leave_out(bank: Bank, targets: Sequence[Target], simulate: Simulate, seed: int = 1) -> list[LeftOut]:
    """Leave out each target, each episode and each year in turn, and simulate it from the fit to the rest.

    Returns:
        For each, the score of that (`model` is `fit`) and of the priors alone (`prior`).
    """
    found = []
    for label, group in groups(targets):
        rest = [target for target in targets if target not in group]
        said = {
            "fit": simulate(group, fit(bank, rest, seed).draws(LEFT_OUT_DRAWS, seed)),
            "prior": bank.columns([target.name for target in group])[:PRIOR_DRAWS],
        }
        for column, target in enumerate(group):
            for model, values in said.items():
                score = scored(model, target.name, values[:, column], target.value, target.deviation)
                found.append(LeftOut(**asdict(score), without=label))
    return found


def groups(targets: Sequence[Target]) -> list[tuple[str, list[Target]]]:
    """What is left out together: each target, then each episode and each year with more than one."""
    found = [(target.name, [target]) for target in targets]
    episodes = sorted({target.episode for target in targets} - {""})
    years = sorted({target.seen_by[:4] for target in targets})
    sets = [(name, [each for each in targets if each.episode == name]) for name in episodes]
    sets += [(year, [each for each in targets if each.seen_by[:4] == year]) for year in years]
    return found + [(label, group) for label, group in sets if len(group) > 1]


def coverage(left: Sequence[LeftOut], seed: int = 1) -> dict[str, Any]:
    """Shares of what was left out that lie in their 90 % interval.

    Returns:
        `alone`: each target left out by itself, with `points`, `inside`, `share` and the exact binomial interval, `low`
        to `high` (Clopper and Pearson 1934); `pooled`: all points, with the exact interval as if they were independent
        (`exact_low`, `exact_high`) and one by resampling targets, since a target left out twice is not two.
    """
    alone = [each.inside for each in left if each.without == each.target]
    names = dict.fromkeys(each.target for each in left)  # no set: its order is another in each process
    by_target = [[each.inside for each in left if each.target == name] for name in names]
    points, hits = (np.array([measure(each) for each in by_target]) for measure in (len, sum))
    drawn = np.random.default_rng([seed, 8]).integers(len(by_target), size=(RESAMPLES, len(by_target)))
    shares = hits[drawn].sum(axis=1) / points[drawn].sum(axis=1)
    ends = np.quantile(shares, TAILS)
    return {
        "alone": _counted(len(alone), sum(alone)),
        "pooled": {
            **_counted(len(left), sum(each.inside for each in left), "exact_"),
            "low": float(ends[0]),
            "high": float(ends[1]),
        },
    }


def _counted(points: int, inside: int, of: str = "") -> dict[str, float]:
    """A share and its exact binomial interval."""
    low = beta.ppf(TAILS[0], inside, points - inside + 1) if inside else 0.0
    high = beta.ppf(TAILS[1], inside + 1, points - inside) if inside < points else 1.0
    share = {"points": points, "inside": inside, "share": inside / points}
    return {**share, f"{of}low": float(low), f"{of}high": float(high)}


def conflict(
    bank: Bank, targets: Sequence[Target], observed: np.ndarray | None = None, seed: int = 1
) -> dict[str, Any]:
    """How surprising the observed values are before any fit (Evans and Moshonov 2006).

    Returns:
        `by_target`: two-sided prior predictive probability of a value at least as far out; `joint`: of all values
        together being at least as far out, by the distance of their normal scores.
    """
    deviations = np.array([target.deviation for target in targets])
    values = bank.columns([target.name for target in targets])
    noisy = values + deviations * np.random.default_rng([seed, 3]).standard_normal(values.shape)
    at = np.array([target.value for target in targets]) if observed is None else observed
    both = np.vstack([noisy, at])
    share = (rankdata(both, axis=0) - 0.5) / len(both)
    scores = norm.ppf(share)
    precision = np.linalg.inv(np.cov(scores[:-1].T) + 1e-6 * np.eye(len(targets)))
    distance = np.einsum("ij,jk,ik->i", scores, precision, scores)
    tails = 2.0 * np.minimum(share[-1], 1.0 - share[-1])
    return {
        "by_target": {target.name: float(tail) for target, tail in zip(targets, tails, strict=True)},
        "joint": float((distance[:-1] >= distance[-1]).mean()),
    }


def misfit(made: Fit, observed: np.ndarray) -> np.ndarray:
    """What the fit to each data set (J, T) leaves unexplained (J,): squared distances of its quantities from the data.

    Quantities are the posterior means given the whole data set; distances are in the targets' own deviations.
    """
    deviations = np.array([target.deviation for target in made.targets])
    values = made.bank.columns([target.name for target in made.targets])
    number = accepted_of(len(made.bank.z))
    left = np.empty(len(observed))
    for row, data in enumerate(observed):
        posterior = accept(made.learned, made.bank.z, data, number, values)
        mean = (posterior.weights[:, None] * posterior.own).sum(axis=0)
        left[row] = (((data - mean) / deviations) ** 2).sum()
    return left


def moved_halves(
    targets: Sequence[Target], times: int, by: float, sides: np.ndarray | None = None, seed: int = 1
) -> np.ndarray:
    """Observed values (times, T) of which a random half is moved by so many deviations.

    Each goes to its side (T,), -1 or 1; up or down by chance where no sides are told.
    """
    values, deviations = (np.array([getattr(each, name) for each in targets]) for name in ("value", "deviation"))
    rng = np.random.default_rng([seed, 9])
    half = rng.permuted(np.tile(np.arange(values.size) < values.size // 2, (times, 1)), axis=1)
    signs = rng.choice((-1.0, 1.0), size=half.shape) if sides is None else sides
    return values + by * deviations * half * signs
