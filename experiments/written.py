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

from . import stamps
from .money import wage

FORMAT = "samspil-decision/1"


def identity(analysis: str, target: Any) -> dict[str, Any]:
    """Attributes of an analysis: its format and name, the target (or its record) it counts under, a year's wage, and
    digests of what it rests on, as they are now."""
    return {
        "format": FORMAT,
        "analysis": analysis,
        "target": json.dumps(dict(target) if isinstance(target, Mapping) else target.record(), sort_keys=True),
        "wage_dkk": wage(),
        "rests_on": json.dumps(stamps.today()),
    }


def target_of(found: xr.Dataset) -> dict[str, Any]:
    """The target that an analysis counts under."""
    return dict(json.loads(found.attrs["target"]))


def of_one_target(found: Mapping[str, xr.Dataset], target: Mapping[str, Any] | None = None) -> None:
    """See that analyses count under one target: the one that is given, else that of the first.

    Args:
        found: analyses by what messages call them, a path say.
        target: the record of a target.

    Raises:
        UserError: one counts under another.
    """
    for name, each in found.items():
        own = target_of(each)
        target = own if target is None else target
        if _by_month(own) != _by_month(target):
            raise UserError(say("analysis-of-other-target", path=name, target=_words(own), wanted=_words(target)))


def _by_month(target: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a target, its days as months, so that two can be compared."""
    return {name: each[:7] if name in ("by", "since") and each else each for name, each in target.items()}


def _words(target: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {target[name]}" for name in ("fte", "by", "since", "measure", "scope") if name in target)


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
