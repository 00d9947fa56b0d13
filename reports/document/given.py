"""What a report is made of beside the forecast's view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xarray as xr

from samspil.experiments.challenging.records import ClaimRecord

from .content import Chart


@dataclass(frozen=True)
class Given:
    """Charts and other analyses by name, what `run.json` says, and public claims beside the forecast."""

    charts: Mapping[str, Chart] = field(default_factory=dict)
    brought: Mapping[str, xr.Dataset] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    claims: Sequence[ClaimRecord] = ()
