"""The target as a record of settings: what counts as freed, since when, in which unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from samspil.model.epoch import month_number, month_text
from samspil.model.messages import say

from .findings import Findings
from .tree import Node
from .values import Reader, fields, month, number, number_fault, one_of

MEASURES = ("gross", "net", "realised", "sustained")
SCOPES = ("health", "health-and-care")
COUNTS = ("all", "life-science", "partnerships")
BASES = ("level", "cumulative")
HOURS = (1667, 1924)  # hours worked, and hours paid, in one full-time equivalent
NO_BASELINE = "none"


@dataclass(frozen=True)
class Target:
    """So many FTE freed by the end of month `by`, new since the end of month `since` (None: standing level).

    `measure`, `scope`, `counts` and `basis` say what counts; `hours_per_fte` turns hours into FTE.

    Example:
        >>> load("current-policy").target.changed({"since": "none"}).since is None
        True
    """

    fte: float = 10_000.0
    by: int = 107
    since: int | None = 23
    measure: str = "sustained"
    scope: str = "health-and-care"
    counts: str = "all"
    basis: str = "level"
    hours_per_fte: int = 1667

    def changed(self, settings: Mapping[str, Any]) -> Target:
        """This target with some settings changed; `since` may be "none"."""
        known = dict(settings)
        if known.get("since") == NO_BASELINE:
            known["since"] = None
        return replace(self, **known)

    def record(self) -> dict[str, Any]:
        """The settings in plain values, months as YYYY-MM."""
        since = NO_BASELINE if self.since is None else month_text(self.since)
        return {**asdict(self), "by": month_text(self.by), "since": since}


def target(node: Node, key: str, findings: Findings) -> dict[str, Any]:
    """The settings that a document writes for a target; those it leaves out are inherited."""
    found = fields(node, key, findings, READERS, say("target-setting"))
    since, by = found.get("since", Target.since), found.get("by", Target.by)
    if isinstance(since, int) and since >= by:
        findings.add(node, key, say("target-by-before-since", by=month_text(by), since=month_text(since)))
    return found


def _since(node: Node, key: str, findings: Findings) -> int | str | None:
    if node.raw == NO_BASELINE:
        return NO_BASELINE
    if node.kind == "scalar" and month_number(node.raw) is None:
        findings.add(node, key, say("is-not-a-month"), allowed=say("month-or-standing", nothing=NO_BASELINE))
        return None
    return month(node, key, findings)


def _hours(node: Node, key: str, findings: Findings) -> int | None:
    fault = number_fault(node, large=True, whole=True)
    if fault:
        findings.add(node, key, fault, allowed=", ".join(str(hours) for hours in HOURS))
        return None
    chosen = one_of([str(hours) for hours in HOURS], say("hours-in-use"))(node, key, findings)
    return None if chosen is None else int(chosen)


READERS: dict[str, Reader] = {
    "fte": number(1.0, 1_000_000.0, "FTE"),
    "by": month,
    "since": _since,
    "measure": one_of(MEASURES, say("a-measure")),
    "scope": one_of(SCOPES, say("a-scope")),
    "counts": one_of(COUNTS, say("a-way-to-count")),
    "basis": one_of(BASES, say("a-basis")),
    "hours_per_fte": _hours,
}
