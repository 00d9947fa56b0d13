"""Checksums of finished results: a line for each file of the store, tested when it is opened.

The file is what `b2sum` writes, so that `b2sum -l 128 --check checksums.b2` in the store says the same without Samspil.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from samspil.model.errors import UserError
from samspil.model.messages import joined, say

FILE = "checksums.b2"
METADATA = "zarr.json"
BYTES = 16
_LINE = re.compile(r"([0-9a-f]{32})  (\S.*)")
# What Zarr reads: metadata and chunks. A file of another name, such as one that a file browser leaves, is harmless.
_READ = re.compile(r"(.+/)?(zarr\.json|c([./]\d+)*)")


def digest(content: bytes) -> str:
    """BLAKE2b of 128 bits, as text."""
    return hashlib.blake2b(content, digest_size=BYTES).hexdigest()


def of_file(path: Path) -> str | None:
    """Digest of a file, read piece by piece; None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=BYTES)).hexdigest()
    except FileNotFoundError:
        return None


def write(store: Path, known: Mapping[str, str]) -> None:
    """Write the checksums of a whole store.

    Args:
        store: the store.
        known: digests by file of what was written, so that a byte that changed since is found.
    """
    found = {name: known.get(name) or digest((store / name).read_bytes()) for name in _files(store)}
    lines = "".join(f"{told}  {name}\n" for name, told in sorted({**found, **known}.items()))
    (store / FILE).write_text(lines, encoding="utf-8")


def of_store(store: Path) -> str:
    """Digest of the checksums themselves, which stands for all that is stored; empty where there are none."""
    return digest((store / FILE).read_bytes()) if (store / FILE).is_file() else ""


def check(store: Path, read: bool = True) -> int:
    """Test a store against its checksums; the number of files that were tested.

    Args:
        store: a finished store.
        read: read every byte; False only looks whether every file is there.

    Raises:
        UserError: a file is missing, changed or added, or the checksums are.
    """
    listed = _listed(store)
    wanted, there = {*listed, *_declared(store)}, set(_files(store))
    wrong = dict.fromkeys(wanted - there, say("is-missing")) | dict.fromkeys(there - wanted, say("file-was-added"))
    wrong |= dict.fromkeys((wanted & there) - set(listed), "has no checksum")
    if read:
        wrong |= dict.fromkeys(_changed(store, listed, there), "has changed")
    if wrong:
        _refuse(store, wrong, len(wanted))
    return len(wanted)


def check_presence(store: Path) -> None:
    """Test whether every chunk that the metadata declare is there, in results that have no checksums.

    Raises:
        UserError: one is missing.
    """
    wanted = set(_declared(store))
    missing = wanted - set(_files(store))
    if missing:
        _refuse(store, dict.fromkeys(missing, say("is-missing")), len(wanted))


def _refuse(store: Path, wrong: dict[str, str], total: int) -> None:
    name = min(wrong)
    rest = joined(" ", say("files-damaged", count=len(wrong), total=total)) if len(wrong) > 1 else ""
    raise UserError(say("store-damaged", store=store, name=name, wrong=wrong[name], rest=rest))


def _listed(store: Path) -> dict[str, str]:
    """Digests by file."""
    try:
        lines = (store / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise UserError(say("checksums-missing", store=store, file=FILE)) from error
    found = [_LINE.fullmatch(line) for line in lines]
    if not found or None in found:
        raise UserError(say("checksums-unreadable", store=store, file=FILE))
    return {match[2]: match[1] for match in found if match}


def _changed(store: Path, listed: Mapping[str, str], there: set[str]) -> list[str]:
    """The files that do not have their checksum; hashing frees the GIL, so several are read at once."""
    names = [name for name in listed if name in there]

    def differs(name: str) -> bool:
        return of_file(store / name) != listed[name]

    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        return [name for name, wrong in zip(names, pool.map(differs, names, chunksize=64), strict=True) if wrong]


def _files(store: Path) -> Iterator[str]:
    """Every file that Zarr would read, by its path in the store."""
    for folder, _, names in os.walk(store):
        inside = Path(folder).relative_to(store)
        for name in names:
            path = (inside / name).as_posix()
            if _READ.fullmatch(path):
                yield path


def _declared(store: Path) -> Iterator[str]:
    """The files that must be there whatever the checksums list: metadata, and all chunks of what runs recorded."""
    yield METADATA
    try:
        arrays = json.loads((store / METADATA).read_text(encoding="utf-8"))["consolidated_metadata"]["metadata"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(say("metadata-unreadable", store=store, metadata=METADATA)) from error
    for name, metadata in arrays.items():
        yield f"{name}/{METADATA}"
        # Zarr leaves out chunks that hold nothing but zeros; those of runs are always written.
        if {"draw", "replicate"} <= set(metadata.get("dimension_names") or ()):
            yield from (f"{name}/{key}" for key in chunk_keys(metadata))


def chunk_keys(metadata: Mapping[str, Any]) -> Iterator[str]:
    """Names of the chunk files of an array, from its metadata."""
    sizes = metadata["chunk_grid"]["configuration"]["chunk_shape"]
    grid = [range(-(-length // size)) for length, size in zip(metadata["shape"], sizes, strict=True)]
    return (".".join(map(str, ("c", *place))) for place in itertools.product(*grid))
