"""Dated events: national programmes and mandates, changes of institutions, shocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from samspil.model.levers import levers
from samspil.model.messages import say

from .changes import MOST, Change, Draft, policy, region, some_regions
from .findings import Findings
from .known import BEST, moved_needs, programmes, solutions
from .tree import Node
from .values import Reader, date, each, fields, number, one_of, text, whole

HOSTS = ("both", "municipalities", "hospitals")
EXOGENOUS = ("shortage", "demand", "slots_available", "purchase_budget", "opening_budget")
# Roll-outs of one scenario; the model has room for twice as many and more, those that it draws itself among them.
MOST_ROLL_OUTS = 200
LONGEST = 120  # months from the start of a programme to its deadline


@dataclass(frozen=True)
class RollOut:
    """A national programme or a mandate (`kind`) of a catalogue solution, or of the best proven one ("best").

    It starts in month `start`; hosts have it by `deadline_months` later (None: the model's own parameter). A host
    that already has the solution takes it as a decision to intensify its use.
    """

    kind: str
    solution: str
    start: int
    deadline_months: int | None = None
    hosts: str = "both"
    programme: str | None = None
    policy: str = ""


@dataclass(frozen=True)
class Merger:
    """Two regions become one authority, called `name`, from month `start`, instead of those of the reform."""

    regions: tuple[str, ...]
    start: int
    name: str = ""
    kind: str = "merge_regions"
    policy: str = ""


@dataclass(frozen=True)
class Transfer:
    """Tasks of these need areas move from municipalities to regions in month `start`, instead of when the reform says.

    They move together; the parameters `transfer.<need>` say which share of an area's hours.
    """

    needs: tuple[str, ...]
    start: int
    kind: str = "transfer_tasks"
    policy: str = ""


@dataclass(frozen=True)
class Shock:
    """Exogenous levers multiplied by `factors` from month `start` to month `end` (None: for good)."""

    name: str
    factors: tuple[tuple[str, float], ...]
    start: int
    end: int | None = None
    regions: tuple[str, ...] | None = None
    kind: str = "shock"
    policy: str = ""

    def changes(self, lever: str) -> tuple[Change, ...]:
        """What the shock does to one lever."""
        factor = dict(self.factors).get(lever)
        if factor is None:
            return ()
        return (Change(lever, "scale", factor, self.start, self.end, regions=self.regions, policy=self.policy),)


Event = RollOut | Merger | Transfer | Shock


def same(event: Event) -> Any:
    """What two events share that are one and the same; who brought it and whose money carries it do not count."""
    if isinstance(event, RollOut):
        return event.kind, event.solution, event.start, event.hosts
    return replace(event, policy="")


def events(node: Node, key: str, findings: Findings) -> tuple[Draft, ...]:
    """All events of a document: a list of maps, each with one of the keys of KINDS."""
    found = each(_event)(node, key, findings)
    for kind in ("merge_regions", "transfer_tasks"):
        again = [item for item in node.items if item.kind == "map" and kind in item.keys][1:]
        for item in again:
            findings.add(item, key, say("second-of-its-kind", kind=kind))
    return found


def _event(node: Node, key: str, findings: Findings) -> Draft | None:
    kinds = [name for name in KINDS if name in node.keys]
    if len(kinds) != 1:
        unknown = node.keys[0] if node.keys and not kinds else ""
        known = KINDS if unknown else ()
        shown = Node("scalar", node.line, raw=unknown) if unknown else node
        findings.add(shown, key, say("needs-one-kind-of-event"), allowed=", ".join(KINDS), known=known)
        return None
    readers, build = KINDS[kinds[0]]
    found = fields(node, key, findings, readers())
    if kinds[0] not in found:
        return None
    lent = programmes().get(found.get("programme", ""))
    finish = found.get("to")
    return Draft(node, key, partial(build, kinds[0], found), found.get("from"), finish, lent)


def _roll_out(kind: str, found: Mapping[str, Any], start: int, end: int | None) -> RollOut:
    more = {name: found[name] for name in ("deadline_months", "hosts", "programme", "policy") if name in found}
    return RollOut(kind, found[kind], start, **more)


def _merger(kind: str, found: Mapping[str, Any], start: int, end: int | None) -> Merger:
    return Merger(found[kind], start, found.get("name", ""), policy=found.get("policy", ""))


def _transfer(kind: str, found: Mapping[str, Any], start: int, end: int | None) -> Transfer:
    return Transfer(found[kind], start, policy=found.get("policy", ""))


def _shock(kind: str, found: Mapping[str, Any], start: int, end: int | None) -> Shock:
    factors = tuple((name, found[name]) for name in EXOGENOUS if name in found)
    return Shock(found[kind], factors, start, end, found.get("regions"), policy=found.get("policy", ""))


def _roll_out_readers(kind: str) -> dict[str, Reader]:
    return {
        kind: one_of((BEST, *solutions()), say("a-solution-of-the-catalogue")),
        "from": date,
        "deadline_months": whole(1, LONGEST, "months"),
        "hosts": one_of(HOSTS, say("a-kind-of-host")),
        "programme": one_of(programmes(), say("a-programme")),
        "policy": policy,
    }


def _merger_readers() -> dict[str, Reader]:
    return {"merge_regions": _regions, "from": date, "name": text, "policy": policy}


def _transfer_readers() -> dict[str, Reader]:
    return {"transfer_tasks": _moved, "from": date, "policy": policy}


def _shock_readers() -> dict[str, Reader]:
    factors = {name: number(0.0, MOST) for name in EXOGENOUS if name in levers()}
    return {"shock": text, "from": date, "to": date, "regions": some_regions, "policy": policy, **factors}


def _regions(node: Node, key: str, findings: Findings) -> tuple[str, ...] | None:
    found = each(region, distinct=True)(node, key, findings)
    if len(found) != 2:
        findings.add(node, key, say("needs-two-regions"))
    return found if len(set(found)) == 2 == len(found) else None


def _moved(node: Node, key: str, findings: Findings) -> tuple[str, ...] | None:
    """The need areas that move; they move together."""
    before = len(findings.problems)
    names = each(one_of(moved_needs(), say("a-need-that-moves")), distinct=True)(node, key, findings)
    if len(findings.problems) == before and set(names) != set(moved_needs()):
        findings.add(node, key, say("tasks-move-together"), allowed=f"[{', '.join(moved_needs())}]")
    return names or None


KINDS: dict[str, tuple[Callable[[], dict[str, Reader]], Callable[..., Event]]] = {
    "national_programme": (partial(_roll_out_readers, "national_programme"), _roll_out),
    "mandate": (partial(_roll_out_readers, "mandate"), _roll_out),
    "merge_regions": (_merger_readers, _merger),
    "transfer_tasks": (_transfer_readers, _transfer),
    "shock": (_shock_readers, _shock),
}
