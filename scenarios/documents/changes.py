"""Changes of levers: what a document may write for a lever, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from samspil.model.epoch import LAST, MONTHS, month_text
from samspil.model.levers import Lever, levers
from samspil.model.messages import say

from .findings import Findings
from .known import Programme, earliest, programmes, region_name
from .months import Moment, Start
from .quantity import level
from .tree import Node
from .values import NAME, Reader, date, each, fields, number, one_of, text, whole

OPERATIONS = ("set", "add", "scale")
LONGEST = MONTHS  # of a ramp
MOST = 100.0  # largest factor of a scale
# Levers that the model reads once for the whole country.
NATIONAL = (
    *("broker", "community_of_practice", "first_buyer_compensation", "national_programmes"),
    *("joint_tenders", "joint_group_size", "joint_agreement", "legal_reform"),
)


@dataclass(frozen=True)
class Change:
    """One change of one lever.

    `op` is set, add or scale; `value` in the lever's unit (a plain factor for scale); in force from month `start` to
    month `end` (both included, None: on to the end), reached linearly over `ramp` months; in `regions` (None: all).
    Outside these months and regions the value before it holds. `programme` is the programme whose money carries it,
    `policy` the document that brought it.

    Example:
        >>> changes = load("full-portfolio").levers["outreach"]
        >>> {change.op for change in changes} <= {"set", "add", "scale"}
        True
    """

    lever: str
    op: str
    value: float
    start: int
    end: int | None = None
    ramp: int = 0
    regions: tuple[str, ...] | None = None
    programme: str | None = None
    policy: str = ""


@dataclass(frozen=True)
class Draft:
    """A change or an event as written, with dates that may hang on the start of the policy.

    `build(start, end)` makes the change or event; `programme` lends its dates where none are written. It does not start
    before month `earliest` with a policy whose start nobody has stated.
    """

    node: Node
    key: str
    build: Callable[[int, int | None], Any]
    begin: Moment | None = None
    finish: Moment | None = None
    programme: Programme | None = None
    earliest: int = 0

    @property
    def hangs_on_start(self) -> bool:
        """Whether it begins with the policy, or so long after it."""
        return self.programme is None if self.begin is None else self.begin.after_start

    def settled(self, start: Start, findings: Findings) -> Any:
        """The change or event when the policy starts in month `start`; dates outside the runs are noted."""
        begin, end = self._dates(start)
        for name, month in (("from", begin), ("to", end)):
            if month is not None and not 0 <= month <= LAST:
                allowed = say("from-to", first=month_text(0), last=month_text(LAST))
                self._note(findings, name, month, say("outside-simulated-period"), allowed)
        if self.programme is not None and not self.programme.covers(begin, end):
            name, month = ("to", end) if self.programme.covers(begin, begin) else ("from", begin)
            self._note(findings, name, month, say("outside-dates-of", name=self.programme.name), self.programme.dates)
        elif end is not None and end < begin:
            self._note(findings, "to", end, say("before-its-start", begin=month_text(begin)))
        return self.build(begin, end)

    def _note(self, findings: Findings, name: str, month: int | None, message: str, allowed: str = "") -> None:
        shown = Node("scalar", self.node.line, raw=say("no-end") if month is None else month_text(month))
        findings.add(shown, f"{self.key}.{name}", message, allowed)

    def _dates(self, start: Start) -> tuple[int, int | None]:
        lent = self.programme
        begin = max(lent.start, 0) if lent is not None else start.month
        end = lent.end if lent is not None else None
        if self.begin is not None:
            begin = self.begin.settled(start.month)
        if self.finish is not None:
            end = self.finish.settled(start.month)
        if self.hangs_on_start and not start.stated and (end is None or end >= self.earliest):
            begin = max(begin, self.earliest)
        return begin, end


def lever_changes(node: Node, key: str, findings: Findings) -> tuple[Draft, ...]:
    """All changes under `levers`: a map of lever names to a level, a change or a list of changes."""
    readers: dict[str, Reader] = {name: each(_change(lever)) for name, lever in levers().items()}
    return tuple(draft for drafts in fields(node, key, findings, readers, say("lever")).values() for draft in drafts)


def _change(lever: Lever) -> Reader:
    """A reader of one change: a bare level is set from the start of the policy."""
    first = earliest(lever.cost_item)

    def read(node: Node, key: str, findings: Findings) -> Draft | None:
        if node.kind == "scalar":
            value = level(node, key, findings, lever, (lever.low, lever.high))
            return None if value is None else Draft(node, key, _built(lever, "set", value, {}), earliest=first)
        found = fields(node, key, findings, _readers(lever))
        operations = [name for name in OPERATIONS if name in node.keys]
        if node.kind == "map" and len(operations) != 1:
            findings.add(node, key, say("needs-one-operation"), allowed=", ".join(OPERATIONS))
        if len(operations) != 1 or operations[0] not in found:
            return None
        if lever.name in NATIONAL and "regions" in found:
            named = next(value for name, value in node.entries if name.raw == "regions")
            findings.add(named, f"{key}.regions", say("is-national", name=lever.name))
        build = _built(lever, operations[0], found[operations[0]], found)
        lent = programmes().get(found.get("programme", ""))
        return Draft(node, key, build, found.get("from"), found.get("to"), lent, first)

    return read


def _built(lever: Lever, op: str, value: float, found: dict[str, Any]) -> Callable[[int, int | None], Change]:
    more = {name: found[name] for name in ("ramp", "regions", "programme", "policy") if name in found}
    return partial(Change, lever.name, op, value, **more)


def _readers(lever: Lever) -> dict[str, Reader]:
    width = lever.high - lever.low
    return {
        "set": partial(level, lever=lever, limits=(lever.low, lever.high)),
        "add": partial(level, lever=lever, limits=(-width, width)),
        "scale": number(0.0, MOST),
        "from": date,
        "to": date,
        "ramp": whole(0, LONGEST, "months"),
        "regions": some_regions,
        "programme": one_of(programmes(), say("a-programme")),
        "policy": policy,
    }


def region(node: Node, key: str, findings: Findings) -> str | None:
    """The label of a region; which regions there are is checked when the population is known."""
    written = text(node, key, findings)
    return None if written is None else region_name(written)


def some_regions(node: Node, key: str, findings: Findings) -> tuple[str, ...] | None:
    """One region or more."""
    if node.kind == "list" and not node.items:
        findings.add(node, key, say("names-no-region"), allowed=say("regions-or-no-such-key"))
        return None
    return each(region, distinct=True)(node, key, findings)


def policy(node: Node, key: str, findings: Findings) -> str | None:
    """The document that brought a change, as a resolved document tells it."""
    if node.kind == "scalar" and NAME.fullmatch(node.raw):
        return node.raw
    findings.add(node, key, say("is-no-scenario"))
    return None
