"""Results of other analyses that a report is given beside the forecast: a plan, an attribution, signposts, ..."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.experiments.written import of_one_target, read
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
            counts under another target or
            is told at another level of potentials.
    """
    found: dict[str, xr.Dataset] = {}
    for folder in folders:
        if not Path(folder).exists():
            raise UserError(say("path-not-there", path=folder))
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
            of_one_target({str(path): found}, target)
            own = str(found.attrs.get("potentials", level))
            if level and own != level:
                raise UserError(say("analysis-of-other-level", path=path, level=own, wanted=level))
            yield name, found
