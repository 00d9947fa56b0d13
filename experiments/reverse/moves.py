"""Joint moves: from where each number has its median, along the surrogate's shortest way up."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from samspil.runs.draws import column

from .. import settings
from .ranges import Array, at_scores, is_choice, middle, score_of
from .surrogate import Surrogate

# Standard deviations of the prior by which a number is moved; at 4 nothing is left of its range.
OFFSETS = np.linspace(-4.0, 4.0, 321)
STILL = OFFSETS.size // 2
STRENGTHS = np.geomspace(1e-2, 1e9, 900)


@dataclass(frozen=True, eq=False)
class Moves:
    """The least joint moves of a surrogate, one for each strength of its pull.

    Attributes:
        surrogate: what each number adds to log FTE.
        draws: those of the forecast; each number starts at its median over them.
        unused: numbers that stay where they are.
        noticed: a number that would be moved by less than this stays too.
    """

    surrogate: Surrogate
    draws: xr.Dataset
    unused: Collection[str] = ()
    noticed: float = field(default_factory=lambda: settings.number("reverse_noticed"))

    @cached_property
    def centre(self) -> Array:
        """Scores (P,) from which the numbers are moved."""
        return middle(self.surrogate.names, self.draws)

    @cached_property
    def values(self) -> Array:
        """Values (P, offsets) of every number at every offset; an option of a choice, the favourable ones last."""
        return np.array([self._along(*each) for each in zip(self.surrogate.names, self.centre, strict=True)])

    def _along(self, name: str, centre: float) -> Array:
        from scipy.stats import norm

        if not is_choice(name):
            return at_scores(name, centre + OFFSETS)
        order, upto = self.surrogate.in_order(name)
        option = np.searchsorted(upto, norm.cdf(centre + OFFSETS), side="right")
        return order[np.minimum(option, order.size - 1)].astype(np.float64)

    @cached_property
    def gains(self) -> Array:
        """What every number adds to log FTE at every offset (P, offsets), 0 where it starts and if it stays."""
        told = zip(self.surrogate.names, self.values, strict=True)
        found = np.array([0.0 * row if name in self.unused else self.surrogate.gain(name, row) for name, row in told])
        return found - found[:, [STILL]]

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Places in `OFFSETS` (strengths, P): at each strength s those that are best by s x gain - offset^2 / 2.

        Each way is the shortest of all that gain as much, but for numbers that it would hardly move: they stay.
        """
        cost = OFFSETS**2 / 2.0
        best = np.array([np.argmax(strength * self.gains - cost, axis=1) for strength in STRENGTHS])
        return np.where(np.abs(OFFSETS[best]) < self.noticed, STILL, best)

    @cached_property
    def lengths(self) -> Array:
        """Length (strengths,) of each way, in standard deviations of independent priors."""
        return np.linalg.norm(OFFSETS[self.places], axis=1)

    @cached_property
    def gained(self) -> Array:
        """What the surrogate says that each way (strengths,) adds to log FTE."""
        return self.gains[np.arange(len(self.gains)), self.places].sum(axis=1)

    def way(self, length: float) -> int:
        """The number of the shortest way that is at least so long; the last, to all favourable ends, if none is."""
        return min(int(np.searchsorted(self.lengths, length - 1e-9)), STRENGTHS.size - 1)

    def length_for(self, gain: float) -> float:
        """The length at which the surrogate says that so much is added to log FTE; that of the last if it never is."""
        return float(self.lengths[min(int(np.searchsorted(self.gained, gain)), STRENGTHS.size - 1)])

    def point(self, way: int) -> dict[str, float]:
        """The value of every number on a way."""
        values = self.values[np.arange(len(self.values)), self.places[way]]
        return dict(zip(self.surrogate.names, map(float, values), strict=True))

    def start(self) -> dict[str, float]:
        """The value of every number before it is moved."""
        return dict(zip(self.surrogate.names, map(float, self.values[:, STILL]), strict=True))

    def share_of_draws(self, way: int) -> float:
        """Share of the forecast's draws that lie as far out in the direction of a way; choices are left out."""
        offsets = OFFSETS[self.places[way]]
        along, wanted = np.zeros(self.draws.sizes["draw"]), 0.0
        for name, centre, offset in zip(self.surrogate.names, self.centre, offsets, strict=True):
            if offset and not is_choice(name):
                along += offset * (score_of(name, column(self.draws, name).astype(np.float64)) - centre)
                wanted += offset**2
        return float((along >= wanted).mean())
