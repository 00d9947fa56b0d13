"""Values of parameters that come from outside: inside the evidence, or beyond it on purpose, but never impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.limits import possible
from samspil.model.messages import say
from samspil.model.parameters import Parameter, registry
from samspil.model.units import range_in

if TYPE_CHECKING:
    import xarray as xr

# The attribute of a Dataset of draws that says that its values may lie outside the evidence ranges.
BEYOND = "beyond_evidence"
ROUNDING = 1e-9  # of a range: what the ends of a range lose when they are computed
MOST_LUCK = 2**62


def range_problems(name: str, values: Any, beyond: bool = False) -> list[str]:
    """What is wrong with finite values of a parameter, in one line at most."""
    parameter, found = registry()[name], np.atleast_1d(np.asarray(values, dtype=float))
    if parameter.choices:
        return _choice_problems(parameter, found)
    low, high = possible(parameter) if beyond else (parameter.low, parameter.high)
    slack = ROUNDING * (parameter.high - parameter.low)
    outside = found[(found < low - slack) | (found > high + slack)]
    if not outside.size:
        return []
    allowed = range_in(low, high, parameter.unit)
    told = say("cannot-be") if beyond else say("outside-evidence-in-python")
    return [say("parameter-out-of-range", name=name, value=outside[0], told=told, allowed=allowed)]


def _choice_problems(parameter: Parameter, values: np.ndarray) -> list[str]:
    choices = list(parameter.choices)
    wrong = values[~np.isin(values, np.arange(len(choices)))]
    if not wrong.size:
        return []
    allowed = ", ".join(f"{number} ({choice})" for number, choice in enumerate(choices))
    return [say("parameter-no-choice", name=parameter.name, value=wrong[0], allowed=allowed)]


def label_problems(draws: xr.Dataset) -> list[str]:
    """What is wrong with the labels and the luck of draws: both number the chance that a run has."""
    problems = []
    if "draw" in draws.coords:
        labels = draws["draw"].values
        if not _is_whole(labels):
            problems.append(say("draw-labels-not-whole"))
        elif np.unique(labels).size < labels.size:
            problems.append(say("draw-label-twice"))
    if "luck" in draws and not _is_whole(draws["luck"].values):
        problems.append(say("luck-not-whole"))
    return problems


def _is_whole(values: np.ndarray) -> bool:
    if values.dtype.kind not in "iuf":
        return False
    return bool(((values == np.floor(values)) & (values >= 0) & (values < MOST_LUCK)).all())
