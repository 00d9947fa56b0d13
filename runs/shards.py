"""Shards: finished chunks put together, one file a variable, as Zarr's sharding codec has it.

While runs are made, each finished chunk is one file, a *part*, which holds the packed bytes of all variables one after
the other. When all parts of a shard are there they are laid into the shard's files, in the order of the plan, each file
ending with where every chunk lies; so the bytes are the same in whatever order chunks were finished.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .checksums import BYTES
from .encode import recorded
from .layout import shard_file

if TYPE_CHECKING:
    from .plan import Plan

# What the index says of a chunk that is not there: at the edge a shard has fewer.
ABSENT = 2**64 - 1


def part_of(encoded: Mapping[str, bytes]) -> tuple[bytes, list[int]]:
    """The bytes of a part, and how many of them each variable has."""
    blobs = [encoded[name] for name in recorded()]
    return b"".join(blobs), [len(blob) for blob in blobs]


def split(part: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    """The bytes of each variable in a part."""
    ends = list(itertools.accumulate(sizes))
    return (part[start:end] for start, end in zip([0, *ends], ends, strict=False))


class ShardFile:
    """One file of a shard while it is written: its chunks, then its index."""

    def __init__(self, path: Path, chunks: int, stack: ExitStack) -> None:
        self._file = stack.enter_context(path.open("wb"))
        self._digest = hashlib.blake2b(digest_size=BYTES)
        self._index = np.full((chunks, 2), ABSENT, dtype="<u8")
        self._end = 0

    def add(self, place: int, blob: bytes) -> None:
        """Write a chunk, the one at `place` in the shard."""
        self._index[place] = self._end, len(blob)
        self._write(blob)

    def finish(self) -> str:
        """Write the index; the digest of all that was written."""
        self._write(self._index.tobytes())
        return self._digest.hexdigest()

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._end += len(content)


def assemble(
    store: Path, plan: Plan, shard: tuple[int, ...], parts: Iterable[tuple[int, bytes, list[int]]]
) -> list[str]:
    """Write the files of a shard, and give their digests, in the order of the variables; memory holds one part.

    Args:
        store: the store.
        plan: what is run.
        shard: place of the shard.
        parts: number, bytes and sizes of each of its chunks, in their order.
    """
    with ExitStack() as stack:
        paths = (store / shard_file(plan, name, shard) for name in recorded())
        files = [ShardFile(path, int(np.prod(plan.shard)), stack) for path in paths]
        for number, part, sizes in parts:
            inside = [at % size for at, size in zip(plan.chunks[number].place, plan.shard, strict=True)]
            place = int(np.ravel_multi_index(inside, plan.shard))
            for file, blob in zip(files, split(part, sizes), strict=True):
                file.add(place, blob)
        return [file.finish() for file in files]
