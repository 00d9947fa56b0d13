"""Null models of a roll-out: what needs no agents, held against the same observations by the same scores.

A straight line through where the roll-out began, with the pace of the other roll-outs; a Bass curve with the generic
coefficients of the literature, whatever the regime; and a mean-field version of the model's own gates, with the same
parameters and no hosts. Each says of an observation that it has not seen what it would be, as a sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

from .episodes import Episode, Observation, load_episodes
from .intervals import Interval, quantiles
from .replaying import hosts_of
from .settings import OWN
from .targets import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

SAMPLE = 2000
COUNTED = ("adopters", "live")  # what null models have something to say of


@dataclass(frozen=True)
class Score:
    """How well a predictive sample (S,) meets an observation: lower CRPS and higher log score are better."""

    model: str
    target: str
    crps: float
    log: float
    inside: bool


def straight_line(episode: Episode, seen: Observation, others: Sequence[tuple[Episode, Observation]]) -> np.ndarray:
    """Share of hosts at the start, plus the pace of the other roll-outs (mean and spread) times the months."""
    pace = [
        (each.value / hosts_of(of.hosts) - of.users / hosts_of(of.hosts)) / max(each.month, 1) for of, each in others
    ]
    hosts = hosts_of(episode.hosts)
    share = episode.users / hosts + _normal(np.mean(pace), np.std(pace, ddof=1)) * seen.month
    return np.clip(share, 0.0, 1.0) * hosts


def bass(episode: Episode, seen: Observation) -> np.ndarray:
    """Bass (1969) from the users at the start, generic coefficients."""
    rng = np.random.default_rng(1)
    p, q = (
        rng.triangular(*(OWN.number(f"bass_{each}{end}") for end in ("_low", "", "_high")), SAMPLE) for each in "pq"
    )
    hosts = hosts_of(episode.hosts)
    share = np.full(SAMPLE, episode.users / hosts)
    for _ in range(seen.month):
        share += (1.0 - share) * (p + q * share) / 12.0
    return share * hosts


def mean_field(episode: Episode, seen: Observation, draws: xr.Dataset) -> np.ndarray:
    """The model's hazard and programme dates on the national share alone, for draws of the model's parameters."""
    value = {name: draws[name].values for name in ("p_y", "q_y", "slip_med", "np_prep", "inst_m", "aband")}
    hosts = hosts_of(episode.hosts)
    share = np.full(value["p_y"].size, episode.users / hosts)
    shares = [share.copy()]
    for month in range(seen.month + 1):
        hazard = (value["p_y"] + value["q_y"] * share * episode.attractiveness) / 12.0
        if episode.regime in ("national", "mandate"):
            due = (month / value["slip_med"] - value["np_prep"]) / (episode.deadline_months - value["np_prep"])
            share = np.maximum(share, np.clip(due, 0.0, 1.0))
        share = share + (1.0 - share) * hazard
        shares.append(share.copy())
    if seen.count == "live":  # those that had adopted before the installation began, less what was given up
        wait = np.minimum((value["inst_m"] * (0.5 + episode.complexity)).astype(int), seen.month)
        installed = np.array([shares[seen.month - each][at] for at, each in enumerate(wait)])
        share = installed * np.exp(-value["aband"] * seen.month / 24.0)
    return np.clip(share, 0.0, 1.0) * hosts


def compared(agents: dict[str, np.ndarray], draws: xr.Dataset, seed: int = 1) -> list[Score]:
    """Scores of the null models beside those of the agent model.

    Args:
        agents: the agent model's predictive sample, without observation error, of each target (its name) that was
            left out of its fit.
        draws: parameters of the mean-field version.
        seed: of the observation error, whose deviations are the targets' own.
    """
    rng = np.random.default_rng([seed, 5])
    points = [
        (episode, seen)
        for episode in load_episodes().values()
        for seen in episode.observations
        if seen.count in COUNTED
    ]
    scores = []
    for episode, seen in points:
        name = name_of(episode, seen)
        others = [(of, each) for of, each in points if of.name != episode.name]
        said: dict[str, Callable[[], np.ndarray]] = {
            "agents": lambda name=name: agents[name],
            "straight line": lambda episode=episode, seen=seen, others=others: straight_line(episode, seen, others),
            "Bass": lambda episode=episode, seen=seen: bass(episode, seen),
            "mean field": lambda episode=episode, seen=seen: mean_field(episode, seen, draws),
        }
        deviation = float(np.hypot.reduce(seen.deviations))
        for model, sample in said.items():
            values = sample()
            noisy = values + deviation * rng.standard_normal(values.size)
            held = Interval(seen.value, *quantiles(noisy))
            log = float(np.log(np.mean(norm.pdf(seen.value, values, deviation)) + 1e-300))
            scores.append(Score(model, name, crps(noisy, seen.value), log, held.inside))
    return scores


def summary(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Mean scores of each model over all observations."""
    rows = []
    for model in dict.fromkeys(score.model for score in scores):
        mine = [score for score in scores if score.model == model]
        means = {name: float(np.mean([getattr(score, name) for score in mine])) for name in ("crps", "log")}
        rows.append({"model": model, **means, "inside": sum(score.inside for score in mine), "points": len(mine)})
    return rows


def crps(sample: np.ndarray, observed: float) -> float:
    """Continuous ranked probability score of a sample (Gneiting and Raftery 2007): mean distance to the observation,
    less half the mean distance within the sample."""
    ordered = np.sort(sample)
    n = ordered.size
    within = 2.0 * np.sum((2.0 * np.arange(1, n + 1) - n - 1.0) * ordered) / n**2
    return float(np.mean(np.abs(ordered - observed)) - 0.5 * within)


def _normal(mean: float, spread: float) -> np.ndarray:
    return mean + spread * norm.ppf((np.arange(SAMPLE) + 0.5) / SAMPLE)
