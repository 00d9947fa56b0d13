"""NetCDF files of one result, with a checksum of what they hold in the attribute `checksum`.

It covers names, dims, values and attributes, not bytes: a file that another program has packed anew still has it, one
in which a number changed has not. `open_results` tests it and takes it out, so that a part of a result can be saved as
a file of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say

from .checksums import BYTES
from .files import write_whole

if TYPE_CHECKING:
    import xarray as xr

CHECKSUM = "checksum"


def write(ds: xr.Dataset, path: Path) -> None:
    """Write a result, whole or not at all, with its checksum.

    Raises:
        UserError: the folder cannot be written.
    """
    told = ds.assign_attrs({CHECKSUM: content_digest(ds)})
    write_whole(path, lambda fresh: told.to_netcdf(fresh))


def check(path: Path, ds: xr.Dataset) -> bool:
    """Hold what a file holds against its checksum; False where it has none.

    Raises:
        UserError: it has changed since it was written, or cannot be read.
    """
    if CHECKSUM not in ds.attrs:
        return False
    try:
        found = content_digest(ds)
    except (OSError, RuntimeError, ValueError) as error:
        said = str(error).splitlines() or [type(error).__name__]
        raise UserError(say("is-damaged", path=path, said=said[0])) from error
    if found != ds.attrs[CHECKSUM]:
        raise UserError(say("has-changed-since-written", path=path))
    return True


def content_digest(ds: xr.Dataset) -> str:
    """BLAKE2b of 128 bits of what a result holds, the same in memory and when read from a file."""
    content = hashlib.blake2b(digest_size=BYTES)
    content.update(_said({name: value for name, value in ds.attrs.items() if name != CHECKSUM}))
    for name in sorted(map(str, ds.variables)):
        variable = ds[name]
        content.update(repr((name, variable.dims, variable.shape)).encode())
        content.update(_said(variable.attrs))
        content.update(_plain(np.asarray(variable.values)))
    return content.hexdigest()


def _said(attributes: Mapping[Any, Any]) -> bytes:
    return repr(sorted((str(name), str(value)) for name, value in attributes.items())).encode()


def _plain(values: np.ndarray) -> bytes:
    """The bytes of values, whatever type a file gives texts, dates and whole numbers back as."""
    if values.dtype.kind in "OSUT":
        return "\0".join(map(str, values.ravel())).encode()
    if values.dtype.kind == "M":
        values = values.astype("datetime64[ns]")
    kind = "<f8" if values.dtype.kind == "f" else "<i8"
    return np.ascontiguousarray(values).astype(kind).tobytes()
