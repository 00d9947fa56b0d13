"""Documents and what they extend, put together in order into one scenario."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from samspil.model.epoch import LAST, month_text
from samspil.model.problems import Problem

from .changes import Change
from .document import HOME, POLICY_START, Document, check_regions, read_file
from .events import Event
from .findings import Findings, ScenarioError
from .library import is_file, library_file
from .rules import ordinary
from .scenario import Scenario
from .target import Target

TEXTS = ("title", "description", "decider", "instrument", "cost")


@dataclass(frozen=True)
class Layer:
    """One document of a scenario and the month in which what it does starts."""

    document: Document
    start: int


def layers(document: Document, without: Collection[str] = (), start: int | None = None) -> list[Layer]:
    """The document and all it extends, in the order in which they act, each once.

    Args:
        document: the last of them.
        without: names of documents to leave out, with what only they extend.
        start: month that moves the undated changes of all of them.

    Raises:
        ScenarioError: `extends` goes in a circle, or names a file with problems.
    """
    found: dict[tuple[str, str], Layer] = {}
    _collect(document, start, (), frozenset(without), found)
    return list(found.values())


def reference_file(reference: str, folder: Path) -> Path:
    """The file that a reference means, relative to `folder`."""
    return folder / reference if is_file(reference) else library_file(reference)


def assemble(found: list[Layer], dropped: Collection[str] = ()) -> Scenario:
    """The scenario that layers make: later ones act on, and override, earlier ones.

    Args:
        found: the layers in order; the last one names the scenario.
        dropped: programmes whose changes and events are left out.

    Raises:
        ScenarioError: a date, region or target that does not fit what the layers come to.
    """
    last = found[-1]
    changes, events = _settled(found, set(dropped))
    population = _latest(found, "population") or HOME
    target = Target().changed(_merged(found, "target"))
    horizon = _latest(found, "horizon")
    horizon = LAST if horizon is None else horizon
    _check(found, population, target, horizon)
    return Scenario(
        **{name: getattr(last.document, name) for name in ("name", "sources", *TEXTS)},
        policies=tuple(layer.document.name for layer in found),
        start=last.start,
        horizon=horizon,
        target=target,
        targets=tuple(target.changed(settings) for settings in _latest(found, "targets") or ()),
        population=population,
        potentials=_latest(found, "potentials") or "estimated",
        uncertainties=_merged(found, "uncertainties"),
        levers=changes,
        events=events,
        rules={**ordinary(), **_merged(found, "rules")},
    )


def _collect(
    document: Document,
    start: int | None,
    path: tuple[Document, ...],
    without: frozenset[str],
    found: dict[tuple[str, str], Layer],
) -> None:
    if any(_same(document, earlier) for earlier in path):
        _refuse_circle((*path, document))
    if identity(document) in found:
        return
    own = document.start if start is None else start
    for reference in document.extends:
        if reference not in without:
            parent = read_file(reference_file(reference, document.folder))
            _collect(parent, own, (*path, document), without, found)
    found.setdefault(identity(document), Layer(document, POLICY_START if own is None else own))


def identity(document: Document) -> tuple[str, str]:
    """What tells one document from another: its folder and file."""
    return os.path.abspath(document.folder), os.path.basename(document.file)


def _same(one: Document, other: Document) -> bool:
    return identity(one) == identity(other)


def _refuse_circle(path: tuple[Document, ...]) -> None:
    first = path[-2]
    names = " -> ".join(document.name for document in path)
    message = f"goes in a circle: {names}"
    raise ScenarioError([Problem(first.file, first.extends_line, "extends", "", message)])


def _settled(found: list[Layer], dropped: set[str]) -> tuple[dict[str, tuple[Change, ...]], tuple[Event, ...]]:
    """All changes by lever and all events, with their dates and the policy that brought them."""
    changes: dict[str, tuple[Change, ...]] = {}
    events: list[Event] = []
    problems: list[Problem] = []
    for layer in found:
        findings = Findings(layer.document.file)
        for draft in layer.document.levers:
            change = _named(draft.settled(layer.start, findings), layer)
            if change.programme not in dropped:
                changes[change.lever] = (*changes.get(change.lever, ()), change)
        drawn = [_named(draft.settled(layer.start, findings), layer) for draft in layer.document.events]
        events += [event for event in drawn if getattr(event, "programme", None) not in dropped]
        problems += findings.problems
    if problems:
        raise ScenarioError(problems)
    return changes, tuple(events)


def _named(item: Any, layer: Layer) -> Any:
    """The change or event with the policy that brought it, unless its document tells one."""
    if item.policy:
        return item
    return replace(item, policy=layer.document.name)


def _latest(found: Iterable[Layer], name: str) -> Any:
    values = [getattr(layer.document, name) for layer in found]
    given = [value for value in values if value is not None and value != ()]
    return given[-1] if given else None


def _merged(found: Iterable[Layer], name: str) -> dict[str, Any]:
    return {key: value for layer in found for key, value in getattr(layer.document, name).items()}


def _check(found: list[Layer], population: str, target: Target, horizon: int) -> None:
    problems: list[Problem] = []
    for layer in found:
        findings = Findings(layer.document.file)
        check_regions(layer.document, population, findings)
        problems += findings.problems
    last = found[-1].document
    since = -1 if target.since is None else target.since
    if not since < target.by <= horizon:
        allowed = f"since before by, by no later than {month_text(horizon)}"
        value = f"since {target.record()['since']}, by {month_text(target.by)}"
        problems.append(Problem(last.file, 0, "target", value, "does not fit the horizon", allowed))
    if problems:
        raise ScenarioError(problems)
