"""Results of other analyses that a report is given beside the forecast: a plan, an attribution, signposts, ..."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.experiments.written import read, target_of
from samspil.model.errors import UserError
from samspil.model.messages import say

ANALYSES = ("plan", "attribute", "rank", "signposts", "discover")


def brought(
    folders: Sequence[Path], target: Mapping[str, Any] | None = None, level: str = ""
) -> Mapping[str, xr.Dataset]:
    """What the folders hold, by the analysis' name; the first folder that has one counts.

    Args:
        folders: what `--to` of the analyses wrote.
        target: the record of the target that they must count under, where one is given.
        level: the level of potentials that they must be told at, likewise.

    Raises:
        UserError: a folder is not there or holds none of them, a file is damaged or is something else, or an analysis
            counts under another target, or
            is told at another level of potentials.
    """
    found: dict[str, xr.Dataset] = {}
    for folder in folders:
        here = dict(_in(Path(folder), target, level))
        if not here:
            raise UserError(say("report-with-nothing", path=folder, known=", ".join(f"{name}.nc" for name in ANALYSES)))
        found = here | found
    return found


def _in(folder: Path, target: Mapping[str, Any] | None, level: str) -> Iterator[tuple[str, xr.Dataset]]:
    for name in ANALYSES:
        path = folder / f"{name}.nc"
        if path.is_file():
            found = read(path, name)
            if target is not None and _plain(target_of(found)) != _plain(target):
                told, wanted = (_words(each) for each in (target_of(found), target))
                raise UserError(say("analysis-of-other-target", path=path, target=told, wanted=wanted))
            own = str(found.attrs.get("potentials", level))
            if level and own != level:
                raise UserError(say("analysis-of-other-level", path=path, level=own, wanted=level))
            yield name, found


def _plain(target: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a target, its months as months, so that two can be compared."""
    return {name: each[:7] if name in ("by", "since") and each else each for name, each in target.items()}


def _words(target: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {each}" for name, each in _plain(target).items())
