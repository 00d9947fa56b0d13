"""Scores of what was said against what was seen: the same for models, hindcasts and forecasts of the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

from .intervals import Interval, quantiles

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Score(Interval):
    """How well a predictive sample meets an observation: lower CRPS and higher log score are better.

    The interval holds the observation's own error; `model` said it of `target`.
    """

    model: str
    target: str
    crps: float
    log: float


def scored(
    model: str, target: str, sample: np.ndarray, observed: float, deviation: float, rng: np.random.Generator
) -> Score:
    """The score of a sample (S,) without observation error, whose standard deviation is `deviation`."""
    noisy = sample + deviation * rng.standard_normal(sample.size)
    log = float(np.log(np.mean(norm.pdf(observed, sample, deviation)) + 1e-300))
    return Score(observed, *quantiles(noisy), model, target, crps(noisy, observed), log)


def crps(sample: np.ndarray, observed: float) -> float:
    """Continuous ranked probability score of a sample (Gneiting and Raftery 2007): mean distance to the observation,
    less half the mean distance within the sample."""
    ordered = np.sort(sample)
    n = ordered.size
    within = 2.0 * np.sum((2.0 * np.arange(1, n + 1) - n - 1.0) * ordered) / n**2
    return float(np.mean(np.abs(ordered - observed)) - 0.5 * within)


def summary(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Mean scores of each model over all observations."""
    rows = []
    for model in dict.fromkeys(score.model for score in scores):
        mine = [score for score in scores if score.model == model]
        means = {name: float(np.mean([getattr(score, name) for score in mine])) for name in ("crps", "log")}
        rows.append({"model": model, **means, "inside": sum(score.inside for score in mine), "points": len(mine)})
    return rows
