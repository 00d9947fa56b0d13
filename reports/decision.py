"""Writes the figure of a ranking, an attribution or a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import xarray as xr
from matplotlib.figure import Figure

from samspil.experiments.records import Summary

from .figures.attribution import attribution
from .figures.front import front
from .figures.rank import rank
from .style import save
from .view import View, view

FIGURES: dict[str, Callable[[xr.Dataset, View], Figure]] = {"rank": rank, "attribute": attribution, "plan": front}


def write_decision(
    folder: Path, found: xr.Dataset, kind: str, scenarios_info: Mapping[str, Any] | None = None, lang: str = "en"
) -> list[Path]:
    """Draw what `samspil rank`, `attribute` or `plan` found as KIND.png and .svg in `folder`.

    Args:
        folder: where to write.
        found: what the function of that name in `samspil.experiments` gives.
        kind: `rank`, `attribute` or `plan`.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        lang: `en` or `da`.

    Example:
        >>> found = rank(["use-what-we-have"], 2)
        >>> paths = write_decision(Path("."), found, "rank")
    """
    return save(FIGURES[kind](found, view(found, cast(Summary, {}), lang, scenarios_info)), Path(folder), kind)
