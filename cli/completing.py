"""What a shell completes: names of policies, of settings and of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .spoken import of_the_machine
from .texts import text

Offered = Iterator[tuple[str, str]]


def scenarios(incomplete: str) -> Offered:
    """Names of the library, also behind a + or a -without: of a composition; files are completed by the shell."""
    from samspil.scenarios import library, load

    before, last = _cut(incomplete)
    for name in library():
        if name.startswith(last):
            yield f"{before}{name}", load(name).title.get(of_the_machine(), "")


def settings(incomplete: str) -> Offered:
    """Levers (national ones are told as such), parameters, rules and keys that `--set` takes."""
    from samspil.model.levers import levers
    from samspil.model.parameters import registry
    from samspil.scenarios.documents.changes import NATIONAL
    from samspil.scenarios.documents.overrides import settable

    known, language = {**registry(), **levers()}, of_the_machine()
    for name in settable():
        if name.startswith(incomplete):
            title = getattr(known.get(name), f"title_{language}", "")
            yield f"{name}=", f"{title} {text('completing.national', language)}" if name in NATIONAL else title


def parameters(incomplete: str) -> Offered:
    """Names of parameters."""
    from samspil.model.parameters import registry

    title = f"title_{of_the_machine()}"
    return ((name, getattr(each, title)) for name, each in registry().items() if name.startswith(incomplete))


def challenged(incomplete: str) -> Offered:
    """Numbers that a reader may set, public claims, and scenarios."""
    from samspil.experiments.challenging.table import claims_known

    for name, title in parameters(incomplete):
        yield f"{name}=", title
    for name, each in claims_known().items():
        if name.startswith(incomplete):
            yield name, each.row[f"title_{of_the_machine()}"]
    yield from scenarios(incomplete)


def explored(incomplete: str) -> Offered:
    """What can be moved on the emulator."""
    from samspil.experiments.emulating import load

    language = of_the_machine()
    for each in load(stale=True).inputs:
        if each.name.startswith(incomplete):
            yield f"{each.name}=", dict(each.title)[language]


def groups(incomplete: str) -> Iterable[str]:
    """Groups of parameters."""
    return _values("group", incomplete)


def grades(incomplete: str) -> Iterable[str]:
    """Grades of evidence."""
    return _values("grade", incomplete)


def _values(field: str, incomplete: str) -> list[str]:
    from samspil.model.parameters import registry

    known = dict.fromkeys(getattr(parameter, field) for parameter in registry().values())
    return [name for name in known if name.startswith(incomplete)]


def _cut(incomplete: str) -> tuple[str, str]:
    """A composition as far as it is written, and the name that is being written."""
    ends = [incomplete.rfind(mark) + len(mark) for mark in ("+", "-without:") if mark in incomplete]
    cut = max(ends, default=0)
    return incomplete[:cut], incomplete[cut:]
