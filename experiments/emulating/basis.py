"""What the emulator sees of settings: what each input alone does in each draw, and how several act together.

Of each draw the emulator holds runs with each lever at its most, each number at its ends and optimism at some shares;
between those it goes straight in the logarithm of FTE. What that misses, curvature and what inputs do together, is a
sum over :meth:`Basis.terms` with slopes that runs taught. The page of the explorer reckons the same in JavaScript.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..ensemble import Array
from .running import Points


@dataclass(frozen=True, eq=False)
class Scale:
    """How numbers are seen, along (number,): their logarithm where the range lies above 0, in units of the range."""

    low: Array
    high: Array

    @cached_property
    def is_log(self) -> NDArray[np.bool_]:
        """Whether the logarithm is seen."""
        return self.low > 0.0

    def seen(self, values: Array) -> Array:
        """Values (..., number), 0 at the low end and 1 at the high end."""
        low, high, values = (self._bent(each) for each in (self.low, self.high, values))
        return (values - low) / (high - low)

    def _bent(self, values: Array) -> Array:
        return np.where(self.is_log, np.log(np.where(self.is_log, values, 1.0)), values)


@dataclass(frozen=True, eq=False)
class Own:
    """What was run of every draw: logarithms of FTE.

    Attributes:
        base: as decided (draw, year).
        levers: gain with each at its most (draw, lever, year).
        numbers: gain with each at its low and high end (draw, number, end, year).
        optimism: gain at each of `shares`, the first of which is 0 (draw, share, year).
        shares: of the way to the favourable ends.
        values: of each number (draw, number).
        favourable: end of each number (number,).
        most: that is added to each lever (lever,).
        scale: how numbers are seen.
    """

    base: Array
    levers: Array
    numbers: Array
    optimism: Array
    shares: Array
    values: Array
    favourable: Array
    most: Array
    scale: Scale


@dataclass(frozen=True, eq=False)
class Seen:
    """What is seen of settings, a row a run.

    Attributes:
        draw: which one (row,).
        share: of each lever's most (row, lever).
        optimism: (row,).
        gain: what each lever alone adds to log FTE (row, lever, year).
        moved: what each number adds (row, number, year).
        steps: by how much each number differs from its draw's, in units of its range (row, number).
        bends: likewise its distance to both ends of the stretch it lies in, multiplied (row, number).
        alone: log FTE if all did what they do alone (row, year).
    """

    draw: NDArray[np.int64]
    share: Array
    optimism: Array
    gain: Array
    moved: Array
    steps: Array
    bends: Array
    alone: Array


def seen(own: Own, points: Points) -> Seen:
    """What is seen of settings."""
    draw, c = points.draw, points.optimism[:, None]
    share = points.added / own.most
    before = own.values[draw] + c * (own.favourable - own.values[draw])
    values = np.where(np.isfinite(points.values), points.values, before)
    at, was = (own.scale.seen(each) for each in (values, before))
    (gain_at, bend_at), (gain_was, bend_was) = _stretch(own, draw, at), _stretch(own, draw, was)
    gain, moved = own.levers[draw] * share[..., None], gain_at - gain_was
    alone = own.base[draw] + gain.sum(axis=1) + moved.sum(axis=1) + _optimism(own, draw, points.optimism)
    return Seen(draw, share, points.optimism, gain, moved, at - was, bend_at - bend_was, alone)


def _stretch(own: Own, draw: NDArray[np.int64], at: Array) -> tuple[Array, Array]:
    """What each number adds at a place, straight from its draw's to either end, and how far inside it lies."""
    from_, gains = own.scale.seen(own.values)[draw], own.numbers[draw]
    is_up = at > from_
    room = np.where(is_up, 1.0 - from_, from_)
    way = np.abs(at - from_)
    share = np.divide(way, room, out=np.zeros_like(way), where=room > 0.0)
    end = np.where(is_up[..., None], gains[:, :, 1], gains[:, :, 0])
    return share[..., None] * end, way * (room - way)


def _optimism(own: Own, draw: NDArray[np.int64], optimism: Array) -> Array:
    place = np.clip(np.searchsorted(own.shares, optimism, side="right") - 1, 0, own.shares.size - 2)
    low, high = own.shares[place], own.shares[place + 1]
    part = ((optimism - low) / (high - low))[:, None]
    return own.optimism[draw, place] * (1.0 - part) + own.optimism[draw, place + 1] * part


def between(shares: Array, optimism: Array) -> Array:
    """How far optimism (row,) lies inside a stretch between two of `shares`."""
    place = np.clip(np.searchsorted(shares, optimism, side="right") - 1, 0, shares.size - 2)
    return (optimism - shares[place]) * (shares[place + 1] - optimism)


def terms(told: Seen, own: Own, year: int) -> Array:
    """How settings depart from what each input does alone (row, term), in one of the years."""
    return np.hstack([of_levers(told, year), of_others(told, own, year)])


def of_levers(told: Seen, year: int) -> Array:
    """How levers bend, and what they do together (row, term)."""
    u, f = told.share, told.gain[..., year]
    return np.hstack([u * (1.0 - u), f * (1.0 - u), f.sum(axis=1, keepdims=True) ** 2, pairs(u)])


def of_others(told: Seen, own: Own, year: int) -> Array:
    """How numbers and optimism bend, and what they do together and with levers (row, term); 0 where none is moved."""
    u, f, h, d = told.share, told.gain[..., year], told.moved[..., year], told.steps
    c, bump = told.optimism[:, None], between(own.shares, told.optimism)[:, None]
    levers, numbers = f.sum(axis=1, keepdims=True), h.sum(axis=1, keepdims=True)
    return np.hstack(
        [
            *(told.bends, d, bump, bump * c, levers * d, c * levers**2),
            *(c * u, c * c * u, c * f, c * c * f, c * d, c * c * d, c * h, c * c * h),
            *(numbers**2, c * numbers**2, levers * numbers, c * levers * numbers, pairs(d), pairs(h)),
        ]
    )


def pairs(values: Array) -> Array:
    """Products of all pairs of columns."""
    chosen = list(combinations(range(values.shape[1]), 2))
    return np.column_stack([values[:, one] * values[:, other] for one, other in chosen])


def crossed(one: Array, other: Array) -> Array:
    """Products of every column with every other one's."""
    return (one[:, :, None] * other[:, None, :]).reshape(len(one), -1)
