"""The work plan: a grid of runs, cut into chunks that depend on nothing but the plan.

A chunk is at once a chunk of the store, the unit of the journal and the unit of work: neither the number of workers nor
an interruption changes what any chunk holds. Finished chunks lie together in shards, one file a variable, so that many
chunks are few files.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .asked import Asked
from .variables import RUN_DIMS

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios import Scenario

    from .cases import Case

# Chunks of 100 runs are 2 % smaller on disk, and read as fast; these keep more workers busy and a kill costs less.
CHUNK_RUNS = 50
CHUNK_BYTES = 32 * 2**20
# A small plan is cut finer, so that every worker has something to do and a kill costs little.
LEAST_CHUNKS = 32
# What lies in one shard before it is packed: some 10,000 runs of Denmark.
SHARD_BYTES = 2**30


@dataclass(frozen=True)
class Chunk:
    """A block of runs of one case: its place in the grid of chunks, and the draws and replicates it covers."""

    place: tuple[int, int, int, int]
    draws: range
    replicates: range

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.draws) * len(self.replicates)

    def members(self) -> list[tuple[int, int]]:
        """(draw position, replicate) of every run, replicates fastest."""
        return list(itertools.product(self.draws, self.replicates))


@dataclass(frozen=True, eq=False)
class Plan:
    """What to run: potentials x scenario (`cases`, potentials slowest) x draw x replicate.

    Args:
        potentials: levels, in order; `one_level` says that the results carry no such dim.
        scenarios: in order, each with a name of its own.
        cases: one prepared case for each (level, scenario).
        draws: parameter draws with `luck`.
        replicates: number of replicates a draw.
        seed: seed of every random draw.
        values: numbers that one run records.
        monthly: whether breakdowns of the headline are by month instead of each December's.
    """

    potentials: tuple[str, ...]
    one_level: bool
    scenarios: tuple[Scenario, ...]
    cases: tuple[Case, ...]
    draws: xr.Dataset
    replicates: int
    seed: int
    values: int
    monthly: bool = False

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Lengths of the four run dims."""
        return len(self.potentials), len(self.scenarios), self.draws.sizes["draw"], self.replicates

    @property
    def runs(self) -> int:
        """Number of runs."""
        return math.prod(self.shape)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios, in order."""
        return tuple(scenario.name for scenario in self.scenarios)

    @property
    def labels(self) -> dict[str, list[str]]:
        """Entries of every dim of the model's output."""
        return self.cases[0].prepared.labels

    @property
    def dims(self) -> tuple[str, ...]:
        """Run dims that the results carry."""
        return RUN_DIMS[1:] if self.one_level else RUN_DIMS

    @cached_property
    def block(self) -> tuple[int, int]:
        """Draws and replicates in a chunk."""
        by_size = max(1, CHUNK_BYTES // (8 * self.values))
        wanted = max(1, min(CHUNK_RUNS, by_size, self.runs // LEAST_CHUNKS))
        replicates = _even(self.replicates, wanted)
        return _even(self.draws.sizes["draw"], max(1, wanted // replicates)), replicates

    @cached_property
    def blocks(self) -> tuple[int, int, int, int]:
        """Number of chunks along each run dim."""
        draws, replicates = self.block
        return (*self.shape[:2], math.ceil(self.shape[2] / draws), math.ceil(self.replicates / replicates))

    @cached_property
    def shard(self) -> tuple[int, int, int, int]:
        """Number of chunks along each run dim in a shard: as many as fit, replicates first and levels last."""
        room = max(1, SHARD_BYTES // (8 * self.values * math.prod(self.block)))
        sizes = []
        for length in reversed(self.blocks):
            sizes.append(_even(length, min(length, room)))
            room = max(1, room // sizes[-1])
        return tuple(reversed(sizes))  # type: ignore[return-value]

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """Every chunk, shard by shard, each in the order of the grid: so shards are whole one after the other."""
        draw_blocks = _blocks(self.draws.sizes["draw"], self.block[0])
        replicate_blocks = _blocks(self.replicates, self.block[1])
        places = sorted(itertools.product(*map(range, self.blocks)), key=lambda place: (self.shard_of(place), place))
        return tuple(Chunk(place, draw_blocks[place[2]], replicate_blocks[place[3]]) for place in places)

    @cached_property
    def shards(self) -> dict[tuple[int, ...], range]:
        """Numbers of the chunks of each shard, by the shard's place in the grid of shards."""
        starts: dict[tuple[int, ...], list[int]] = {}
        for number, chunk in enumerate(self.chunks):
            starts.setdefault(self.shard_of(chunk.place), []).append(number)
        return {place: range(numbers[0], numbers[-1] + 1) for place, numbers in starts.items()}

    def shard_of(self, place: tuple[int, ...]) -> tuple[int, ...]:
        """Place in the grid of shards of a chunk's place."""
        return tuple(at // size for at, size in zip(place, self.shard, strict=True))

    def case(self, chunk: Chunk) -> Case:
        """The prepared case that a chunk runs."""
        return self.cases[chunk.place[0] * len(self.scenarios) + chunk.place[1]]

    def keys(self, chunk: Chunk) -> np.ndarray:
        """(seed, luck, replicate) of every run of the chunk: int64 (B, 3)."""
        luck = self.draws["luck"].values
        return np.array([(self.seed, luck[draw], replicate) for draw, replicate in chunk.members()], dtype=np.int64)

    def region(self, chunk: Chunk) -> tuple[int | slice, ...]:
        """Where a chunk lies in an array over all four run dims, the level and scenario as integers."""
        draws, replicates = (
            slice(chunk.draws[0], chunk.draws[-1] + 1),
            slice(chunk.replicates[0], chunk.replicates[-1] + 1),
        )
        return chunk.place[0], chunk.place[1], draws, replicates

    @cached_property
    def asked(self) -> Asked:
        """What decides the numbers of these runs."""
        levels = self.potentials[0] if self.one_level else self.potentials
        return Asked(levels, self.scenarios, self.draws, self.replicates, self.seed, self.monthly)

    def first(self, draws: int) -> Plan:
        """The plan of its first draws alone."""
        return replace(self, draws=self.draws.isel(draw=slice(draws)))


def _even(length: int, most: int) -> int:
    """Size of equal blocks of at most `most` that cover `length`."""
    return math.ceil(length / math.ceil(length / most))


def _blocks(length: int, size: int) -> list[range]:
    return [range(start, min(start + size, length)) for start in range(0, length, size)]
