"""Writes the figure of an analysis: a ranking, an attribution, a plan, what it takes, signposts."""

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
from .figures.signposts import signposts
from .figures.takes import takes
from .style import save
from .view import View, view

FIGURES: dict[str, Callable[[xr.Dataset, View], Figure]] = {
    "rank": rank,
    "attribute": attribution,
    "plan": front,
    "discover": takes,
    "signposts": signposts,
}


def write_decision(
    folder: Path, found: xr.Dataset, kind: str, scenarios_info: Mapping[str, Any] | None = None, lang: str = "en"
) -> list[Path]:
    """Draw what `samspil rank`, `attribute`, `plan`, `discover` or `signposts` found as KIND.png and .svg in `folder`.

    Args:
        folder: where to write.
        found: what the function of that name in `samspil.experiments` gives.
        kind: the command's name.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        lang: `en` or `da`.

    Example:
        >>> found = rank(["use-what-we-have"], 2)
        >>> paths = write_decision(Path("."), found, "rank")
    """
    return save(FIGURES[kind](found, view(found, cast(Summary, {}), lang, scenarios_info)), Path(folder), kind)
