"""Documents and what they extend, put together in order into one scenario."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from samspil.model.epoch import LAST, month_text
from samspil.model.messages import say
from samspil.model.problems import Problem, shown

from ..tables import policy_start
from .changes import Change
from .document import Document, read_file
from .events import MOST_ROLL_OUTS, Event, RollOut, same
from .findings import Findings, ScenarioError
from .library import is_file, library_file
from .months import Start
from .places import HOME, misfits, note_regions, population_problems
from .rules import ordinary
from .scenario import Scenario
from .target import Target

TEXTS = ("title", "description", "decider", "instrument", "cost")


@dataclass(frozen=True)
class Layer:
    """One document of a scenario and the month in which what it does starts."""

    document: Document
    start: Start


def layers(document: Document, without: Collection[str] = (), start: Start | None = None) -> list[Layer]:
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
    _check_places(found)
    targets = tuple(target.changed(settings) for settings in _latest(found, "targets") or ())
    _check_targets(found, target, targets)
    return Scenario(
        **{name: getattr(last.document, name) for name in ("name", "sources", *TEXTS)},
        policies=tuple(layer.document.name for layer in found),
        start=last.start.month,
        horizon=LAST,
        target=target,
        targets=targets,
        population=population,
        potentials=_latest(found, "potentials") or "estimated",
        uncertainties=_merged(found, "uncertainties"),
        levers=changes,
        events=events,
        rules={**ordinary(), **_merged(found, "rules")},
        budget=_latest(found, "budget"),
    )


def _collect(
    document: Document,
    start: Start | None,
    path: tuple[Document, ...],
    without: frozenset[str],
    found: dict[tuple[str, str], Layer],
) -> None:
    if any(_same(document, earlier) for earlier in path):
        _refuse_circle((*path, document))
    if identity(document) in found:
        return
    own = document.begins if start is None else start
    for reference in document.extends:
        if reference not in without:
            _collect(_parent(document, reference), own, (*path, document), without, found)
    found.setdefault(identity(document), Layer(document, own or Start(policy_start())))


def _parent(document: Document, reference: str) -> Document:
    """What a document extends.

    Raises:
        ScenarioError: what is wrong with it, after the line that refers to it.
    """
    try:
        return read_file(reference_file(reference, document.folder))
    except ScenarioError as error:
        message = say("parent-cannot-be-used")
        told = Problem(document.file, document.line("extends"), "extends", shown(reference), message)
        raise ScenarioError([told, *error.problems]) from None


def identity(document: Document) -> tuple[str, str]:
    """What tells one document from another: its folder and file."""
    return os.path.abspath(document.folder), os.path.basename(document.file)


def _same(one: Document, other: Document) -> bool:
    return identity(one) == identity(other)


def _refuse_circle(path: tuple[Document, ...]) -> None:
    first = path[-2]
    names = " -> ".join(document.name for document in path)
    message = say("goes-in-a-circle", names=names)
    raise ScenarioError([Problem(first.file, first.line("extends"), "extends", "", message)])


def _settled(found: list[Layer], dropped: set[str]) -> tuple[dict[str, tuple[Change, ...]], tuple[Event, ...]]:
    """All changes by lever and all events, with their dates and the policy that brought them."""
    changes: dict[str, tuple[Change, ...]] = {}
    events: dict[Any, tuple[Event, str]] = {}
    problems: list[Problem] = []
    for layer in found:
        findings = Findings(layer.document.file)
        for draft in layer.document.levers:
            change = _named(draft.settled(layer.start, findings), layer)
            if change.programme not in dropped:
                changes[change.lever] = (*changes.get(change.lever, ()), change)
        for draft in layer.document.events:
            event = _named(draft.settled(layer.start, findings), layer)
            if getattr(event, "programme", None) not in dropped:
                mine = (event, f"{layer.document.file}:{draft.node.line}")
                first = events.setdefault(same(event), mine)
                if first is not mine:
                    findings.add(draft.node, draft.key, say("event-once-more", first=first[1]))
        problems += findings.problems
    if problems:
        raise ScenarioError(problems)
    kept = tuple(event for event, _ in events.values())
    _check_room(found, kept)
    return changes, kept


def _check_room(found: list[Layer], events: tuple[Event, ...]) -> None:
    count = sum(isinstance(event, RollOut) for event in events)
    if count > MOST_ROLL_OUTS:
        message = say("too-many-roll-outs")
        _refuse_last(found, ("events",), str(count), message, say("at-most", most=MOST_ROLL_OUTS))


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


def _check_places(found: list[Layer]) -> None:
    """Every region that a layer names must be one of the population that the last layer to name one chose."""
    documents = [layer.document for layer in found]
    choosers = [document for document in documents if document.population is not None]
    if choosers:
        chooser = choosers[-1]
        others = (document for document in documents if document is not chooser)
        problems = population_problems(chooser) or misfits(chooser, others)
    else:
        problems = []
        for document in documents:
            findings = Findings(document.file)
            note_regions(document, findings)
            problems += findings.problems
    if problems:
        raise ScenarioError(problems)


def _check_targets(found: list[Layer], target: Target, further: tuple[Target, ...]) -> None:
    """Targets must lie after their own baselines, and the first after the start on which changes hang."""
    for each in (target, *further):
        if each.since is not None and each.since >= each.by:
            value = say("since-and-by", since=month_text(each.since), by=month_text(each.by))
            keys = ("target",) if each is target else ("targets", "target")
            _refuse_last(found, keys, value, say("target-before-baseline"), say("since-before-by"))
    last = found[-1]
    hangs = any(draft.hangs_on_start for layer in found for draft in (*layer.document.levers, *layer.document.events))
    if last.document.begins is not None and last.start.month > target.by and hangs:
        message = say("starts-after-target", by=month_text(target.by))
        _refuse_last(found, ("start", "origin", "target"), month_text(last.start.month), message)


def _refuse_last(found: list[Layer], keys: tuple[str, ...], value: str, message: str, allowed: str = "") -> NoReturn:
    """Raise a problem of the whole at the last line that has any of its `keys`."""
    said = [(layer.document, key) for layer in found for key in keys if layer.document.line(key)]
    document, key = said[-1] if said else (found[-1].document, keys[0])
    raise ScenarioError([Problem(document.file, document.line(key), keys[0], value, message, allowed)])
