"""Where a level that hardly any run reaches is within reach: later, and under the policy that does most."""

from __future__ import annotations

from typing import Any

import numpy as np

from samspil.scenarios import load

from .. import settings
from ..asking import Asking
from ..ensemble import Array
from ..watching.observables import month_of
from ..watching.running import Rows, Watch
from .design import fresh


def last_date(by: str) -> tuple[str, ...]:
    """The last month that is told of, where it lies after ``by``."""
    last = settings.told_dates()[-1]
    return (last,) if month_of(last) > month_of(by) else ()


def level_told(fte: Array, level: float) -> float:
    """The level itself, or, where too few runs reach it, a round one that enough do."""
    if int(np.count_nonzero(fte >= level)) >= settings.count("discover_fewest"):
        return level
    share = max(settings.number("discover_suggested"), settings.count("discover_fewest") / fte.size)
    enough = float(np.quantile(fte, 1.0 - min(share, 0.5)))
    step = 10.0 ** np.floor(np.log10(max(enough, 1.0))) / 2.0
    return float(max(np.floor(enough / step) * step, 1.0))


def other_runs(scenario: Any) -> int:
    """How many runs of the other policy are made; none where it is the same, or of another population."""
    other = load(settings.word("discover_other"))
    is_other = other.name != scenario.name and other.population == scenario.population
    return settings.count("discover_other_runs") if is_other else 0


def elsewhere(scenario: Any, asked: float, by: str, later: Array, asking: Asking) -> dict[str, Any]:
    """What is told of another date and another policy, as attributes.

    Args:
        scenario: that hardly reaches the level.
        asked: the level.
        by: the date.
        later: FTE of its runs at the last date (run,); none where ``by`` is the last.
        asking: how runs are made.
    """
    told = {f"later_{name}": value for name, value in _counted(later, asked).items()} if later.size else {}
    number = other_runs(scenario)
    if number:
        name = settings.word("discover_other")
        watch = Watch(load(name), (by,), (), (), asking)
        fte = watch.run(Rows(fresh(asking, 0, number), (), np.zeros((number, 0))))[:, 0]
        told |= {f"other_{key}": value for key, value in _counted(fte[np.isfinite(fte)], asked).items()}
        told["other"] = name
    return told


def _counted(fte: Array, asked: float) -> dict[str, Any]:
    reached = {"hits": int((fte >= asked).sum()), "runs": int(fte.size)}
    return reached | ({"level": level_told(fte, asked)} if fte.size else {"level": 0.0})
