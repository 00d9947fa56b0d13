"""Scenarios by what a person types: a name, a file, or several of them put together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from samspil.model.messages import say
from samspil.model.problems import nearest, shown
from samspil.model.written import comma_fault

from ..tables import origin
from .document import BASE, Document, read_document, read_file
from .findings import refuse
from .known import programmes, regions
from .library import ENDINGS, FOLDER, is_file, library, library_file
from .months import Start
from .overrides import NAME as SETTINGS
from .overrides import overlay
from .resolve import TEXTS, Layer, assemble, identity, layers
from .scenario import Scenario
from .values import LANGUAGES, as_name

WITHOUT = "-without:"
READINGS = ("more", "without")
LACKING = {"en": "without", "da": "uden"}
SIZE = re.compile(r"(.+):x([0-9]+(?:\.[0-9]+)?)")
NO_SIZE = re.compile(r".+:[xX](\s*[-+]?[0-9][^+:]*|)")


@dataclass(frozen=True)
class Term:
    """One part of a composition: a document, the policies left out of it, and whether it is read as `without`."""

    reference: str
    out: tuple[str, ...] = ()
    absent: bool = False


def load(reference: str | Path, overrides: str | Sequence[str] = ()) -> Scenario:
    """A scenario from a library name, a file, or a composition.

    `a+b` lets b act after a. `a-without:b` is a without its part b; if b is no part of a but the policy of a running
    programme, that programme is taken out of a from its first day. `b:without` is what b extends without b's
    programme; `b:more` is b. What ends in `:x0.5` is all before it at half its size (see `sized`). Spaces around the
    names do not count.

    Args:
        reference: what a person types.
        overrides: settings `NAME=VALUE` of levers, parameters, rules and keys, which act last; or one of them.

    Raises:
        ScenarioError: every problem of the files that it is made of.

    Example:
        >>> scenario = load("full-portfolio-without:opi-pool", ["outreach=2"])
        >>> scenario.levers["outreach"][-1].value
        2.0
    """
    overrides = (overrides,) if isinstance(overrides, str) else overrides
    text = str(reference)
    size = None if os.path.exists(text) else SIZE.fullmatch(text)
    if size is not None:
        return _at_size(text, load(size[1], overrides), float(size[2]), overrides)
    _check_size(text)
    if isinstance(reference, Path) or (is_file(text) and os.path.isfile(text)):
        return _assembled([Term(text)], overrides)
    return _assembled([_term(part.strip(), text) for part in text.split("+")], overrides)


def loads(text: str, name: str = "scenario", folder: str | Path = ".") -> Scenario:
    """A scenario from the text of a document.

    Args:
        text: YAML.
        name: its name if it gives none.
        folder: where paths in it start.

    Raises:
        ScenarioError: every problem of the text and of what it extends.

    Example:
        >>> mine = loads("{name: mine, extends: current-policy, levers: {outreach: 2}}")
        >>> mine.policies
        ('current-policy', 'mine')
    """
    found = layers(read_document(text, f"<{name}>", Path(folder), as_name(name)))
    _check_names(layer.document for layer in found)
    return assemble(found)


def reread(text: str, name: str) -> Scenario:
    """A scenario from the whole document that results hold of it. It may be that of a policy of the library which
    settings have changed: who ran it knew so, and its digest is held against that of the run.

    Raises:
        ScenarioError: every problem of the text.
    """
    return assemble(layers(read_document(text, f"<{name}>", Path("."), as_name(name))))


def ends(scenario: Scenario) -> tuple[str, ...]:
    """Levers that the size of a scenario (`a:x20`) took to the end of their range; of one without a size none.

    Example:
        >>> ends(load("benefit-realisation:x20"))
        ('benefit_realisation',)
    """
    from .sized import at_the_end

    found = at_the_end(scenario, beside(scenario, load(BASE)))
    return tuple(name for name in found if begin_of_setting(scenario, name) is None)


def first_in_the_past(scenario: Scenario) -> int | None:
    """The first month in which a scenario of one's own differs from current policy, where that is before the origin and
    so has happened already; None of those of the library, which say what they ask."""
    from .sized import extent

    if set(scenario.policies) <= set(library()):
        return None
    first = extent(scenario, beside(scenario, load(BASE))).first
    return first if first is not None and first < origin() else None


def begin_of_setting(scenario: Scenario, name: str) -> int | None:
    """The month from which settings (`NAME=VALUE`) set a lever of a scenario; None where they do not.

    Example:
        >>> begin_of_setting(load("current-policy", ["outreach=2", "start=2028-01"]), "outreach")
        72
    """
    months = [change.start for change in scenario.levers.get(name, ()) if change.policy == SETTINGS]
    return min(months, default=None)


def _check_size(reference: str) -> None:
    """Refuse a size that is not written as one, before a name with it is looked for."""
    from .sized import LARGEST, LEAST

    wrong = None if os.path.exists(reference) else NO_SIZE.fullmatch(reference)
    if wrong is not None:
        fault = comma_fault(wrong[1]) or say("is-no-size")
        refuse(shown(reference), 0, fault, allowed=say("size-form", low=LEAST, high=LARGEST))


def _at_size(reference: str, scenario: Scenario, size: float, overrides: Sequence[str]) -> Scenario:
    """A scenario at another size; settings hold for current policy as well, so that they keep their values."""
    from .sized import LARGEST, LEAST, SIGN, extent, scaled

    baseline = beside(scenario, load(BASE, overrides))
    if not LEAST <= size <= LARGEST:
        allowed = say("between", low=LEAST, high=LARGEST)
        refuse(reference, 0, say("is-no-size"), value=f"{SIGN}{size:g}", allowed=allowed)
    if not extent(scenario, baseline).sized:
        refuse(reference, 0, say("nothing-with-a-size", name=scenario.name, baseline=baseline.name))
    return scaled(scenario, baseline, size)


def beside(scenario: Scenario, baseline: Scenario) -> Scenario:
    """The baseline in the population of a scenario.

    Raises:
        ScenarioError: it names regions that the population does not have.
    """
    if scenario.population == baseline.population:
        return baseline
    known = regions(scenario.population)
    changes = [change for of_lever in baseline.levers.values() for change in of_lever]
    for item in (*changes, *baseline.events):
        for label in getattr(item, "regions", None) or ():
            if label not in known:
                here = shown(scenario.population)
                told = say("plays-without-region", population=here, region=shown(label), baseline=baseline.name)
                refuse(scenario.name, 0, told)
    return replace(baseline, population=scenario.population)


def _assembled(terms: list[Term], overrides: Sequence[str]) -> Scenario:
    overlaid = overlay(overrides)
    start = overlaid.begins if overlaid is not None else None
    found: dict[tuple[str, str], Layer] = {}
    dropped: list[str] = []
    for term in terms:
        part, gone = _part(term, start)
        dropped += gone
        for layer in part:
            found.setdefault(identity(layer.document), layer)
    closing = [] if overlaid is None else [Layer(overlaid, _start(terms[0], start))]
    scenario = assemble([*found.values(), *closing], dropped)
    _check_names(layer.document for layer in found.values())
    return replace(scenario, start=_start(terms[-1], start).month, **_said(terms))


def _check_names(documents: Iterable[Document]) -> None:
    """Nobody may tell numbers of another policy under the name of one of the library."""
    for document in documents:
        if document.name not in library() or document.folder == FOLDER:
            continue
        if assemble(layers(document)).digest != assemble(layers(_document(document.name))).digest:
            message = say("names-library-policy")
            refuse(document.file, document.line("name"), message, key="name", value=shown(document.name))


def _start(term: Term, start: Start | None) -> Start:
    return layers(_document(term.reference), start=start)[-1].start


def _part(term: Term, start: Start | None) -> tuple[list[Layer], list[str]]:
    """The layers of one term, and the programmes that it takes out."""
    leaf = _document(term.reference)
    whole = layers(leaf, start=start)
    if term.absent:
        return whole[:-1], list(_programmes(leaf, term))
    inside = {layer.document.name for layer in whole[:-1]}
    dropped = [name for out in term.out if out not in inside for name in _programmes(_document(out), term)]
    return layers(leaf, [out for out in term.out if out in inside], start), dropped


def _programmes(document: Document, term: Term) -> Iterable[str]:
    if not document.programmes:
        spelled = f"{term.reference}{''.join(WITHOUT + out for out in term.out)}"
        message = say("no-part-no-programme", name=document.name, reference=term.reference)
        refuse(spelled, 0, message)
    return document.programmes


def _term(part: str, whole: str) -> Term:
    reference, *out = (name.strip() for name in part.split(WITHOUT))
    head, colon, reading = reference.rpartition(":")
    if colon and (reading := reading.strip()) in READINGS and not out:
        return Term(_known(head.strip(), whole), absent=reading == "without")
    return Term(_known(reference, whole), tuple(_known(name, whole) for name in out))


def _known(reference: str, whole: str) -> str:
    if reference in library() or (is_file(reference) and os.path.exists(reference)):
        return reference
    if os.path.isfile(reference):
        refuse("scenario", 0, say("file-by-another-name", reference=shown(reference)), allowed=", ".join(ENDINGS))
    if is_file(reference):
        refuse(shown(reference), 0, say(_absence(reference)), nearest=_near_file(Path(reference)))
    message = say("no-scenario-no-file", whole=shown(whole))
    if reference != whole:
        message = say("part-within", reference=shown(reference), message=message)
    refuse(
        "scenario",
        0,
        message,
        allowed=say("scenario-form"),
        nearest=nearest(reference, [*library(), *_meant(reference)]),
    )


def _absence(reference: str) -> str:
    """What is told of a path that leads nowhere: of a file where it ends as one."""
    return "there-is-no-such-file" if reference.endswith(ENDINGS) else "os-no-such-file"


def _near_file(path: Path) -> str:
    """The file beside a path that is called most like it: by its name alone, as the folder is what all share."""
    beside = {each.name: each for each in map(Path, _meant(str(path)))}
    near = nearest(path.name, beside)
    return str(beside[near]) if near else ""


def _meant(reference: str) -> list[str]:
    """Files that a name may mean without its ending, or may misspell."""
    folder = Path(reference).parent
    found = [str(path) for ending in ENDINGS for path in sorted(folder.glob(f"*{ending}"))]
    return [path for path in found if path.isprintable()]


def _document(reference: str) -> Document:
    return read_file(Path(reference) if is_file(reference) else library_file(reference))


def _said(terms: list[Term]) -> dict[str, Any]:
    """What the scenario says of itself: a document's own texts, or those of the parts joined."""
    leaves = [_document(term.reference) for term in terms]
    said: dict[str, Any] = {
        name: {language: _joined(leaves, terms, name, language) for language in LANGUAGES} for name in TEXTS
    }
    said["name"] = "+".join(_spelled(leaf, term) for leaf, term in zip(leaves, terms, strict=True))
    said["sources"] = tuple(dict.fromkeys(source for leaf in leaves for source in leaf.sources))
    nothing = dict.fromkeys(LANGUAGES, "")
    return {name: {} if value == nothing else value for name, value in said.items()}


def _spelled(leaf: Document, term: Term) -> str:
    return f"{leaf.name}:{READINGS[1]}" if term.absent else leaf.name + "".join(WITHOUT + out for out in term.out)


def _joined(leaves: list[Document], terms: list[Term], name: str, language: str) -> str:
    parts = [_told(leaf, term, name, language) for leaf, term in zip(leaves, terms, strict=True)]
    return (" + " if name == "title" else " ").join(dict.fromkeys(part for part in parts if part))


def _told(leaf: Document, term: Term, name: str, language: str) -> str:
    text = getattr(leaf, name).get(language, "")
    if name != "title":
        return text
    out = [_absent(_document(reference), leaf, language) for reference in term.out]
    if term.absent:
        text, out = "", [_absent(leaf, leaf, language)]
    whole = f"{text} {LACKING[language]} {', '.join(out)}".strip() if out else text
    return whole[:1].upper() + whole[1:]


def _absent(document: Document, leaf: Document, language: str) -> str:
    """What is left out, in words: a part of the policy, or else the running programmes of one."""
    inside = document is not leaf and identity(document) in {identity(layer.document) for layer in layers(leaf)}
    titles = [programmes()[name].title[language] for name in document.programmes]
    return document.title.get(language, document.name) if inside or not titles else ", ".join(titles)
