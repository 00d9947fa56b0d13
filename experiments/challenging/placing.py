"""Each of a reader's values placed against its evidence: our draws of it, its range, grade and source."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from samspil.model.parameters import Parameter, registry
from samspil.runs.draws import column
from samspil.runs.fitted import settled

ROUNDING = 1e-9  # of a range: what its ends lose when they are written


def placed(values: Mapping[str, float], draws: xr.Dataset) -> xr.Dataset:
    """The reader's values beside ours, along ``number``.

    ``yours``; ``ours`` (``quantile``: p05, p50, p95 of our draws); ``below``: the share of our draws below yours;
    ``low`` and ``high``: the range of the evidence; ``outside``: whether yours lies outside of it; ``settled``: the
    share of the prior's variance that observations take away, NaN where none was fitted.
    """
    known = [registry()[name] for name in values]
    mine = np.array([ours(each, draws) for each in known])
    yours = np.array(list(values.values()))
    taken = settled()
    fields = ("title_en", "title_da", "unit", "grade", "source")
    about = {name: ("number", [getattr(each, name) for each in known]) for name in fields}
    return xr.Dataset(
        {
            "yours": ("number", yours),
            "ours": (("number", "quantile"), np.quantile(mine, [0.05, 0.5, 0.95], axis=1).T),
            "below": ("number", (mine < yours[:, None]).mean(axis=1)),
            "low": ("number", [each.low for each in known]),
            "high": ("number", [each.high for each in known]),
            "outside": ("number", [is_outside(each, value) for each, value in zip(known, yours, strict=True)]),
            "settled": ("number", [taken.get(each.name, (np.nan, np.nan))[0] for each in known]),
            **about,
        },
        {"number": list(values), "quantile": ["p05", "p50", "p95"]},
    )


def ours(parameter: Parameter, draws: xr.Dataset) -> np.ndarray:
    """A parameter in each of our draws, (draw,); its default where draws do not hold it."""
    if parameter.name in draws:
        return column(draws, parameter.name).astype(float)
    return np.full(draws.sizes["draw"], parameter.default)


def is_outside(parameter: Parameter, value: float) -> bool:
    """Whether a value lies outside the range of the evidence; an option of a choice never does."""
    slack = ROUNDING * (parameter.high - parameter.low)
    return not parameter.choices and not parameter.low - slack <= value <= parameter.high + slack
