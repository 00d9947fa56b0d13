"""What an analysis says of itself, so that another reads it as what it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs import netcdf

from .money import wage

FORMAT = "samspil-decision/1"


def identity(analysis: str, target: Any) -> dict[str, Any]:
    """Attributes of an analysis: its format and name, the target (or its record) it counts under, a year's wage."""
    return {
        "format": FORMAT,
        "analysis": analysis,
        "target": json.dumps(dict(target) if isinstance(target, Mapping) else target.record(), sort_keys=True),
        "wage_dkk": wage(),
    }


def target_of(found: xr.Dataset) -> dict[str, Any]:
    """The target that an analysis counts under."""
    return dict(json.loads(found.attrs["target"]))


def read(path: Path, analysis: str) -> xr.Dataset:
    """The Dataset that an analysis wrote.

    Raises:
        UserError: it cannot be read, has changed since it was written, or is none of this format.
    """
    try:
        with xr.open_dataset(path) as held:
            found = held.load()
    except (OSError, ValueError) as error:
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise UserError(say("is-damaged", path=path, said=told)) from error
    if (found.attrs.get("format"), found.attrs.get("analysis")) != (FORMAT, analysis):
        given = found.attrs.get("format")
        raise UserError(say("no-analysis-of-format", path=path, analysis=analysis, told=given, reads=FORMAT))
    netcdf.check(path, found)
    return found
