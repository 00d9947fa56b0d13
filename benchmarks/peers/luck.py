"""Where agents that form partnerships take their luck from: by name, to be compared; Mesa's generator, to be timed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Protocol

import numpy as np

from samspil.model import distributions, draws


class Luck(Protocol):
    """Chance of one month; a purpose and up to two ids name what is decided."""

    def uniform(self, purpose: int, a: int, b: int) -> float:
        """Between 0 and 1."""
        ...

    def pair(self, purpose: int, a: int, b: int) -> tuple[float, float]:
        """Two of them."""
        ...

    def count(self, purpose: int, a: int, b: int, mean: float) -> int:
        """A Poisson number."""
        ...

    def choice(self, purpose: int, a: int, b: int, weights: np.ndarray) -> int:
        """A place in proportion to weights."""
        ...

    def some(self, table: Sequence[Any], name: int, stream: int) -> Iterator[Any]:
        """Up to 48 entries of a table, as long as a power of two."""
        ...


class Named:
    """The kernel's draws."""

    def __init__(self, key: tuple[np.uint64, np.uint64]) -> None:
        self.key = key

    def uniform(self, purpose: int, a: int, b: int) -> float:
        """See `Luck`."""
        return draws.uniform(self.key, purpose, a, b)

    def pair(self, purpose: int, a: int, b: int) -> tuple[float, float]:
        """See `Luck`."""
        return draws.uniform_pair(self.key, purpose, a, b)

    def count(self, purpose: int, a: int, b: int, mean: float) -> int:
        """See `Luck`."""
        return distributions.poisson_count(self.key, purpose, a, b, mean)

    def choice(self, purpose: int, a: int, b: int, weights: np.ndarray) -> int:
        """See `Luck`."""
        return max(distributions.choice(self.key, purpose, a, b, weights), 0)

    def some(self, table: Sequence[Any], name: int, stream: int) -> Iterator[Any]:
        """See `Luck`."""
        for attempt in range(12):
            for word in draws.words(self.key, draws.SAMPLE, name, stream, attempt):
                for half in (int(word) & 0xFFFFFFFF, int(word) >> 32 & 0xFFFFFFFF):
                    yield table[half & (len(table) - 1)]


class Own:
    """Python's generator, as Mesa hands it to a model."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def uniform(self, _purpose: int, _a: int, _b: int) -> float:
        """See `Luck`."""
        return self.random.random()

    def pair(self, _purpose: int, _a: int, _b: int) -> tuple[float, float]:
        """See `Luck`."""
        return self.random.random(), self.random.random()

    def count(self, _purpose: int, _a: int, _b: int, mean: float) -> int:
        """See `Luck`."""
        left, number = math.exp(-mean), -1
        product = 1.0
        while product > left:
            product *= self.random.random()
            number += 1
        return max(number, 0)

    def choice(self, _purpose: int, _a: int, _b: int, weights: np.ndarray) -> int:
        """See `Luck`."""
        return self.random.choices(range(len(weights)), weights)[0] if weights.any() else 0

    def some(self, table: Sequence[Any], _name: int, _stream: int) -> Iterator[Any]:
        """See `Luck`."""
        for _ in range(48):
            yield self.random.choice(table)
