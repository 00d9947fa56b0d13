"""The Mesa face of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr


def ecosystem(
    scenario: Any,
    seed: int = 1,
    draw: int | None = None,
    replicate: int = 0,
    parameters: xr.Dataset | Mapping[str, float] | None = None,
) -> Any:
    """A `mesa.Model` of one scenario: `step()` is a month; `agents` and `datacollector` as Mesa has them.

    Stepped to the end, it gives the bits of `simulate` with the same arguments, which are explained there.

    Raises:
        UserError: wrong input.
    """
    from samspil.model.face import Ecosystem

    raise NotImplementedError(Ecosystem)
