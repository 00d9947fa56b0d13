"""The Mesa face of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from samspil.scenarios.inputs import prepare

from .cases import checked_seed, resolve
from .draws import records
from .trajectory import checked_replicate, one_draw

if TYPE_CHECKING:
    import xarray as xr

    from samspil.model.face import Ecosystem


def ecosystem(
    scenario: Any,
    seed: int = 1,
    draw: int | None = None,
    replicate: int = 0,
    parameters: xr.Dataset | Mapping[str, float] | None = None,
    beyond_evidence: bool = False,
    monthly: bool = False,
    prior: bool = False,
    fill: str = "central",
) -> Ecosystem:
    """A `mesa.Model` of one scenario: `step()` is a month; `agents` and `datacollector` as Mesa has them.

    Stepped to the end, it gives the bits of `simulate` with the same arguments, which are explained there.

    Raises:
        UserError: wrong input.
    """
    from samspil.model.face import Ecosystem
    from samspil.model.run import workspace

    resolved, seed = resolve(scenario), checked_seed(seed)
    drawn = one_draw(draw, parameters, seed, beyond_evidence, prior, fill)
    prepared = prepare(resolved, seed)
    packed = records(drawn, resolved.uncertainties, resolved.rules)
    key = (seed, int(drawn["luck"].values[0]), checked_replicate(replicate))
    return Ecosystem(prepared, packed, key, workspace(prepared, monthly))
