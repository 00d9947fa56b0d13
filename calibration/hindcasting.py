"""Hindcast: the fit to what was known at the end of a month, held against what was seen later."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError

from .fitting import Fit, accepted_of, fit, learned_from
from .nulls import SAMPLE
from .regression import accept
from .scoring import scored
from .targets import Target, fitted, load_targets, looked_at

if TYPE_CHECKING:
    from .bank import Bank


def hindcast(bank: Bank, until: str, seed: int = 1) -> dict[str, Any]:
    """What was seen after a month (`YYYY-MM`), as the fit to all that was seen by then foretells it.

    Returns:
        `known`, how many observations were fitted; `scores` of each later one, by that fit and by the priors alone.

    Raises:
        UserError: nothing was seen before, or nothing after.
    """
    known, later = parted(until)
    if not known or not later:
        raise UserError(f"hindcast: nothing was seen {'before' if not known else 'after'} {until}")
    values = bank.columns([target.name for target in later])
    observed = np.array([target.value for target in known])
    said = accept(learned_from(bank, known, seed), bank.z, observed, accepted_of(len(bank.z)), values)
    samples = {f"fit to {until}": said.own[said.sample(SAMPLE, seed)], "priors": values[:SAMPLE]}
    rng = np.random.default_rng([seed, 6])
    scores = [
        scored(model, target.name, sample[:, at], target.value, target.deviation, rng)
        for at, target in enumerate(later)
        for model, sample in samples.items()
    ]
    return {
        "until": until,
        "known": len(known),
        "scores": [{**asdict(score), "inside": score.inside} for score in scores],
    }


def fit_until(bank: Bank, until: str, seed: int = 1) -> Fit:
    """The fit to what was seen by the end of a month (`YYYY-MM`)."""
    return fit(bank, parted(until)[0], seed)


def parted(until: str) -> tuple[list[Target], list[Target]]:
    """Fitted observations that were made by the end of a month, and those, fitted or withheld, that were made later."""
    targets = load_targets()
    withheld = [target for target in looked_at(targets) if target.use == "check"]
    known = [target for target in fitted(targets) if ended(target) <= until]
    return known, [target for target in [*fitted(targets), *withheld] if ended(target) > until]


def ended(target: Target) -> str:
    """The month (`YYYY-MM`) in which an observation's period ends; December where only a year is told."""
    found = re.findall(r"(\d{4})(?:-(\d{2})(?!\d))?", target.period)
    if not found:
        raise UserError(f"{target.name}: period: {target.period!r} names no year")
    year, month = found[-1]
    return f"{year}-{month or '12'}"
