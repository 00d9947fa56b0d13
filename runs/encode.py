"""How results lie on disk: rounded float32, shuffled by bit and packed with zstd.

A run records some 13,000 numbers. The headline is exact. Its parts keep 16 bits of mantissa, a relative error below
8e-6, so that they still sum to it at 1e-5; everything else keeps 12 bits, an error below 1.3e-4 and far under the
simulation error, but whole numbers keep 16, so that counts stay counts. What is exact in memory and not on disk is
covered by `run_digest`.

Differences in time would save a tenth more. No codec of the Zarr specification stores them, and results must open with
plain xarray.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .provenance import FORMAT, ROUNDED_ALIKE, WITHOUT_CHECKSUMS
from .variables import variables

if TYPE_CHECKING:
    from .plan import Chunk

# The headline decides whether a target is met, and is compared to 1e-9 across platforms.
EXACT = frozenset({"freed_fte"})
# Their sums are held against the headline.
PARTS = frozenset({"freed_fte_by_region", "freed_fte_by_need", "freed_fte_by_origin", "freed_fte_by_regime"})
FINE_BITS, COARSE_BITS = 16, 12
LEVEL = 3
_MANTISSA_BITS = 23


def stored_type(name: str) -> np.dtype:
    """Number type of a variable on disk."""
    if name == "failed":
        return np.dtype("bool")
    if name == "run_digest":
        return np.dtype("<u8")
    return np.dtype("<f8" if name in EXACT else "<f4")


def codec(name: str) -> dict[str, Any]:
    """Settings of the one compressor, the same for writing and in the store's metadata."""
    return {
        "cname": "zstd",
        "clevel": LEVEL,
        "shuffle": "bitshuffle",
        "typesize": stored_type(name).itemsize,
        "blocksize": 0,
    }


def kept_bits(name: str, form: str = FORMAT) -> int:
    """Bits of mantissa that a rounded variable keeps, where it is no whole number, in results of a format."""
    return FINE_BITS if name in PARTS or form in (WITHOUT_CHECKSUMS, ROUNDED_ALIKE) else COARSE_BITS


def stored(name: str, values: np.ndarray, form: str = FORMAT) -> np.ndarray:
    """Values as a store of this format will give them back."""
    kind = stored_type(name)
    if kind == np.float32:
        return rounded(values, kept_bits(name, form))
    return np.ascontiguousarray(values, dtype=kind)


def rounded(values: np.ndarray, kept: int) -> np.ndarray:
    """float32 with so many bits of mantissa, whole numbers with 16: to nearest, ties to even; missing and infinite
    values stay. Rounding again changes nothing."""
    narrow = np.ascontiguousarray(values, dtype="<f4")
    fine = _cut(narrow, FINE_BITS)
    return fine if kept == FINE_BITS else np.where(narrow == np.rint(narrow), fine, _cut(narrow, kept))


def _cut(narrow: np.ndarray, kept: int) -> np.ndarray:
    bits = narrow.view("<u4")
    drop = np.uint32(_MANTISSA_BITS - kept)
    half = np.uint32((1 << (int(drop) - 1)) - 1)
    up = bits + (half + ((bits >> drop) & np.uint32(1)))
    up &= np.uint32((0xFFFFFFFF << int(drop)) & 0xFFFFFFFF)
    return np.where(np.isfinite(narrow), up.view("<f4"), narrow)


def encode(arrays: dict[str, np.ndarray], chunk: Chunk, block: tuple[int, int]) -> dict[str, bytes]:
    """The bytes of every variable's chunk.

    Args:
        arrays: (B, *own dims) by name, members of the chunk with replicates fastest.
        chunk: which runs they are.
        block: draws and replicates of a full chunk; an edge chunk is padded with missing values.
    """
    return {name: pack(_padded(stored(name, values), chunk, block)) for name, values in arrays.items()}


def pack(values: np.ndarray) -> bytes:
    """One chunk, compressed."""
    from numcodecs import Blosc

    return bytes(Blosc("zstd", LEVEL, Blosc.BITSHUFFLE, typesize=values.itemsize).encode(values))


def _padded(values: np.ndarray, chunk: Chunk, block: tuple[int, int]) -> np.ndarray:
    own = values.shape[1:]
    grid = values.reshape(len(chunk.draws), len(chunk.replicates), *own)
    if grid.shape[:2] == block:
        return grid
    full = np.full((*block, *own), np.nan if values.dtype.kind == "f" else 0, dtype=values.dtype)
    full[: len(chunk.draws), : len(chunk.replicates)] = grid
    return full


def recorded() -> list[str]:
    """Every variable that has chunks: the model's, then the engine's."""
    return [*variables(), "failed", "run_digest"]
