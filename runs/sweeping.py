"""One lever over several levels: an ensemble with the lever as a dim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.model.messages import say

from .cases import resolve
from .ensemble import run_ensemble

if TYPE_CHECKING:
    import xarray as xr


def sweep(scenario: Any, lever: str, values: Iterable[float], start: str | None = None, **ensemble: Any) -> xr.Dataset:
    """A scenario at each of several levels of one lever, under the same draws and luck.

    Args:
        scenario: a Scenario, a name, a composition or a file.
        lever: name of a lever (`docs/levers.md`).
        values: its levels, each once, in its unit and range.
        start: month `YYYY-MM` from which the level holds; the scenario's start if not given.
        **ensemble: `draws`, `replicates`, `seed` and whatever else `run_ensemble` takes.

    Returns:
        Results of `run_ensemble` with the dim `lever`, its levels as labels, in place of `scenario` (whose names stand
        along it).

    Raises:
        UserError: the request is wrong; nothing has then been run.

    Example:
        >>> from samspil.runs import sweep
        >>> found = sweep("current-policy", "outreach", [0.5, 1, 2], start="2027-06", draws=2, replicates=1)
        >>> found.freed_fte.mean(["draw", "replicate"]).sel(time="2030-12-01").dims
        ('outreach',)
        >>> found.outreach.values.tolist()
        [0.5, 1.0, 2.0]
    """
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise UserError(say("sweep-takes-several", lever=lever, values=values))
    levels = list(values)
    if not levels or len(set(levels)) < len(levels):
        raise UserError(say("sweep-each-level-once", lever=lever))
    base = resolve(scenario)
    found = run_ensemble([base.with_levers(start=start, **{lever: level}) for level in levels], **ensemble)
    about = {"units": levers()[lever].unit, "long_name": levers()[lever].title_en}
    labels = np.array(levels, dtype=np.float64)
    return found.assign_coords({lever: ("scenario", labels, about)}).swap_dims(scenario=lever)
