"""How far a decision goes: from where today's policy stands, and beside what a policy of the library does."""

from __future__ import annotations

from samspil.model.epoch import month_number
from samspil.scenarios import load
from samspil.scenarios.documents.known import regions
from samspil.scenarios.documents.levels import level_at
from samspil.scenarios.documents.sized import changed

from . import settings
from .decided import Decision

# Levels of levers are told with two decimals.
NEAR = 0.005


def level_today(lever: str, month: str) -> float:
    """Level of a lever under the baseline in a month (`YYYY-MM`), in its unit, the mean over regions."""
    baseline = load(settings.word("baseline"))
    at = month_number(month)
    assert at is not None, month
    return level_at(lever, baseline.levers.get(lever, ()), regions(baseline.population), at)


def goes_as_far(policy: str, decision: Decision) -> bool:
    """Whether a policy moves every lever of a decision as far from the baseline, in the same direction; has its
    events."""
    own = changed(load(policy), load(settings.word("baseline")))
    return all(name in own and _is_as_far(own[name], amount) for name, amount in decision.changes.items())


def _is_as_far(own: float | None, amount: float | None) -> bool:
    if own is None or amount is None:
        return own is amount
    return own * amount > 0.0 and abs(own) >= abs(amount) - NEAR
