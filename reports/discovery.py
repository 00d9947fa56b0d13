"""Writes the figure of `samspil discover`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import xarray as xr

from samspil.experiments.records import Summary

from .figures.takes import takes
from .style import save
from .view import view


def write_discovery(
    folder: Path, found: xr.Dataset, scenarios_info: Mapping[str, Any] | None = None, lang: str = "en"
) -> list[Path]:
    """Draw what `samspil.experiments.discover` found as discover.png and .svg in `folder`.

    Args:
        folder: where to write.
        found: the result.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        lang: `en` or `da`.

    Example:
        >>> found = discover("current-policy", 500, "2030-12", runs=60)
        >>> paths = write_discovery(Path("."), found)
    """
    return save(takes(found, view(found, cast(Summary, {}), lang, scenarios_info)), Path(folder), "discover")
