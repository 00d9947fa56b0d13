"""A sensitivity analysis on the screen: the answer first, then a table, then how far it can be relied on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .session import Session

if TYPE_CHECKING:
    import xarray as xr

TEN = 10


def show(session: Session, found: xr.Dataset, whole: bool) -> None:
    """Print the first sentence, ten numbers or all, what is noise, chance, and the verdict."""
    from samspil.experiments import reading
    from samspil.reports.flags import note
    from samspil.reports.ranking import answer, brackets, caveats, heads, more, named, rows
    from samspil.reports.words import words

    say = words(session.language)
    first = str(found["outcome"].values[0])
    session.result(answer(found, say))
    session.result()
    names = reading.ranked(found, first, whole)[: None if whole else TEN]
    if names:
        session.table(heads(found, say, whole), rows(found, names, say, whole), frozenset({0, 1}))
        session.result()
    if whole:
        for heading, table in more(found, names, say):
            session.result(heading)
            session.table(*table, frozenset({0, 1}))
            session.result()
    for sentence in filter(None, [brackets(found, names, say), *caveats(found, say)]):
        session.result(sentence)
    meaning = note([named(name, say) for name in names], say)
    if meaning:
        session.result(meaning)
    if not whole:
        session.result(session.say("sensitivity.all"))
