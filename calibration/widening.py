"""How the answer moves with the width of each prior: surer or less sure inside its range, and the range itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

from samspil.model.limits import SHARES
from samspil.model.parameters import Parameter, registry
from samspil.runs.draws import lifted

from .fitting import Fit
from .headline import freed_fte
from .intervals import RANGE
from .settings import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence


DRAWS, SHOWN = OWN.count("widths_draws"), OWN.count("widths_shown")
SURER, LESS_SURE = OWN.number("width_surer"), OWN.number("width_less_sure")
WIDER, WIDER_DRAWS = OWN.number("range_wider"), OWN.count("range_draws")
# Labels of rows in which no range is wider, and all.
AS_THEY_ARE, ALL = "as they are", "all"


def widths(made: Fit, scenario: str, by: int, goal: float, seed: int = 1, workers: int = 1) -> dict[str, Any]:
    """How FTE in a month (0 is January 2022), and the probability of a goal, move with the width of each prior.

    Inside the range: one run for each of many draws of the posterior, weighed anew as if the score of one parameter
    had another standard deviation before the fit. Beyond the range: of the parameters that evidence does not fit, those
    that FTE hangs on most, one by one, and then all, drawn from ranges wider about their middle, with the same luck. A
    parameter that is fitted stays where evidence has it.

    Returns:
        `goal`, `draws`, `mean`, `high` (95th percentile), `p_goal` as they stand; `each` by parameter, the one that FTE
        hangs on most first: `correlation` of FTE with its score, `surer` and `less_sure` (change of `mean`, its
        standard error `se`, change of `high`, and `p_goal`); `ranges`: what the draws give as they are, with one range
        wider, with all.
    """
    places = made.accepted.sample(DRAWS, seed)
    z = made.accepted.z[places]
    fte = freed_fte(scenario, made.draws(DRAWS, seed), by, seed, workers)
    known = np.isfinite(fte)
    z, fte = z[known], fte[known]
    choices = [registry()[name].distribution == "choice" for name in made.bank.names]
    each = [
        {
            "name": name,
            "correlation": float(np.corrcoef(z[:, at], fte)[0, 1]),
            "surer": _weighed(fte, z[:, at], SURER, goal),
            "less_sure": _weighed(fte, z[:, at], LESS_SURE, goal),
        }
        for at, name in enumerate(made.bank.names)
        if not choices[at]
    ]
    each.sort(key=lambda row: -abs(row["correlation"]))
    moving = [row["name"] for row in each if row["name"] not in made.names][:SHOWN]
    return {
        "scenario": scenario,
        "goal": goal,
        "draws": int(known.sum()),
        "mean": float(fte.mean()),
        "high": float(np.quantile(fte, RANGE[2])),
        "p_goal": float((fte >= goal).mean()),
        "each": each,
        "ranges": _ranges(made, moving, scenario, by, goal, seed, workers),
    }


def wider(parameter: Parameter, factor: float = WIDER) -> Parameter:
    """A parameter whose range is so many times as wide about its middle; what is a share stays one, no sign changes."""
    logarithmic = parameter.distribution == "loguniform"
    low, high = (np.log(parameter.low), np.log(parameter.high)) if logarithmic else (parameter.low, parameter.high)
    middle, half = (low + high) / 2.0, (high - low) / 2.0 * factor
    low, high = middle - half, middle + half
    if logarithmic:
        low, high = float(np.exp(low)), float(np.exp(high))
    if parameter.low >= 0.0:
        low = max(low, 0.0)
    if parameter.high <= 0.0:
        high = min(high, 0.0)
    if parameter.unit.startswith(SHARES) and parameter.high <= 1.0:
        high = min(high, 1.0)
    return replace(parameter, low=float(low), high=float(high))


def _ranges(
    made: Fit, names: Sequence[str], scenario: str, by: int, goal: float, seed: int, workers: int
) -> list[dict[str, Any]]:
    places = made.accepted.sample(WIDER_DRAWS, seed)
    u = norm.cdf(made.accepted.z[places])
    fitted = set(made.names)
    everything = [name for name in made.bank.names if registry()[name].distribution != "choice" and name not in fitted]
    rows = []
    for label, chosen in ((AS_THEY_ARE, []), *((name, [name]) for name in names), (ALL, everything)):
        draws = lifted(made.draws(WIDER_DRAWS, seed), beyond_evidence=True)
        for name in chosen:
            own = u[:, made.bank.names.index(name)]
            draws[name] = ("draw", wider(registry()[name]).quantile(own), draws[name].attrs)
        fte = freed_fte(scenario, draws, by, seed, workers)
        fte = fte[np.isfinite(fte)]
        low, median, high = np.quantile(fte, RANGE)
        rows.append(
            {
                "name": label,
                "low": float(low),
                "median": float(median),
                "high": float(high),
                "most": float(fte.max()),
                "mean": float(fte.mean()),
                "reached": int((fte >= goal).sum()),
                "draws": int(fte.size),
            }
        )
    return rows


def _weighed(fte: np.ndarray, z: np.ndarray, width: float, goal: float) -> dict[str, float]:
    """Moves of mean and 95th percentile when the score z (N,) had the standard deviation `width` before the fit."""
    weights = norm.pdf(z, scale=width) / norm.pdf(z)
    weights /= weights.sum()
    order = np.argsort(fte)
    high = fte[order][np.searchsorted(np.cumsum(weights[order]), RANGE[2])]
    apart = (weights * fte.size - 1.0) * (fte - fte.mean())
    return {
        "mean": float((weights * fte).sum() - fte.mean()),
        "se": float(apart.std(ddof=1) / np.sqrt(fte.size)),
        "high": float(high - np.quantile(fte, RANGE[2])),
        "p_goal": float(weights[fte >= goal].sum()),
    }
