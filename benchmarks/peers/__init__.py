"""Two rules written as ordinary Mesa agents, to say what the kernel's tables buy. The same work from the same state:
`tests/test_peers.py` holds their results against the rules'."""

from __future__ import annotations

from ..measure import Measured
from .spreading import adoption


def against_agents() -> list[Measured]:
    """How many times the time of a rule agents take."""
    spread = adoption()
    pairs = sum(month.considered for month in spread.months)
    note = f"{len(spread.months)} months, the same {pairs:,} solutions considered and the same adoptions"
    return [Measured("adopt", (spread.ratio,), note)]
