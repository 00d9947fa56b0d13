"""One file: what it says, before what it extends is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from samspil.model.epoch import LAST, month_number
from samspil.model.potentials import LEVELS

from .changes import Draft, lever_changes
from .events import events
from .findings import Findings
from .known import is_path, programmes, regions
from .library import is_file, library
from .misplaced import section_hint
from .rules import rules
from .source import read_text
from .target import target
from .tree import Node, parse
from .uncertainties import Override, uncertainties
from .values import Reader, as_name, both_languages, each, fields, month, name, one_of, text

POLICY_START = month_number("2027-01") or 0
BASE = "current-policy"
NOTHING = "none"
HOME = "denmark"


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
    extends_line: int = 0
    start: int | None = None
    horizon: int | None = None
    target: dict[str, Any] = field(default_factory=dict)
    targets: tuple[dict[str, Any], ...] = ()
    population: str | None = None
    potentials: str | None = None
    uncertainties: dict[str, Override] = field(default_factory=dict)
    levers: tuple[Draft, ...] = ()
    events: tuple[Draft, ...] = ()
    rules: dict[str, bool | str] = field(default_factory=dict)


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
    tree = parse(content, file)
    findings = Findings(file)
    found = fields(tree, "", findings, READERS, elsewhere=section_hint)
    line = next((value.line for key, value in tree.entries if key.raw == "extends"), 0)
    document = Document(file, folder, **_completed(found, tree, folder, default_name), extends_line=line)
    _check_files(document, findings)
    _check_dates(document, findings)
    if document.population is not None or _is_home(document):
        check_regions(document, document.population or HOME, findings)
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
    if population is not None and is_path(population):
        population = str((folder / population).resolve())
    settled = {"name": default_name, **found, "extends": tuple(ref for ref in extends if ref != NOTHING)}
    return {**settled, "population": population}


def _check_files(document: Document, findings: Findings) -> None:
    for reference in document.extends:
        if is_file(reference) and not (document.folder / reference).is_file():
            shown = Node("scalar", document.extends_line, raw=reference)
            findings.add(shown, "extends", "there is no such file")


def _check_dates(document: Document, findings: Findings) -> None:
    """Settle all dates once with the document's own start, so that wrong ones are told with all else."""
    last = LAST if document.horizon is None else document.horizon
    for draft in (*document.levers, *document.events):
        draft.settled(POLICY_START if document.start is None else document.start, findings, last)


def check_regions(document: Document, population: str, findings: Findings) -> None:
    """Note regions that the population does not have."""
    known = regions(population)
    for draft in (*document.levers, *document.events) if known else ():
        for label in getattr(draft.build(0, None), "regions", None) or ():
            if label not in known:
                shown = Node("scalar", draft.node.line, raw=label)
                allowed = ", ".join(known)
                findings.add(shown, f"{draft.key}.regions", "is not a region", allowed=allowed, known=known)


def _is_home(document: Document) -> bool:
    return not any(is_file(ref) for ref in document.extends)


def _reference(node: Node, key: str, findings: Findings) -> str | None:
    """What a document extends: a library name, or the path of another file."""
    written = text(node, key, findings)
    if written is None or written == NOTHING or is_file(written):
        return written
    return one_of(library(), "a scenario of the library")(node, key, findings)


def _horizon(node: Node, key: str, findings: Findings) -> int | None:
    last = month(node, key, findings)
    if last is not None and last % 12 != 11:
        findings.add(node, key, "must be a December: results are kept by whole years", allowed="YYYY-12")
        return None
    return last


def _population(node: Node, key: str, findings: Findings) -> str | None:
    written = text(node, key, findings)
    if written is not None and not is_path(written) and name(node, key, findings) is None:
        return None
    return written


READERS: dict[str, Reader] = {
    "name": name,
    "title": both_languages,
    "description": both_languages,
    "sources": each(text),
    "decider": both_languages,
    "instrument": both_languages,
    "cost": both_languages,
    "programmes": each(one_of(programmes(), "a programme")),
    "extends": each(_reference),
    "start": month,
    "horizon": _horizon,
    "target": target,
    "targets": each(target),
    "population": _population,
    "potentials": one_of(LEVELS, "a potentials level"),
    "uncertainties": uncertainties,
    "levers": lever_changes,
    "events": events,
    "rules": rules,
}
