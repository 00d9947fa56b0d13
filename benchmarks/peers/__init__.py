"""Two rules written as ordinary Mesa agents, to say what the kernel's tables buy. The same work from the same state:
`tests/test_peers.py` holds their results against the rules'."""

from __future__ import annotations

from ..measure import Measured
from .meeting import formation
from .spreading import adoption


def against_agents() -> list[Measured]:
    """How many times the time of a rule agents take."""
    spread, met, same = adoption(), formation(), formation(named=True)
    pairs = sum(month.considered for month in spread.months)
    agents, rule = sum(month.scored for month in met.months), sum(month.rule_scored for month in met.months)
    known = f"{len(spread.months)} months, the same {pairs:,} solutions considered and the same adoptions"
    told = f"{len(met.months)} months with Mesa's own luck, {agents:,} candidates scored for the rule's {rule:,}"
    named = f"{same.ratio:.0f} times with luck by name, which opens the same partnerships"
    return [Measured("adopt", (spread.ratio,), known), Measured("form", (met.ratio,), f"{told}; {named}")]
