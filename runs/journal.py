"""The journal of an ensemble under way: which chunks and shards are whole, so that a killed one can go on.

One JSON object a line: first the settings that decide the numbers, then one line a finished chunk with the digest of
its part, and one a shard with a digest of each of its files. A line counts only if the files still have those digests,
so neither a kill between two writes nor a power cut can pass off a torn chunk as whole.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TextIO

from samspil.model.errors import UserError
from samspil.model.messages import say

from .work import Failure


class Journal:
    """An append-only file of finished chunks and shards."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: TextIO | None = None

    def start(self, header: dict[str, Any]) -> None:
        """Begin a new journal, which is there whole or not at all.

        Args:
            header: `settings`, what decides the numbers, and `cut`, how runs are cut; a resumed ensemble must have the
                same.
        """
        self._rewrite([header])

    def read(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The header and the lines of an existing journal; nothing is touched.

        Raises:
            UserError: it is no journal.
        """
        header, *lines = self._whole_lines()
        return header, lines

    def resume(self) -> tuple[dict[int, dict[str, Any]], dict[tuple[int, ...], list[str]]]:
        """Go on with an existing journal; the last line of each chunk by its number, and the digests of each shard."""
        header, lines = self.read()
        self._rewrite([header, *lines])
        chunks = {line["chunk"]: line for line in lines if "chunk" in line}
        return chunks, {tuple(line["shard"]): line["digests"] for line in lines if "shard" in line}

    def add(self, chunk: int, sizes: list[int], digest: str, failures: tuple[Failure, ...]) -> None:
        """Record a chunk whose part is written, with the sizes of its variables."""
        told = [[failure.draw, failure.replicate, failure.message] for failure in failures]
        self._append({"chunk": chunk, "sizes": sizes, "digest": digest, "failures": told})

    def add_shard(self, shard: tuple[int, ...], digests: list[str]) -> None:
        """Record a shard whose files are written."""
        self._append({"shard": list(shard), "digests": digests})

    def close(self) -> None:
        """Close the file; nothing is lost if this is never reached."""
        if self._file is not None:
            self._file.close()

    def _append(self, entry: dict[str, Any]) -> None:
        assert self._file is not None
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self._file.flush()

    def _whole_lines(self) -> list[dict[str, Any]]:
        """Parsed lines; the last one is dropped if a kill tore it."""
        lines = self.path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
        entries = []
        for line in lines:
            try:
                entries.append(json.loads(line))
            except ValueError:
                break
        if not entries or "settings" not in entries[0]:
            raise UserError(say("no-journal", path=self.path, folder=self.path.parent))
        return entries

    def _rewrite(self, entries: list[dict[str, Any]]) -> None:
        text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self.path)
        self._file = self.path.open("a", encoding="utf-8")
