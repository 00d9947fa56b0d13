"""The records that ``summary.json`` is made of, key by key as they are written; None is what is not known or never.

Whoever computes, prints or draws a forecast does it with these. Months are ``YYYY-MM``, shares 0 to 1.
"""

from .common import Errors, Number, Target, Titles
from .countings import Counted, Definition
from .decisions import Budget, Harvest, Money, Needed, Pace, Paper
from .drivers import Driver, Drivers, Mechanism, Mechanisms, MechanismsOf
from .evidence import DrawnFrom, EvidenceMonths, Forced, ForcedAt, Outside, Replayed
from .outcome import (
    Beside,
    Chance,
    Difference,
    Gap,
    Interval,
    Milestone,
    Moved,
    Outcome,
    Policy,
    Rank,
    Reached,
    Shares,
    Split,
    Spread,
)
from .partnering import Lifted, Partnering, Told, Trace
from .reverse import Assumption, Optimism, Reverse, Shift
from .summary import Summary

__all__ = [
    "Assumption",
    "Beside",
    "Budget",
    "Chance",
    "Counted",
    "Definition",
    "Difference",
    "DrawnFrom",
    "Driver",
    "Drivers",
    "Errors",
    "EvidenceMonths",
    "Forced",
    "ForcedAt",
    "Gap",
    "Harvest",
    "Interval",
    "Lifted",
    "Mechanism",
    "Mechanisms",
    "MechanismsOf",
    "Milestone",
    "Money",
    "Moved",
    "Needed",
    "Number",
    "Optimism",
    "Outcome",
    "Outside",
    "Pace",
    "Paper",
    "Partnering",
    "Policy",
    "Rank",
    "Reached",
    "Replayed",
    "Reverse",
    "Shares",
    "Shift",
    "Split",
    "Spread",
    "Summary",
    "Target",
    "Titles",
    "Told",
    "Trace",
]
