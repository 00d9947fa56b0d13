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


@dataclass(frozen=True)
class Score(Interval):
    """How well a predictive sample meets an observation: lower CRPS and higher log score are better.

    The interval holds the observation's own error; `model` said it of `target`.
    """

    model: str
    target: str
    crps: float
    log: float


def scored(model: str, target: str, sample: np.ndarray, observed: float, deviation: float) -> Score:
    """The score of a sample (S,) whose draws are seen with a normal error of standard deviation `deviation`.

    Nothing is drawn: the prediction is the mixture of normals about the sample's draws.
    """
    log = float(np.log(np.mean(norm.pdf(observed, sample, deviation)) + 1e-300))
    spread = quantiles((sample[:, None] + deviation * ERRORS).ravel())
    return Score(observed, *spread, model, target, crps(sample, observed, deviation), log)


def crps(sample: np.ndarray, observed: float, deviation: float = 0.0) -> float:
    """Continuous ranked probability score of a sample with normal errors.

    The mean distance to the observation, less half the mean distance within the prediction (Gneiting and Raftery 2007
    for samples, Grimit et al. 2006 for mixtures of normals).
    """
    within = _distance(sample[:, None] - sample, np.sqrt(2.0) * deviation)
    return float(_distance(sample - observed, deviation).mean() - 0.5 * within.mean())


def _distance(apart: np.ndarray, deviation: float) -> np.ndarray:
    """Mean of |apart + deviation * standard normal|."""
    if deviation == 0.0:
        return np.abs(apart)
    scaled = apart / deviation
    return deviation * (scaled * (2.0 * norm.cdf(scaled) - 1.0) + 2.0 * norm.pdf(scaled))


def summary(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Mean scores of each model over all observations."""
    rows = []
    for model in dict.fromkeys(score.model for score in scores):
        mine = [score for score in scores if score.model == model]
        means = {name: float(np.mean([getattr(score, name) for score in mine])) for name in ("crps", "log")}
        rows.append({"model": model, **means, "inside": sum(score.inside for score in mine), "points": len(mine)})
    return rows
