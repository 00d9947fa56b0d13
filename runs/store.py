"""The results folder: a Zarr store that is filled chunk by chunk and gets its name when it is whole.

While an ensemble runs, everything lies in `results.partial/`: finished chunks (`parts/`), shards of the store that are
whole, and the journal of both. The store moves to `results.zarr` when the last shard is written, so a store of that
name is never half a result. Files are written directly in the format that the store's metadata declares (little-endian
bytes, one Blosc compressor, an index): going through the library would take longer per chunk than writing may take in
all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.model.errors import UserError
from samspil.model.messages import say

from . import checksums
from .encode import recorded
from .files import make_safe, writing
from .journal import Journal
from .layout import create, set_attributes, shard_file
from .lock import Lock
from .provenance import as_json
from .results import PARTIAL, STORE, failure_rows
from .shards import assemble, part_of
from .standing import JOURNAL
from .work import Failure, Piece

if TYPE_CHECKING:
    from .plan import Plan

PARTS = "parts"


class FolderSink:
    """Writes finished chunks into a results folder; a context manager.

    Args:
        folder: the results folder, made if it does not exist.
        plan: what is run.
        attributes: attributes of the result.
    """

    def __init__(self, folder: Path, plan: Plan, attributes: dict[str, Any]) -> None:
        self.folder = folder
        self.plan = plan
        self.attributes = attributes
        self.failures: list[tuple[int, Failure]] = []
        self._partial = folder / PARTIAL
        self._journal = Journal(self._partial / JOURNAL)
        self._lock = Lock(self._partial / "lock")
        # Of each chunk that is whole and in no shard yet, the sizes of its variables.
        self._sizes: dict[int, list[int]] = {}
        self._digests: dict[str, str] = {}

    def __enter__(self) -> FolderSink:
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.close()
        self._lock.release()

    def start(self) -> list[int]:
        """Make the folder ready, or go on with the unfinished run in it; the chunks that are still to be run.

        Raises:
            UserError: the folder cannot be written, or the unfinished run there is cut in another way.
        """
        with writing(self.folder):
            unfinished = self._journal.path.exists()
            if unfinished and self._journal.read()[0].get("cut") != self._cut():
                raise UserError(say("unfinished-cut-otherwise", folder=self.folder))
            self._partial.mkdir(parents=True, exist_ok=True)
            self._lock.take()
            return self._take_up() if unfinished else self._begin()

    def write(self, piece: Piece) -> None:
        """Write a chunk's part, then its line in the journal; and its shard, where it is the last of that.

        Raises:
            UserError: the folder is full or gone.
        """
        part, sizes = part_of(piece.encoded)
        with writing(self.folder):
            self._part(piece.chunk).write_bytes(part)
            self._journal.add(piece.chunk, sizes, checksums.digest(part), piece.failures)
            self._sizes[piece.chunk] = sizes
            self._seal(self.plan.shard_of(self.plan.chunks[piece.chunk].place))
        self.failures += [(piece.chunk, failure) for failure in piece.failures]

    def finish(self) -> Path:
        """Give the store its name and its checksums, and return its path.

        Raises:
            UserError: the folder is full or gone.
        """
        store, final = self._partial / STORE, self.folder / STORE
        told = {"failures": failure_rows(self.plan, self.failures), "settings": self.plan.asked.settings()}
        with writing(self.folder):
            set_attributes(store, {name: as_json(value) for name, value in told.items()})
            checksums.write(store, self._digests)
            # Nothing may carry the name of a whole result before its bytes are safe.
            make_safe(store)
            if final.exists():
                # Results of fewer draws, or with runs that failed, all of whose others the new ones hold.
                os.replace(final, self._partial / "earlier.zarr")
            os.replace(store, final)
            self.__exit__()
            shutil.rmtree(self._partial)
        return final

    def _begin(self) -> list[int]:
        # A kill before the journal was there leaves a store without a run.
        for name in (STORE, PARTS):
            shutil.rmtree(self._partial / name, ignore_errors=True)
        create(self._partial / STORE, self.plan, self.attributes)
        (self._partial / PARTS).mkdir()
        self._journal.start({"settings": self.plan.asked.settings(), "cut": self._cut()})
        return list(range(len(self.plan.chunks)))

    def _take_up(self) -> list[int]:
        chunks, shards = self._journal.resume()
        sealed = {place for place, digests in shards.items() if self._is_sealed(place, digests)}
        left = []
        for number, chunk in enumerate(self.plan.chunks):
            line, is_sealed = chunks.get(number), self.plan.shard_of(chunk.place) in sealed
            if line is None or not (is_sealed or self._is_whole(line)):
                left.append(number)
                continue
            self.failures += [(number, Failure(*failure)) for failure in line["failures"]]
            if not is_sealed:
                self._sizes[number] = line["sizes"]
        for place in self.plan.shards.keys() - sealed:
            self._seal(place)
        return left

    def _seal(self, shard: tuple[int, ...]) -> None:
        """Put the parts of a shard together, if all are there; a line of the journal; then take them away."""
        numbers = self.plan.shards[shard]
        if not all(number in self._sizes for number in numbers):
            return
        digests = assemble(self._partial / STORE, self.plan, shard, self._parts(numbers))
        self._journal.add_shard(shard, digests)
        self._note(shard, digests)
        for number in numbers:
            self._part(number).unlink()
            del self._sizes[number]

    def _parts(self, numbers: range) -> Iterator[tuple[int, bytes, list[int]]]:
        return ((number, self._part(number).read_bytes(), self._sizes[number]) for number in numbers)

    def _is_sealed(self, shard: tuple[int, ...], digests: list[str]) -> bool:
        paths = [self._partial / STORE / shard_file(self.plan, name, shard) for name in recorded()]
        found = [checksums.of_file(path) for path in paths]
        if found == digests:
            self._note(shard, digests)
        return found == digests

    def _is_whole(self, line: dict[str, Any]) -> bool:
        return checksums.of_file(self._part(line["chunk"])) == line["digest"]

    def _note(self, shard: tuple[int, ...], digests: list[str]) -> None:
        files = (shard_file(self.plan, name, shard) for name in recorded())
        self._digests |= dict(zip(files, digests, strict=True))

    def _part(self, number: int) -> Path:
        return self._partial / PARTS / str(number)

    def _cut(self) -> list[list[int]]:
        return [list(self.plan.block), list(self.plan.shard)]


def clear_up(folder: Path) -> None:
    """Take away what a kill between the last two steps of `finish` has left beside whole results."""
    partial = folder / PARTIAL
    if partial.is_dir() and not (partial / STORE).exists():
        with writing(folder):
            shutil.rmtree(partial)
