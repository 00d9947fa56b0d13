"""Where a document plays: the population it names, and the regions that it and its parents name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from samspil.model.messages import joined, say
from samspil.model.problems import Problem, TableError, nearest, shown

from ..tables.shipped import populations
from .findings import Findings
from .known import regions
from .tree import Node

if TYPE_CHECKING:
    from .document import Document

HOME = "denmark"


def population_place(written: str, folder: Path) -> str:
    """The population that a document in `folder` means: a shipped one by its name, else the path of a folder."""
    return written if written in populations() else os.path.abspath(folder / written)


def population_problems(document: Document) -> list[Problem]:
    """What is wrong with the population that a document names: the document's line first, then the tables' own."""
    population = document.population
    if population is None or population in populations():
        return []
    from ..population import load_population

    told = Problem(document.file, document.line("population"), "population", _shown(document), "")
    if not os.path.isdir(population):
        known = populations()
        near = nearest(Path(population).name, known)
        allowed = say("populations-or-folder", known=", ".join(known))
        return [replace(told, message=say("no-population-no-folder"), allowed=allowed, nearest=near)]
    try:
        load_population(population)
    except TableError as error:
        wrong = [replace(problem, file=f"{population}{os.sep}{problem.file}") for problem in error.problems]
        return [replace(told, message=say("tables-cannot-be-used")), *wrong]
    return []


def note_regions(document: Document, findings: Findings) -> None:
    """Note regions of a document that the population it plays in does not have."""
    known = regions(document.population or HOME)
    for line, key, label in _named(document):
        if label not in known:
            findings.add(
                Node("scalar", line, raw=label), key, say("is-not-a-region"), allowed=", ".join(known), known=known
            )


def misfits(chooser: Document, others: Iterable[Document]) -> list[Problem]:
    """Regions that other documents name and the population of `chooser` lacks, told at the line that chose it."""
    known = regions(chooser.population or HOME)
    where: dict[str, list[str]] = {}
    for document in others:
        for line, key, label in _named(document):
            if label not in known:
                where.setdefault(label, []).append(f"{document.file}:{line} ({key})")
    allowed = say("regions-or-extends-none", known=", ".join(known))
    return [
        Problem(
            chooser.file,
            chooser.line("population"),
            "population",
            _shown(chooser),
            say("lacks-region", label=shown(label), place=places[0], more=_more(places)),
            allowed,
        )
        for label, places in where.items()
    ]


def _more(places: list[str]) -> str:
    """How many places there are beside the first, in words."""
    return joined(" ", say("and-more-places", count=len(places) - 1)) if len(places) > 1 else ""


def _named(document: Document) -> list[tuple[int, str, str]]:
    """Line, key and label of every region that a document names."""
    places = [
        (draft.node.line, f"{draft.key}.regions", label)
        for draft in (*document.levers, *document.events)
        for label in getattr(draft.build(0, None), "regions", None) or ()
    ]
    return list(dict.fromkeys(places))


def _shown(document: Document) -> str:
    """The population of a document as its writer knows it."""
    population = document.population or HOME
    return shown(population if population in populations() else os.path.relpath(population, document.folder))
