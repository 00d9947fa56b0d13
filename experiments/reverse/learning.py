"""What the surrogate of a scenario learns from: the forecast's own runs, and draws that reach into the top tail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.parameters import prior_draws
from samspil.runs.draws import as_run

from .. import settings
from ..asking import Asking
from ..ensemble import Array
from ..sensitivities import uncertain
from ..statistics import draw_means
from .surrogate import Surrogate, learn, moved

# Luck of their own for the draws that are moved.
LUCK = 3_000_000


@dataclass(frozen=True, eq=False)
class Known:
    """What the forecast's own runs tell of a scenario.

    Attributes:
        scenario: a Scenario.
        draws: the draws of the forecast.
        fte: headline FTE (draw, replicate, date) at the headline level; NaN where a run failed.
    """

    scenario: Any
    draws: xr.Dataset
    fte: Array


@dataclass(frozen=True, eq=False)
class Tail:
    """Draws that were moved towards favourable ends, and FTE (draw, date) of a scenario with them."""

    draws: xr.Dataset
    fte: Array


def moving(scenario: Any) -> list[str]:
    """The uncertain numbers that can move FTE: those that only spread money over years in the accounts cannot."""
    accounts = settings.word("only_accounts").split()
    return [name for name in uncertain(scenario) if name not in accounts]


def into_the_tail(known: Known, dates: Sequence[str], asking: Asking) -> list[Tail]:
    """Rounds of draws from the prior, in each a random part of the numbers moved a random share of the way.

    Which ends are favourable is what all runs before say, for each date in turn, so each round reaches further.
    """
    rounds: list[Tail] = []
    names, size = moving(known.scenario), settings.count("reverse_moved")
    whole = prior_draws(asking.seed, size * settings.count("reverse_rounds"), names)
    for number in range(settings.count("reverse_rounds")):
        rows = np.arange(number * size, (number + 1) * size)
        chance = np.random.default_rng([asking.seed, LUCK, number])
        share = (chance.random((size, len(names))) < chance.random((size, 1))) * chance.random((size, 1))
        parts = []
        for place in range(len(dates)):
            own = np.arange(place, size, len(dates))
            surrogate = surrogate_of(known, rounds, place)
            parts.append(moved(surrogate, whole.isel(draw=rows[own]), share[own]))
        draws = xr.concat(parts, "draw").assign(luck=("draw", LUCK + rows)).assign_coords(draw=rows)
        fte = asking.due([known.scenario], draws, 1, dates)[0, :, 0, :]
        rounds.append(Tail(_with_fixed(draws, known.scenario), fte))
    return rounds


def _with_fixed(draws: xr.Dataset, scenario: Any) -> xr.Dataset:
    """The draws with the numbers that the scenario fixes: another that leaves them open learns from these runs too."""
    values = as_run(draws, scenario.uncertainties, scenario.rules)
    fixed = {name: value for name, value in values.items() if name not in draws}
    return draws.assign({name: ("draw", np.broadcast_to(value, len(draws["draw"]))) for name, value in fixed.items()})


def surrogate_of(known: Known, tail: Sequence[Tail], date: int) -> Surrogate:
    """The surrogate of a scenario at a date (by its position): its own runs, and those in the tail."""
    own = known.draws, draw_means(known.fte[..., date])
    rest = []
    if tail:
        joined = xr.concat([part.draws for part in tail], "draw")
        rest.append((joined, np.concatenate([part.fte for part in tail])[:, date]))
    return learn(moving(known.scenario), [own, *rest])
