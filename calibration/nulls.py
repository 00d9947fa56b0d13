"""Null models of a roll-out: what needs no agents, held against the same observations by the same scores.

A straight line through where the roll-out began, with the pace of the other roll-outs; a Bass curve with the generic
coefficients of the literature, whatever the regime; and a mean-field version of the model's own gates, with the same
parameters and no hosts. Each says of an observation that it has not seen what it would be, as a sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from .bounds import hosts_of
from .deviations import whole
from .episodes import Episode, Observation, load_episodes
from .scoring import Score, scored
from .settings import OWN
from .targets import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

SAMPLE = OWN.count("prior_draws")
COUNTED = ("adopters", "live")  # what null models have something to say of


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
    value = {
        name: draws[name].values
        for name in (
            "adoption_alone",
            "adoption_by_others",
            "slip_median",
            "programme_preparation_months",
            "installation_months",
            "abandonment_rate",
        )
    }
    hosts, dated = hosts_of(episode.hosts), episode.regime in ("national", "mandate")
    share = np.full(value["adoption_alone"].size, episode.users / hosts)
    shares = [share.copy()]
    for month in range(seen.month + 1):
        hazard = (value["adoption_alone"] + value["adoption_by_others"] * share * episode.attractiveness) / 12.0
        if dated:
            due = (month / value["slip_median"] - value["programme_preparation_months"]) / (
                episode.deadline_months - value["programme_preparation_months"]
            )
            share = np.maximum(share, np.clip(due, 0.0, 1.0))
        share = share + (1.0 - share) * hazard
        shares.append(share.copy())
    if seen.count == "live":  # installed by then (a programme has one date, that of live use), less what was given up
        wait = np.minimum((value["installation_months"] * (0.5 + episode.complexity)).astype(int), seen.month)
        wait *= not dated
        installed = np.array([shares[seen.month - each][at] for at, each in enumerate(wait)])
        share = installed * np.exp(-value["abandonment_rate"] * seen.month / 24.0)
    return np.clip(share, 0.0, 1.0) * hosts


def compared(agents: dict[str, np.ndarray], draws: dict[str, xr.Dataset]) -> list[Score]:
    """Scores of the null models beside those of the agent model.

    Args:
        agents: the agent model's predictive sample, without observation error, of each target (its name), simulated
            from the fit that left out its episode.
        draws: that fit, by episode: parameters of the mean-field version.
    """
    points = [
        (episode, seen)
        for episode in load_episodes().values()
        for seen in episode.observations
        if seen.count in COUNTED and seen.use == "fit"
    ]
    scores = []
    for episode, seen in points:
        name = name_of(episode, seen)
        others = [(of, each) for of, each in points if of.name != episode.name]
        said: dict[str, Callable[[], np.ndarray]] = {
            "agents": lambda name=name: agents[name],
            "straight line": lambda episode=episode, seen=seen, others=others: straight_line(episode, seen, others),
            "Bass": lambda episode=episode, seen=seen: bass(episode, seen),
            "mean field": lambda episode=episode, seen=seen: mean_field(episode, seen, draws[episode.name]),
        }
        deviation = whole(seen.deviations)
        scores += [scored(model, name, sample(), seen.value, deviation) for model, sample in said.items()]
    return scores


def _normal(mean: float, spread: float) -> np.ndarray:
    return mean + spread * norm.ppf((np.arange(SAMPLE) + 0.5) / SAMPLE)
