"""Whether the fit is honest: what it would say if the truth were known, or a target were not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import beta, chi2, norm, rankdata

from .bank import Bank
from .fitting import accepted_of, learned_from
from .intervals import RANGE, Interval, quantiles
from .regression import accept
from .targets import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

POSTERIOR = 99  # draws that a rank is taken among: ranks 0 to 99
BINS = 10


@dataclass(frozen=True, eq=False)
class Ranks:
    """Simulation-based calibration (Talts et al. 2018): where the truth stands among draws of its posterior.

    `ranks` (J, D) run from 0 to POSTERIOR; `names` are the D parameters that the targets tell something of;
    `errors` (J, D) are posterior means less the truth, in prior standard deviations, and `inside` (J, D) tells whether
    the truth lies in the 90 % interval.
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
        return float((self.ranks[:, column] / POSTERIOR).var() * 12.0)


def ranks(bank: Bank, targets: Sequence[Target], sets: int, seed: int = 1) -> Ranks:
    """Fit `sets` data sets made by runs of the bank that take no part in the fit, under the very targets there are."""
    kept, out = bank.part(np.arange(sets, len(bank.z))), bank.part(np.arange(sets))
    learned = learned_from(kept, targets, seed)
    deviations = np.array([target.deviation for target in targets])
    values = out.columns([target.name for target in targets])
    rng = np.random.default_rng([seed, 1])
    data = values + deviations * rng.standard_normal(values.shape)
    moved = learned.moved
    truth = out.z[:, moved]
    found = np.empty((sets, truth.shape[1]), dtype=np.int64)
    errors, inside = np.empty(truth.shape), np.empty(truth.shape, dtype=bool)
    for row in range(sets):
        posterior = accept(learned, kept.z, data[row], accepted_of(len(kept.z)))
        z = posterior.z[posterior.sample(POSTERIOR, seed + row)][:, moved]
        found[row] = (z < truth[row]).sum(axis=0)
        errors[row] = (posterior.weights[:, None] * posterior.z[:, moved]).sum(axis=0) - truth[row]
        low, _, high = np.quantile(z, RANGE, axis=0)
        inside[row] = (truth[row] >= low) & (truth[row] <= high)
    names = [name for name, known in zip(bank.names, moved, strict=True) if known]
    return Ranks(names, found, errors, inside)


@dataclass(frozen=True)
class LeftOut(Interval):
    """A target that was left out of the fit, alone or with others, and what the fit then says of it."""

    name: str
    without: str


def leave_out(bank: Bank, targets: Sequence[Target], seed: int = 1) -> list[LeftOut]:
    """Leave out each target, each episode and each year in turn, and predict what was left out."""
    found = []
    for label, group in groups(targets):
        rest = [target for target in targets if target not in group]
        learned = learned_from(bank, rest, seed)
        deviations = np.array([target.deviation for target in group])
        noise = np.random.default_rng([seed, 2]).standard_normal((len(bank.z), len(group)))
        own = bank.columns([target.name for target in group]) + deviations * noise
        values = np.array([target.value for target in rest])
        posterior = accept(learned, bank.z, values, accepted_of(len(bank.z)), own)
        for column, target in enumerate(group):
            said = quantiles(posterior.own[:, column], posterior.weights)
            found.append(LeftOut(target.value, *said, name=target.name, without=label))
    return found


def groups(targets: Sequence[Target]) -> list[tuple[str, list[Target]]]:
    """What is left out together: each target, then each episode and each year with more than one."""
    found = [(target.name, [target]) for target in targets]
    episodes = sorted({target.episode for target in targets} - {""})
    years = sorted({target.period[-7:-3] for target in targets if target.period[-7:-3].isdigit()})
    sets = [(name, [each for each in targets if each.episode == name]) for name in episodes]
    sets += [(year, [each for each in targets if each.period[-7:-3] == year]) for year in years]
    return found + [(label, group) for label, group in sets if len(group) > 1]


def coverage(left: Sequence[LeftOut]) -> dict[str, float]:
    """Share of what was left out that lies in its 90 % interval, with its exact binomial interval."""
    number, inside = len(left), sum(each.inside for each in left)
    low = beta.ppf(0.025, inside, number - inside + 1) if inside else 0.0
    high = beta.ppf(0.975, inside + 1, number - inside) if inside < number else 1.0
    return {"points": number, "inside": inside, "share": inside / number, "low": float(low), "high": float(high)}


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
