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

from .encode import recorded
from .files import writing
from .journal import Journal, bytes_digest
from .layout import chunk_file, create, set_attributes
from .lock import Lock
from .provenance import as_json
from .results import STORE, failure_rows
from .work import Failure, Piece

if TYPE_CHECKING:
    from .plan import Plan

PARTIAL = "results.partial"


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
        self._journal = Journal(self._partial / "journal.jsonl")
        self._lock = Lock(self._partial / "lock")

    def __enter__(self) -> FolderSink:
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.close()
        self._lock.release()

    def start(self, resume: bool) -> list[int]:
        """Make the folder ready; the chunks that are still to be run.

        Raises:
            UserError: the folder cannot be written, holds results already, or an unfinished run of other settings.
        """
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if (self.folder / STORE).exists():
                raise UserError(f"{self.folder}: already holds results; choose another folder")
            unfinished = self._journal.path.exists()
            if unfinished and not resume:
                raise UserError(f"{self.folder}: holds an unfinished run; add --resume to go on with it")
            self._partial.mkdir(exist_ok=True)
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
            self._journal.add(piece.chunk, bytes_digest(piece.encoded[name] for name in recorded()), piece.failures)
        self.failures += [(piece.chunk, failure) for failure in piece.failures]

    def finish(self) -> Path:
        """Give the store its name, and return its path.

        Raises:
            UserError: the folder is full or gone.
        """
        store, final = self._partial / STORE, self.folder / STORE
        with writing(self.folder):
            set_attributes(store, {"failures": as_json(failure_rows(self.plan, self.failures))})
            # Nothing may carry the name of a whole result before its bytes are safe.
            if hasattr(os, "sync"):
                os.sync()
            os.replace(store, final)
            self.__exit__()
            shutil.rmtree(self._partial)
        return final

    def _begin(self) -> list[int]:
        create(self._partial / STORE, self.plan, self.attributes)
        self._journal.start(self.plan.settings())
        return list(range(len(self.plan.chunks)))

    def _take_up(self) -> list[int]:
        lines = self._journal.resume(self.plan.settings())
        whole = {line["chunk"]: line["failures"] for line in lines if self._digest(line["chunk"]) == line["digest"]}
        self.failures = [(chunk, Failure(*failure)) for chunk, failures in whole.items() for failure in failures]
        return [chunk for chunk in range(len(self.plan.chunks)) if chunk not in whole]

    def _digest(self, chunk: int) -> str | None:
        try:
            return bytes_digest(self._file(name, chunk).read_bytes() for name in recorded())
        except FileNotFoundError:
            return None

    def _file(self, name: str, chunk: int) -> Path:
        return self._partial / STORE / chunk_file(self.plan, name, chunk)
