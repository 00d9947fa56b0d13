"""How sharp the probability of an ensemble is: what its draws cannot rule out."""

from __future__ import annotations

import math
from pathlib import Path

from .settings import Settings

OWN = Settings(Path(__file__).parent / "data")


def upper_bound(share: float, n: int) -> float:
    """One-sided upper bound on a probability of which ``share`` of n draws was seen; NaN without draws.

    The exact binomial bound (Clopper and Pearson 1934) at the confidence c of ``settings.csv``; for none of n draws it
    is 1 - (1 - c)^(1/n).
    """
    if n == 0:
        return float("nan")
    if share >= 1.0:
        return 1.0
    confidence = OWN.number("confidence")
    if share <= 0.0:
        return 1.0 - (1.0 - confidence) ** (1.0 / n)
    from scipy.special import betaincinv

    hits = share * n
    return float(betaincinv(hits + 1.0, n - hits, confidence))


def draws_below(share: float) -> int:
    """Fewest draws of which none showing something bounds its probability below ``share``: `upper_bound` the other
    way round."""
    return math.ceil(math.log(1.0 - OWN.number("confidence")) / math.log(1.0 - share) - 1e-9)
