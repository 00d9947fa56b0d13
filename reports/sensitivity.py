"""Writes the figure of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import xarray as xr

from samspil.experiments.records import Summary

from .figures.sensitivity import sensitivity
from .style import save
from .view import view


def write_sensitivity(
    folder: Path, found: xr.Dataset, scenarios_info: Mapping[str, Any] | None = None, lang: str = "en"
) -> list[Path]:
    """Draw the indices of `samspil sensitivity` as sensitivity.png and .svg in `folder`.

    Args:
        folder: where to write.
        found: what `samspil.experiments.sensitivity.sensitivity` gives: dims outcome and parameter or kept.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        lang: `en` or `da`.

    Example:
        >>> found = sensitivity("current-policy", "pawn", size=60)
        >>> paths = write_sensitivity(Path("."), found)
    """
    return save(sensitivity(found, view(found, cast(Summary, {}), lang, scenarios_info)), Path(folder), "sensitivity")
