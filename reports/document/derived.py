"""Facts that no single key of ``summary.json`` holds: each gives a value, and says how it is made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..figures.milestones import best
from ..figures.policies import money
from ..figures.staircase import ladder, stair_date
from ..lost import lacked
from ..view import View

Made = tuple[float | None, str]


def paper(view: View) -> Made:
    """The first step of the baseline's staircase."""
    found = ladder(view, view.baseline)
    return found.totals[0] if found else None, f"staircase/{view.baseline}/{stair_date(view, view.baseline)}"


def loss(view: View) -> Made:
    """The largest loss between two steps of the baseline's staircase."""
    found = largest_loss(view)
    return found[1] if found else None, f"staircase/{view.baseline}/{stair_date(view, view.baseline)}"


def largest_loss(view: View) -> tuple[str, float] | None:
    """The step below which most is lost, and how many FTE that is; None without a staircase."""
    found = ladder(view, view.baseline)
    if found is None or not found.totals[0] > 0:
        return None
    lost = [before - after for before, after in zip(found.totals, found.totals[1:], strict=False)]
    worst = int(np.argmax(lost))
    return found.steps[worst + 1], lost[worst]


def won(view: View) -> Made:
    """What removing the loss that wins back most would free under the baseline."""
    found = largest_gain(view)
    return found[1] if found else None, f"recoverable/{view.baseline}/{stair_date(view, view.baseline)}"


def largest_gain(view: View) -> tuple[str, float] | None:
    """The step whose loss, removed alone, wins back most, and how many FTE that is; None where that was not run."""
    found = ladder(view, view.baseline)
    if found is None or len(found.won) != len(found.steps) - 1 or not max(found.won) > 0:
        return None
    first = found.won.index(max(found.won))
    return found.steps[first + 1], found.won[first]


def unmade(view: View) -> Made:
    """What is lost at places without a solution because it does not exist yet, under the baseline."""
    whole, new = lacked(view, view.summary["lacking"])
    return new if whole else None, f"lacking/{view.baseline}/{stair_date(view, view.baseline)}"


def fullest_money(view: View) -> Made:
    """Yearly money of the scenario that frees most beyond the baseline's."""
    return money(view, best(view)), f"scenarios/{best(view)}/cost_mdkk - scenarios/{view.baseline}/cost_mdkk"


DERIVED: dict[str, Callable[[View], Made]] = {each.__name__: each for each in (paper, loss, won, unmade, fullest_money)}
