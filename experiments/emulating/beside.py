"""Beside FTE: which regions they are freed in, and what public payers pay for the levers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..ensemble import Array
from .basis import Seen, crossed, pairs


@dataclass(frozen=True, eq=False)
class Beside:
    """What runs taught of regions and money.

    Attributes:
        regions: their labels.
        share: of each region in FTE as decided (draw, region, year).
        share_slopes: (term, region, year).
        public: what each lever at its most takes of public money, million DKK a year (draw, lever).
        public_slopes: of what levers take together, and under other numbers (term,).
    """

    regions: Sequence[str]
    share: Array
    share_slopes: Array
    public: Array
    public_slopes: Array

    def shares(self, told: Seen) -> Array:
        """The share of each region in FTE (row, region, year); they sum to one."""
        moved = np.einsum("nt,try->nry", share_terms(told), self.share_slopes)
        found = np.maximum(self.base_shares(told) + moved, 0.0)
        return found / found.sum(axis=1, keepdims=True)

    def base_shares(self, told: Seen) -> Array:
        """What each draw has as decided; they differ less the more of what is not known errs on one side."""
        own = self.share[told.draw]
        return own - told.optimism[:, None, None] * (own - self.share.mean(axis=0))

    def money(self, told: Seen) -> float:
        """Additional public money, million DKK a year, mean over rows."""
        return float((self.alone(told) + public_terms(told) @ self.public_slopes).mean())

    def alone(self, told: Seen) -> Array:
        """What levers would take if each took what it takes alone (row,)."""
        return (self.public[told.draw] * told.share).sum(axis=1)


def share_terms(told: Seen) -> Array:
    """What moves the shares of regions (row, term)."""
    c = told.optimism[:, None]
    return np.hstack([told.share, told.steps, c, c * c, c * told.share])


def public_terms(told: Seen) -> Array:
    """What levers take beside what each takes alone (row, term); nothing where none is moved."""
    u, c = told.share, told.optimism[:, None]
    return np.hstack([u * (1.0 - u), c * u, c * c * u, pairs(u), crossed(u, told.steps)])
