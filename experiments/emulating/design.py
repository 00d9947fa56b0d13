"""Which settings are run: each input alone in every draw, many at once by Sobol, and some that teach nothing.

All share the draws and their luck, so that what differs between two settings of a draw is never another draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .. import settings
from ..ensemble import Array
from .inputs import LEVER, NUMBER, Input
from .running import Points


@dataclass(frozen=True)
class Chances:
    """How often a setting moves a lever, sets a number, and is optimistic."""

    lever: float
    number: float = 0.0
    optimism: float = 0.0


@dataclass(frozen=True, eq=False)
class Design:
    """The settings of an emulator.

    Attributes:
        inputs: what can be moved.
        draws: how many draws it holds.
        seed: of Sobol's sequence.
    """

    inputs: Sequence[Input]
    draws: int
    seed: int

    @cached_property
    def most(self) -> Array:
        """The most that is added to each lever (lever,)."""
        return np.array([each.high for each in self.inputs if each.kind == LEVER])

    @cached_property
    def ends(self) -> Array:
        """Low and high end of each number (number, 2)."""
        return np.array([(each.low, each.high) for each in self.inputs if each.kind == NUMBER])

    @property
    def every(self) -> NDArray[np.int64]:
        """Every draw once."""
        return np.arange(self.draws)

    def as_decided(self, draw: NDArray[np.int64]) -> Points:
        """Draws with nothing moved."""
        size = draw.size
        return Points(draw, np.zeros((size, self.most.size)), np.full((size, len(self.ends)), np.nan), np.zeros(size))

    def lever(self, place: int) -> Points:
        """Every draw with one lever at its most."""
        points = self.as_decided(self.every)
        points.added[:, place] = self.most[place]
        return points

    def number(self, place: int, end: int) -> Points:
        """Every draw with one number at an end of its range."""
        points = self.as_decided(self.every)
        points.values[:, place] = self.ends[place, end]
        return points

    def optimistic(self, share: float) -> Points:
        """Every draw with all numbers so far on their way to the favourable ends."""
        points = self.as_decided(self.every)
        points.optimism[:] = share
        return points

    def together(self, size: int, chances: Chances, turn: int) -> Points:
        """Settings with several inputs moved at once, each of a draw of its own.

        Args:
            size: how many.
            chances: how often each kind of input is moved.
            turn: makes this another sequence.
        """
        from scipy.stats import qmc

        points = self.as_decided(np.arange(size) % self.draws)
        levers, numbers = self.most.size, len(self.ends)
        sequence = qmc.Sobol(levers + numbers + 1, rng=np.random.default_rng([self.seed, turn]))
        evenly = sequence.random_base2(max(size - 1, 0).bit_length())[:size]
        is_moved = np.random.default_rng([self.seed, turn, 1]).random(evenly.shape)
        points.added[:] = self.most * evenly[:, :levers] * (is_moved[:, :levers] < chances.lever)
        within = self.ends[:, 0] + np.ptp(self.ends, axis=1) * evenly[:, levers:-1]
        points.values[:] = np.where(is_moved[:, levers:-1] < chances.number, within, np.nan)
        steps = settings.count("emulator_optimism_steps")
        points.optimism[:] = np.round(evenly[:, -1] * steps) / steps * (is_moved[:, -1] < chances.optimism)
        return points


def in_draws(points: Points, draws: NDArray[np.int64]) -> Points:
    """Every setting in each of some draws, one setting after the other."""
    size = len(points.draw)
    parts = (np.repeat(each, draws.size, axis=0) for each in (points.added, points.values, points.optimism))
    return Points(np.tile(draws, size), *parts)
