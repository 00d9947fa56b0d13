"""The results folder: a Zarr store that is filled chunk by chunk and gets its name when it is whole.

While an ensemble runs, everything lies in `results.partial/`: the store, and the journal of finished chunks. The store
moves to `results.zarr` when the last chunk is written, so a store of that name is never half a result. Chunk files are
written directly in the format that the store's metadata declares (little-endian bytes, one Blosc compressor): going
through the library would take longer per chunk than writing may take in all.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.model.errors import UserError
from samspil.model.messages import say

from . import checksums
from .encode import recorded
from .files import writing
from .journal import Journal
from .layout import chunk_file, create, set_attributes
from .lock import Lock
from .provenance import as_json
from .results import PARTIAL, STORE, failure_rows
from .standing import JOURNAL
from .work import Failure, Piece

if TYPE_CHECKING:
    from .plan import Plan


class FolderSink:
    """Writes finished chunks into a results folder; a context manager.

    Args:
        folder: the results folder, made if it does not exist.
        plan: what is run.
        attributes: attributes of the result.
        retry: of an unfinished run, run chunks with failures again.
    """

    def __init__(self, folder: Path, plan: Plan, attributes: dict[str, Any], retry: bool = False) -> None:
        self.folder = folder
        self.plan = plan
        self.attributes = attributes
        self.retry = retry
        self.failures: list[tuple[int, Failure]] = []
        self._partial = folder / PARTIAL
        self._journal = Journal(self._partial / JOURNAL)
        self._lock = Lock(self._partial / "lock")
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
            if unfinished and self._journal.read()[0].get("block") != list(self.plan.block):
                raise UserError(say("unfinished-cut-otherwise", folder=self.folder))
            self._partial.mkdir(parents=True, exist_ok=True)
            self._lock.take()
            return self._take_up() if unfinished else self._begin()

    def write(self, piece: Piece) -> None:
        """Write a chunk's files, then its line in the journal.

        Raises:
            UserError: the folder is full or gone.
        """
        with writing(self.folder):
            for name, blob in piece.encoded.items():
                self._file(name, piece.chunk).write_bytes(blob)
            told = [checksums.digest(piece.encoded[name]) for name in recorded()]
            self._journal.add(piece.chunk, told, piece.failures)
        self._note(piece.chunk, told)
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
            if hasattr(os, "sync"):
                os.sync()
            if final.exists():
                # Results of fewer draws, or with runs that failed, all of whose others the new ones hold.
                os.replace(final, self._partial / "earlier.zarr")
            os.replace(store, final)
            self.__exit__()
            shutil.rmtree(self._partial)
        return final

    def _begin(self) -> list[int]:
        # A kill before the journal was there leaves a store without a run.
        shutil.rmtree(self._partial / STORE, ignore_errors=True)
        create(self._partial / STORE, self.plan, self.attributes)
        self._journal.start({"settings": self.plan.asked.settings(), "block": list(self.plan.block)})
        return list(range(len(self.plan.chunks)))

    def _take_up(self) -> list[int]:
        whole = {line["chunk"]: line for line in self._journal.resume() if self._is_whole(line)}
        for chunk, line in whole.items():
            self._note(chunk, line["digests"])
            self.failures += [(chunk, Failure(*failure)) for failure in line["failures"]]
        return [chunk for chunk in range(len(self.plan.chunks)) if chunk not in whole]

    def _is_whole(self, line: dict[str, Any]) -> bool:
        if self.retry and line["failures"]:
            return False
        try:
            found = [checksums.digest(self._file(name, line["chunk"]).read_bytes()) for name in recorded()]
        except FileNotFoundError:
            return False
        return found == line["digests"]

    def _note(self, chunk: int, told: list[str]) -> None:
        files = (chunk_file(self.plan, name, chunk) for name in recorded())
        self._digests |= dict(zip(files, told, strict=True))

    def _file(self, name: str, chunk: int) -> Path:
        return self._partial / STORE / chunk_file(self.plan, name, chunk)


def clear_up(folder: Path) -> None:
    """Take away what a kill between the last two steps of `finish` has left beside whole results."""
    partial = folder / PARTIAL
    if partial.is_dir() and not (partial / STORE).exists():
        with writing(folder):
            shutil.rmtree(partial)
