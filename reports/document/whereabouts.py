"""Where a number stands in `summary.json`: the places that hold this very value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# As many places at most are told.
MOST = 3


def places_of(summary: Any, value: float) -> list[str]:
    """Paths that hold `value` to the last bit, the first few; none of a whole number that stands in more, as 0 or 3."""
    found = ["/".join(path) for path, each in _leaves(summary, ()) if each == value]
    return [] if len(found) > MOST and float(value).is_integer() else found[:MOST]


def _leaves(record: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(record, Mapping):
        for key, each in record.items():
            yield from _leaves(each, (*path, str(key)))
    elif isinstance(record, Sequence) and not isinstance(record, str):
        for place, each in enumerate(record):
            yield from _leaves(each, (*path, str(place)))
    elif isinstance(record, int | float) and not isinstance(record, bool):
        yield path, record
