"""The journal of an ensemble under way: which chunks are whole, so that a killed one can go on.

One JSON object a line: first the settings that decide the numbers, then one line a finished chunk with a digest of the
bytes written for it. A line counts only if the chunk's files still have that digest, so neither a kill between two
writes nor a power cut can pass off a torn chunk as whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from samspil.model.errors import UserError

from .work import Failure


class Journal:
    """An append-only file of finished chunks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: TextIO | None = None

    def start(self, settings: dict[str, Any]) -> None:
        """Begin a new journal.

        Args:
            settings: what decides the numbers; a resumed ensemble must have the same.
        """
        self._file = self.path.open("w", encoding="utf-8")
        self._append({"settings": settings})

    def resume(self, settings: dict[str, Any]) -> list[dict[str, Any]]:
        """Go on with an existing journal; its chunk lines.

        Raises:
            UserError: it was started with other settings.
        """
        header, *lines = self._whole_lines()
        differences = _differences(header["settings"], settings)
        if differences:
            raise UserError(
                f"{self.path.parent.parent}: holds an unfinished run with other settings, so it cannot go on",
                *differences,
            )
        self._rewrite([header, *lines])
        return lines

    def add(self, chunk: int, digest: str, failures: tuple[Failure, ...]) -> None:
        """Record a chunk whose files are written."""
        told = [[failure.draw, failure.replicate, failure.message] for failure in failures]
        self._append({"chunk": chunk, "digest": digest, "failures": told})

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
            raise UserError(
                f"{self.path}: is not a journal of an unfinished run; remove {self.path.parent} to start again"
            )
        return entries

    def _rewrite(self, entries: list[dict[str, Any]]) -> None:
        text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self.path)
        self._file = self.path.open("a", encoding="utf-8")


def bytes_digest(blobs: Iterable[bytes]) -> str:
    """BLAKE2b over the bytes of a chunk's files in a fixed order."""
    total = hashlib.blake2b(digest_size=16)
    for blob in blobs:
        total.update(len(blob).to_bytes(8, "little"))
        total.update(blob)
    return total.hexdigest()


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [
        f"{key}: it was {_short(before.get(key))}, now {_short(now.get(key))}"
        for key in sorted({*before, *now})
        if before.get(key) != now.get(key)
    ]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."
