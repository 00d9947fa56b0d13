"""Scores of what was said against what was seen: the same for models, hindcasts and forecasts of the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

from .intervals import Interval, quantiles
from .settings import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

# Evenly spaced quantiles of the observation's error that each draw is spread over, for an interval.
ERRORS = norm.ppf((np.arange(OWN.count("error_quantiles")) + 0.5) / OWN.count("error_quantiles"))
# Least log score: what a prediction gets that all but rules out what came.
LEAST = -690.0
# Shares of the probability in the central intervals that are scored together, narrowest first.
LEVELS = np.array([float(level) for level in OWN.word("interval_levels").split()])


@dataclass(frozen=True)
class Score(Interval):
    """How well a predictive sample meets an observation: lower CRPS and interval score, higher log score are better.

    The interval holds the observation's own error; `model` said it of `target`. `narrowest` is the level of the
    narrowest central interval that holds the observation, of those of the weighted interval score `wis`; 1 if none
    does.
    """

    model: str
    target: str
    crps: float
    log: float
    wis: float
    narrowest: float


def scored(model: str, target: str, sample: np.ndarray, observed: float, deviation: float) -> Score:
    """The score of a sample (S,) whose draws are seen with a normal error of standard deviation `deviation`.

    Nothing is drawn: the prediction is the mixture of normals about the sample's draws. The weighted interval score
    (Bracher et al. 2021) is that of the central intervals `LEVELS` of the mixture and of its median.
    """
    import scoringrules

    spread = (sample[:, None] + deviation * ERRORS).ravel()
    low, high = np.quantile(spread, (1 - LEVELS) / 2), np.quantile(spread, (1 + LEVELS) / 2)
    wis = scoringrules.weighted_interval_score(observed, np.median(spread), low, high, 1 - LEVELS, backend="numpy")
    holds = (low <= observed) & (observed <= high)
    narrowest = float(LEVELS[holds.argmax()]) if holds.any() else 1.0
    ends = quantiles(spread)
    apart = crps(sample, observed, deviation)
    return Score(observed, *ends, model, target, apart, log_score(sample, observed, deviation), float(wis), narrowest)


def crps(sample: np.ndarray, observed: float, deviation: float = 0.0) -> float:
    """Continuous ranked probability score of a sample with normal errors.

    The mean distance to the observation, less half the mean distance within the prediction (Gneiting and Raftery 2007
    for samples, Grimit et al. 2006 for mixtures of normals).
    """
    import scoringrules

    if deviation == 0.0:
        return float(scoringrules.crps_ensemble(observed, sample, estimator="nrg", backend="numpy"))
    return float(scoringrules.crps_mixnorm(observed, sample, np.full(sample.size, deviation), backend="numpy"))


def log_score(sample: np.ndarray, observed: float, deviation: float) -> float:
    """Logarithm of the density that a sample with normal errors gives what was seen; higher is better."""
    import scoringrules

    with np.errstate(divide="ignore"):
        lost = scoringrules.logs_mixnorm(observed, sample, np.full(sample.size, deviation), backend="numpy")
    return max(-float(lost), LEAST)


def summary(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Mean scores of each model over all observations."""
    rows = []
    for model in dict.fromkeys(score.model for score in scores):
        mine = [score for score in scores if score.model == model]
        means = {name: float(np.mean([getattr(score, name) for score in mine])) for name in ("crps", "log")}
        rows.append({"model": model, **means, "inside": sum(score.inside for score in mine), "points": len(mine)})
    return rows
