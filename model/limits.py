"""What a parameter can be at all, whatever the evidence: a share lies from 0 to 1, an amount is not negative."""

from __future__ import annotations

from math import inf

from .parameters import Parameter

SHARES = ("share", "probability", "0-1", "0 to 1")
# Units of numbers that may have either sign; a standard deviation may not.
SIGNED = ("log odds", "log multiplier", "logit", "exponent", "relative")
DEVIATION = " sd"


def possible(parameter: Parameter) -> tuple[float, float]:
    """The lowest and the highest value that make sense, in the parameter's unit; the evidence range lies within."""
    signed = parameter.unit.startswith(SIGNED) and not parameter.unit.endswith(DEVIATION)
    low = -inf if signed or parameter.low < 0.0 else 0.0
    high = max(1.0, parameter.high) if parameter.unit.startswith(SHARES) else inf
    return low, high
