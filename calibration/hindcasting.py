"""Hindcast: the fit to what was known at the end of a month, held against what became known later."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from samspil.model.errors import UserError
from samspil.model.messages import say

from .checking import LEFT_OUT_DRAWS, PRIOR_DRAWS
from .fitting import fit
from .scoring import scored
from .targets import Target, fitted, load_targets, looked_at

if TYPE_CHECKING:
    from .bank import Bank
    from .checking import Simulate


def hindcast(bank: Bank, until: str, simulate: Simulate, seed: int = 1) -> dict[str, Any]:
    """What became known after a month (`YYYY-MM`), as simulated from the fit to all that was known by then.

    Returns:
        `known`, how many observations were fitted; `scores` of each later one, by that fit and by the priors alone.

    Raises:
        UserError: nothing was known before, or nothing came after.
    """
    known, later = parted(until)
    if not known or not later:
        told = say("nothing-seen-after", until=until) if known else say("nothing-seen-before", until=until)
        raise UserError(told)
    said = {
        f"fit to {until}": simulate(later, fit(bank, known, seed).draws(LEFT_OUT_DRAWS, seed)),
        "priors": bank.columns([target.name for target in later])[:PRIOR_DRAWS],
    }
    scores = [
        scored(model, target.name, values[:, at], target.value, target.deviation)
        for at, target in enumerate(later)
        for model, values in said.items()
    ]
    return {
        "until": until,
        "known": len(known),
        "scores": [{**asdict(score), "inside": score.inside} for score in scores],
    }


def parted(until: str) -> tuple[list[Target], list[Target]]:
    """Observations to fit that were known by the end of a month, and those, fitted or withheld, that came later."""
    targets = load_targets()
    withheld = [target for target in looked_at(targets) if target.use == "check"]
    known = [target for target in fitted(targets) if target.seen_by <= until]
    return known, [target for target in [*fitted(targets), *withheld] if target.seen_by > until]
