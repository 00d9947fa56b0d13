"""Facts: every number that a sentence of the report states, with an id, where it comes from and how it is written.

Which there are stands in ``data/facts.csv``: a path into ``summary.json``, or ``=name`` of what :mod:`.derived` makes
of it. A sentence of the words names them by id, so that no sentence holds a number of its own.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..figures.milestones import best
from ..language.chances import chance_words
from ..view import View, known
from ..wording import money_words
from .derived import DERIVED
from .listed_facts import table

DERIVED_MARK = "="


@dataclass(frozen=True)
class Fact:
    """A number as a sentence states it: its id, the text, the value behind it, and where that stands."""

    id: str
    text: str
    value: float | str | None
    unit: str = ""
    path: str = ""
    meaning: str = ""
    error: float | None = None


class Facts(Mapping[str, Fact]):
    """The facts of a view by id, each looked up when a sentence asks for it."""

    def __init__(self, view: View) -> None:
        self._view, self._found = view, {}

    def __getitem__(self, name: str) -> Fact:
        if name not in self._found:
            self._found[name] = fact(self._view, name)
        return self._found[name]

    def __iter__(self) -> Any:
        return iter(table())

    def __len__(self) -> int:
        return len(table())


def fact(view: View, name: str) -> Fact:
    """One fact of a view.

    Raises:
        KeyError: there is no such fact.
    """
    row = table()[name]
    if row["path"].startswith(DERIVED_MARK):
        value, path = DERIVED[row["path"][1:]](view)
        error = None
    else:
        keys = path_of(view, row["path"])
        value, error, path = at(view.summary, keys), _error(view.summary, keys), "/".join(keys)
    unit = row["unit"]
    return Fact(name, WRITTEN[unit](view, value, error), value, unit, path, row[f"meaning_{view.words.lang}"], error)


def path_of(view: View, path: str) -> list[str]:
    """The keys of a path, its places filled in; a name with a slash stays one key."""
    places = {
        "{baseline}": view.baseline,
        "{best}": best(view),
        "{level}": view.level,
        "{date}": view.date,
        "{late}": view.dates[-1],
    }
    return [places.get(key, key) for key in path.split("/")]


def at(record: Any, keys: list[str]) -> Any:
    """What stands in a record under these keys, one below the other."""
    for key in keys:
        record = record[key]
    return record


def _error(summary: Any, keys: list[str]) -> float | None:
    """The simulation error of a number, where its record tells it."""
    record = at(summary, keys[:-1])
    return (record.get("errors") or {}).get(keys[-1]) if isinstance(record, Mapping) else None


def filled(template: str, facts: Mapping[str, Fact], **values: str | Fact) -> tuple[str | Fact, ...]:
    """A sentence's template with its places filled: by what is given, else by the fact of that id."""
    spans: list[str | Fact] = []
    for text, name, _, _ in string.Formatter().parse(template):
        spans += [text] if text else []
        spans += [] if name is None else [values[name] if name in values else facts[name]]
    return tuple(spans)


def _fte(view: View, value: float, error: float | None) -> str:
    return view.words.numbers.rounded(value, error)


WRITTEN: dict[str, Callable[[View, Any, float | None], str]] = {
    "FTE": _fte,
    "month": lambda view, value, _: view.words.numbers.month(str(value)[:7]),
    "runs": lambda view, value, _: view.words.numbers.plain(known(value)),
    "million DKK a year": lambda view, value, _: money_words(known(value), view.words),
    "chance": lambda view, *_: chance_words(view, best(view)),
}
