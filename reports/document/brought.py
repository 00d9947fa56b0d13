"""Results of other analyses that a report is given beside the forecast: a plan, an attribution, signposts, ..."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs import open_results

ANALYSES = ("plan", "attribute", "rank", "signposts", "discover")


def brought(folders: Sequence[Path]) -> Mapping[str, xr.Dataset]:
    """What the folders hold, by the analysis' name; the first folder that has one counts.

    Raises:
        UserError: a folder is not there or holds none of them, or a file is damaged.
    """
    found: dict[str, xr.Dataset] = {}
    for folder in folders:
        here = dict(_in(Path(folder)))
        if not here:
            raise UserError(say("report-with-nothing", path=folder, known=", ".join(f"{name}.nc" for name in ANALYSES)))
        found = here | found
    return found


def _in(folder: Path) -> Iterator[tuple[str, xr.Dataset]]:
    for name in ANALYSES:
        if (folder / f"{name}.nc").is_file():
            yield name, open_results(folder / f"{name}.nc")
