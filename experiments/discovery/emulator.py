"""An emulator of FTE under levers that are set and outcomes that are seen, so that thousands of changes can be tried.

The logarithm of FTE follows levers, outcomes and uncertain numbers on a line with few slopes (the lasso), and outcomes
follow levers and uncertain numbers on one with small slopes (ridge). Uncertain numbers stand in it so that what levers
do is not lost in what they do; nobody can set them, so a chance is a mean over those of the runs. What the emulator
promises is confirmed by runs before anybody is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import norm

from .. import settings
from ..ensemble import Array


@dataclass(frozen=True, eq=False)
class Emulator:
    """What was learned from one half of the runs.

    Attributes:
        levels: levers of the runs that it learned from (run, lever).
        numbers: their uncertain numbers (run, name).
        seen: their outcomes, transformed (run, outcome).
        slopes: what a lever's step adds to outcomes (outcome, lever), transformed.
        fte_of: log FTE by levers, outcomes and uncertain numbers, a fitted model.
        spread: standard deviation of log FTE around it, in runs that it has not seen.
        r2: share of the variance of log FTE that it tells in the other half.
        ways: for each lever 1 where FTE rise with it, -1 where they fall, 0 where that cannot be told from noise.
    """

    levels: Array
    numbers: Array
    seen: Array
    slopes: Array
    fte_of: Any
    spread: float
    r2: float
    ways: Array

    def chance(self, levels: Array, least: Array, most: Array, level: float) -> tuple[float, float]:
        """P(level) under levers and outcomes within limits, and the share of runs in which those come about.

        Args:
            levels: of every lever (lever,).
            least: of every outcome (outcome,), -inf where it is not conditioned on.
            most: likewise, inf.
            level: FTE.
        """
        outcomes = self.outcomes(levels)
        met = ((outcomes >= transformed(least)) & (outcomes <= transformed(most))).all(axis=1)
        if not met.any():
            return 0.0, 0.0
        rows = np.column_stack(
            [np.broadcast_to(levels, (int(met.sum()), levels.size)), outcomes[met], self.numbers[met]]
        )
        beyond = (self.fte_of.predict(rows) - np.log(level)) / self.spread
        return float(norm.cdf(beyond).mean()), float(met.mean())

    def outcomes(self, levels: Array) -> Array:
        """Outcomes that each run would have had under other levers, transformed (run, outcome)."""
        return self.seen + (levels - self.levels) @ self.slopes.T


def transformed(outcomes: Array) -> Array:
    """Outcomes on the scale on which they follow levers: a logarithm that leaves shares about as they are."""
    return np.sign(outcomes) * np.log1p(np.abs(outcomes))


def learn(levels: Array, outcomes: Array, numbers: Array, fte: Array, finding: Any, seed: int) -> Emulator:
    """An emulator from the runs of one half, held against the other.

    Args:
        levels: (run, lever).
        outcomes: (run, outcome).
        numbers: (run, name).
        fte: (run,).
        finding: which runs it learns from.
        seed: of how runs are dealt out to folds.
    """
    from sklearn.model_selection import cross_val_predict

    log, seen = np.log(np.maximum(fte, 1.0)), transformed(outcomes)
    whole = np.column_stack([levels, seen, numbers])
    few = lasso(seed).fit(whole[finding], log[finding])
    unseen = cross_val_predict(few, whole[finding], log[finding], cv=_folds(seed))
    spread = max(float(np.std(log[finding] - unseen)), 1e-6)
    return Emulator(
        levels[finding],
        numbers[finding],
        seen[finding],
        slopes_of(levels[finding], numbers[finding], seen[finding]),
        few,
        spread,
        told_share(log[~finding], few.predict(whole[~finding])),
        ways_of(levels[finding], numbers[finding], log[finding], seed),
    )


def ways_of(levels: Array, numbers: Array, log: Array, seed: int) -> Array:
    """The sign of each lever's whole effect, 0 where it is within so many standard errors of none.

    By least squares on what uncertain numbers leave of log FTE in runs that did not teach it.
    """
    from sklearn.model_selection import cross_val_predict

    left = log - cross_val_predict(lasso(seed), numbers, log, cv=_folds(seed))
    spread = levels.std(axis=0)
    steps = (levels - levels.mean(axis=0)) / np.where(spread > 0.0, spread, np.inf)
    slopes, *_ = np.linalg.lstsq(steps, left - left.mean(), rcond=None)
    error = float(np.std(left - steps @ slopes)) / np.sqrt(max(left.size - levels.shape[1] - 1, 1))
    return np.where(np.abs(slopes) >= settings.number("discover_lever_errors") * error, np.sign(slopes), 0.0)


def lasso(seed: int) -> Any:
    """The lasso on columns of one spread, its strength by cross-validation."""
    from sklearn.linear_model import LassoCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    span, tolerance = (settings.number(f"discover_lasso_{name}") for name in ("span", "tolerance"))
    steps = settings.count("discover_lasso_steps")
    return make_pipeline(StandardScaler(), LassoCV(cv=_folds(seed), eps=span, max_iter=steps, tol=tolerance))


def _folds(seed: int) -> Any:
    from sklearn.model_selection import KFold

    return KFold(settings.count("discover_folds"), shuffle=True, random_state=seed)


def slopes_of(levels: Array, numbers: Array, seen: Array) -> Array:
    """What a step of each lever adds to each outcome (outcome, lever)."""
    from sklearn.linear_model import RidgeCV
    from sklearn.preprocessing import StandardScaler

    scaled = StandardScaler().fit(np.column_stack([levels, numbers]))
    line = RidgeCV(_penalties()).fit(scaled.transform(np.column_stack([levels, numbers])), seen)
    steps = np.asarray(scaled.scale_)[: levels.shape[1]]
    return np.atleast_2d(line.coef_)[:, : levels.shape[1]] / steps


def _penalties() -> Array:
    return np.array([float(each) for each in settings.word("discover_ridge").split()])


def told_share(values: Array, predicted: Array) -> float:
    """R2: one less the share of the variance that a prediction leaves."""
    whole = float(((values - values.mean()) ** 2).sum())
    return 1.0 - float(((values - predicted) ** 2).sum()) / whole if whole > 0.0 else float("nan")
