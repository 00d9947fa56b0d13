"""Names by the titles that people read: who writes a title where a name is wanted is told the name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from samspil.model.levers import levers
from samspil.model.parameters import registry
from samspil.model.problems import nearest

from ..tables import load_catalogue, load_needs, load_programmes


@cache
def titles() -> dict[str, tuple[str, ...]]:
    """Names of levers and parameters by title in small letters; a title that two have names both."""
    found: dict[str, tuple[str, ...]] = {}
    for name, each in {**registry(), **levers()}.items():
        for title in {each.title_en.casefold(), each.title_da.casefold()}:
            found[title] = (*found.get(title, ()), name)
    return found


def by_title(written: str) -> str:
    """The name of the lever or parameter that has this title, in either language; else what is written."""
    named = titles().get(written.casefold(), ())
    return named[0] if len(named) == 1 else written


def meant(written: str, known: Iterable[str]) -> str:
    """The known name whose title this is, in either language and any case; else the one that looks most like it."""
    names = list(known)
    if not names:
        return ""
    called = (*titles().get(written.strip().casefold(), ()), *_of_tables().get(written.strip().casefold(), ()))
    return next((name for name in called if name in names), "") or nearest(written, names)


@cache
def _of_tables() -> dict[str, tuple[str, ...]]:
    """Names of needs, solutions and programmes by title in small letters."""
    found: dict[str, tuple[str, ...]] = {}
    for each in (*load_needs(), *load_catalogue(), *load_programmes().values()):
        for title in {text.casefold() for text in each.title.values()}:
            found[title] = (*found.get(title, ()), each.name)
    return found
