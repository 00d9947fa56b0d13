"""One file: what it says, before what it extends is known."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from samspil.model.epoch import LAST, month_text
from samspil.model.messages import say
from samspil.model.potentials import LEVELS

from ..tables import policy_start
from .changes import Draft, lever_changes
from .events import events
from .findings import Findings
from .known import programmes
from .library import is_file, library
from .misplaced import section_hint
from .months import Start
from .places import note_regions, population_place, population_problems
from .rules import rules
from .source import read_text
from .target import target
from .tree import Node, parse
from .uncertainties import Override, uncertainties
from .values import Reader, as_name, both_languages, each, fields, month, name, number, one_of, text

BASE = "current-policy"
NOTHING = "none"
BUDGETS = (0.0, 100_000.0)  # million DKK a year: what is refused beyond it is a slip of the pen


@dataclass(frozen=True)
class Document:
    """A scenario document as read. What it leaves out is None or empty, and inherited from what it extends."""

    file: str
    folder: Path
    name: str
    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    decider: dict[str, str] = field(default_factory=dict)
    instrument: dict[str, str] = field(default_factory=dict)
    cost: dict[str, str] = field(default_factory=dict)
    programmes: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    start: int | None = None
    origin: int | None = None
    horizon: int | None = None
    target: dict[str, Any] = field(default_factory=dict)
    targets: tuple[dict[str, Any], ...] = ()
    population: str | None = None
    potentials: str | None = None
    uncertainties: dict[str, Override] = field(default_factory=dict)
    levers: tuple[Draft, ...] = ()
    events: tuple[Draft, ...] = ()
    rules: dict[str, bool | str] = field(default_factory=dict)
    budget: float | None = None
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def begins(self) -> Start | None:
        """When it starts, if it says so or names the origin that it starts after."""
        if self.start is not None:
            return Start(self.start, stated=True)
        return None if self.origin is None else Start(policy_start(self.origin))

    def line(self, key: str) -> int:
        """The line on which one of its keys stands; 0 where it does not."""
        return self.lines.get(key, 0)


def read_file(path: Path) -> Document:
    """The document in a file (remembered until the file changes).

    Raises:
        ScenarioError: every problem of the file.
    """
    path = Path(path)
    content = read_text(path)
    return _remembered(content, str(path), path.parent, as_name(path.stem))


def read_document(content: str, file: str, folder: Path, default_name: str) -> Document:
    """The document in a text.

    Args:
        content: the YAML text.
        file: how error messages call it.
        folder: where paths in it start.
        default_name: its name when it gives none.

    Raises:
        ScenarioError: every problem of the text.
    """
    return read_tree(parse(content, file), file, folder, default_name)


def read_tree(tree: Node, file: str, folder: Path, default_name: str) -> Document:
    """The document in a tree of nodes; arguments and errors as for `read_document`."""
    findings = Findings(file)
    found = fields(tree, "", findings, READERS, elsewhere=section_hint)
    lines = {key.raw: key.line for key, _ in tree.entries}
    document = Document(file, folder, **_completed(found, tree, folder, default_name), lines=lines)
    _check_files(document, findings)
    _check_dates(document, findings)
    _check_places(document, findings)
    findings.check()
    return document


@lru_cache(maxsize=256)
def _remembered(content: str, file: str, folder: Path, stem: str) -> Document:
    return read_document(content, file, folder, stem)


def _completed(found: dict[str, Any], tree: Node, folder: Path, default_name: str) -> dict[str, Any]:
    extends = found.get("extends", ())
    if "extends" not in tree.keys:
        extends = (BASE,)
    population = found.get("population")
    if population is not None:
        population = population_place(population, folder)
    settled = {"name": default_name, **found, "extends": tuple(ref for ref in extends if ref != NOTHING)}
    return {**settled, "population": population}


def _check_files(document: Document, findings: Findings) -> None:
    shown = {reference: Node("scalar", document.line("extends"), raw=reference) for reference in document.extends}
    for reference, node in shown.items():
        if is_file(reference) and not os.path.isfile(document.folder / reference):
            findings.add(node, "extends", say("there-is-no-such-file"))


def _check_dates(document: Document, findings: Findings) -> None:
    """Settle all dates once with the document's own start, so that wrong ones are told with all else."""
    for draft in (*document.levers, *document.events):
        draft.settled(document.begins or Start(policy_start()), findings)


def _check_places(document: Document, findings: Findings) -> None:
    wrong = population_problems(document)
    findings.problems += wrong
    if not wrong and (document.population is not None or _is_home(document)):
        note_regions(document, findings)


def _is_home(document: Document) -> bool:
    return not any(is_file(ref) for ref in document.extends)


def _reference(node: Node, key: str, findings: Findings) -> str | None:
    """What a document extends: a library name, or the path of another file."""
    written = text(node, key, findings)
    if written is None or written == NOTHING or is_file(written):
        return written
    return one_of(library(), say("a-scenario-of-the-library"))(node, key, findings)


def _horizon(node: Node, key: str, findings: Findings) -> int | None:
    if month(node, key, findings) == LAST:
        return LAST
    findings.add(node, key, say("horizon-is-fixed"), allowed=month_text(LAST))
    return None


READERS: dict[str, Reader] = {
    "name": name,
    "title": both_languages,
    "description": both_languages,
    "sources": each(text),
    "decider": both_languages,
    "instrument": both_languages,
    "cost": both_languages,
    "programmes": each(one_of(programmes(), say("a-programme")), distinct=True),
    "extends": each(_reference, distinct=True),
    "start": month,
    "origin": month,
    "horizon": _horizon,
    "target": target,
    "targets": each(target, distinct=True),
    "population": text,
    "potentials": one_of(LEVELS, say("a-potentials-level")),
    "uncertainties": uncertainties,
    "levers": lever_changes,
    "events": events,
    "rules": rules,
    "budget": number(*BUDGETS, "million DKK a year", large=True),
}
