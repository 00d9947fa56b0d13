"""The model itself under settings of an emulator, in the same draws with the same luck."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from samspil.runs.fitted import draws_of
from samspil.scenarios import load

from ..asking import Asking
from .emulator import QUANTILES, Emulator
from .running import Runner


def against(emulator: Emulator, values: Mapping[str, float], draws: int, asking: Asking | None = None) -> xr.Dataset:
    """FTE by the model and by the emulator.

    Args:
        emulator: what is held against the model.
        values: by name of the input.
        draws: how many of those that it holds, the first ones.
        asking: threads; told how far the runs are. Seed and level are the emulator's.

    Returns:
        ``fte`` (side: model, emulator; year, quantile) and its ``draws`` (side, draw, year), those of runs that failed
        left out.

    Raises:
        UserError: an unknown input, or one outside of what the emulator was fitted on.
    """
    asked, about = asking or Asking(), emulator.about
    size = min(draws, len(emulator.own.base))
    drawn = draws_of(about["draws"], about["seed"], False, asked.base == "stale")
    runs = Asking(about["seed"], about["level"], asked.workers, asked.report, base=asked.base)
    points = emulator.points(values).at(slice(size))
    kept = Runner(load(about["baseline"]), emulator.inputs, drawn, runs).run(points, emulator.surrogate)
    sides = np.stack([kept.fte, emulator.fte(points)])[:, ~kept.failed]
    spread = np.moveaxis(np.quantile(sides, list(QUANTILES.values()), axis=1), 0, -1)
    data = {"fte": (("side", "year", "quantile"), spread, {"units": "FTE"}), "draws": (("side", "draw", "year"), sides)}
    coords = {"side": ["model", "emulator"], "year": list(emulator.years), "quantile": list(QUANTILES)}
    return xr.Dataset(data, coords)
