"""A policy at another size: the distance of its levers from current policy, multiplied.

Levers that have no size (a switch, a term of contracts, what comes from outside) and dated events stay as the policy
has them. A scenario that was scaled says so in its name and title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.epoch import MONTHS
from samspil.model.levers import levers
from samspil.model.read import Column

from ..tables.shipped import rows
from .changes import MOST, Change
from .events import same
from .known import regions
from .levels import lever_table
from .values import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .scenario import Scenario

SIZED = re.compile(r":x[0-9]")
SIGN = ":x"  # stands between a policy's name and its size
LEAST, LARGEST = 0.01, 100.0
DESCRIBED = {
    "en": "{size} times the following, counted from current policy: {description}",
    "da": "{size} gange det følgende, regnet fra nuværende politik: {description}",
}


@dataclass(frozen=True)
class Extent:
    """Where a policy departs from current policy, and what of that has a size.

    `sized` are the levers whose distance can be multiplied; `above` and `below` those of them that have a price and
    lie above or below current policy at any time; `kept` the levers and kinds of events without a size, each with the
    solution that it is about; `first` the month of the first departure (None: there is none); `most` the size at which
    the last lever meets the end of its range: beyond it only ramps are steeper.
    """

    sized: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    first: int | None
    most: float


@cache
def unsized() -> dict[str, dict[str, str]]:
    """Why each lever and kind of event that has no size has none, by language."""
    reasons = [Column(f"why_{language}") for language in LANGUAGES]
    found = rows("sizes.csv", [Column("name"), *reasons, Column("source")])
    return {row["name"]: {language: row[f"why_{language}"] for language in LANGUAGES} for row in found}


def scaled(scenario: Scenario, baseline: Scenario, size: float) -> Scenario:
    """`scenario` with each lever that has a size at `baseline` + `size` times its distance from it, inside its range.

    It holds in every month and region. The name, the title and the description carry the size.
    """
    changes = dict(scenario.levers)
    for name, (base, own) in _departures(scenario, baseline).items():
        if name not in unsized() and size != 1.0:
            wanted = np.clip(base + size * (own - base), levers()[name].low, levers()[name].high)
            changes[name] = _changes(name, scenario, baseline, size, (base, wanted))
    told = {
        "title": {language: _titled(scenario, size, language) for language in LANGUAGES},
        "description": {language: _described(text, size, language) for language, text in scenario.description.items()},
    }
    return replace(scenario, name=f"{scenario.name}{SIGN}{size:g}", levers=changes, **told)


def _changes(
    name: str, scenario: Scenario, baseline: Scenario, size: float, tables: tuple[np.ndarray, np.ndarray]
) -> tuple[Change, ...]:
    """Changes of a lever that turn the first table into the second: the policy's own at its size where those do."""
    before, own, labels = baseline.levers.get(name, ()), scenario.levers.get(name, ()), regions(scenario.population)
    if own[: len(before)] == before:
        told = (*before, *(_multiplied(each, tables[0], labels, size) for each in own[len(before) :]))
        if all(_is_sayable(each) for each in told) and np.allclose(lever_table(name, told, labels), tables[1]):
            return told
    return (*before, *steps(name, *tables, labels))


def _multiplied(change: Change, base: np.ndarray, labels: Sequence[str], size: float) -> Change:
    """A change at a size, as it is when nothing else acts on its lever."""
    if change.op == "add":
        return replace(change, value=_short(change.value * size))
    if change.op == "scale":
        return replace(change, value=_short(1.0 + (change.value - 1.0) * size))
    place = 0 if change.regions is None else list(labels).index(change.regions[0])
    held = float(base[change.start, place])
    return replace(change, value=_short(held + (change.value - held) * size))


def _is_sayable(change: Change) -> bool:
    """Whether a document may say its value."""
    lever = levers()[change.lever]
    width = lever.high - lever.low
    low, high = {"set": (lever.low, lever.high), "add": (-width, width), "scale": (0.0, MOST)}[change.op]
    return low <= change.value <= high


def _short(value: float) -> float:
    """Without the digits that arithmetic leaves."""
    return float(f"{value:.12g}")


def steps(name: str, base: np.ndarray, wanted: np.ndarray, labels: Sequence[str]) -> list[Change]:
    """Changes that turn a lever's table `base` (months, regions) into `wanted`, one for each steady stretch.

    Regions with the same levels share their changes; where all have them the changes name none.
    """
    alike: dict[bytes, list[int]] = {}
    for place in range(len(labels)):
        alike.setdefault(base[:, place].tobytes() + wanted[:, place].tobytes(), []).append(place)
    found = []
    for places in alike.values():
        named = None if len(places) == len(labels) else tuple(labels[place] for place in places)
        found += _stretches(name, base[:, places[0]], wanted[:, places[0]], named)
    return found


def _stretches(name: str, base: np.ndarray, wanted: np.ndarray, named: tuple[str, ...] | None) -> list[Change]:
    edges = [0, *(np.flatnonzero(np.diff(wanted) != 0.0) + 1), len(wanted)]
    return [
        Change(name, "set", float(wanted[start]), int(start), None if end == len(wanted) else int(end) - 1, 0, named)
        for start, end in pairwise(edges)
        if not np.array_equal(wanted[start:end], base[start:end])
    ]


def extent(scenario: Scenario, baseline: Scenario) -> Extent:
    """Where `scenario` departs from `baseline`, and what of that has a size."""
    tables = _departures(scenario, baseline)
    sized = tuple(name for name in tables if name not in unsized())
    priced = {name: tables[name][1] - tables[name][0] for name in sized if levers()[name].cost_item}
    known = {same(event) for event in baseline.events}
    dated = [event for event in scenario.events if same(event) not in known]
    starts = [int(np.flatnonzero((own != base).any(axis=1))[0]) for base, own in tables.values()]
    starts += [event.start for event in dated]
    return Extent(
        sized,
        tuple(name for name, gap in priced.items() if (gap > 0.0).any()),
        tuple(name for name, gap in priced.items() if (gap < 0.0).any()),
        (
            *((name, "") for name in tables if name in unsized()),
            *dict.fromkeys((event.kind, getattr(event, "solution", "")) for event in dated),
        ),
        min(starts, default=None),
        max((_limit(name, *tables[name]) for name in sized), default=1.0),
    )


def changed(scenario: Scenario, baseline: Scenario) -> dict[str, float | None]:
    """What a policy changes: of each lever the farthest it goes from current policy, in its unit; None for an
    event, named by its kind and what it is about (``mandate dose_packed_medicine``)."""
    found: dict[str, float | None] = {}
    for name, (base, own) in _departures(scenario, baseline).items():
        gap = (own - base).ravel()
        found[name] = _short(float(gap[np.argmax(np.abs(gap))]))
    known, mine = ({same(event) for event in each.events} for each in (baseline, scenario))
    events = [*scenario.events, *baseline.events]
    differing = [event for event in events if (same(event) in known) != (same(event) in mine)]
    about = [getattr(event, "solution", "") or getattr(event, "name", "") for event in differing]
    return found | {f"{event.kind} {of}".strip(): None for event, of in zip(differing, about, strict=True)}


def at_their_limits(scenario: Scenario, baseline: Scenario, size: float) -> tuple[str, ...]:
    """Levers that have a size and of which the range keeps a part of that size."""
    tables = _departures(scenario, baseline)
    return tuple(name for name in tables if name not in unsized() and _limit(name, *tables[name]) < size)


def at_the_end(scenario: Scenario, baseline: Scenario) -> tuple[str, ...]:
    """Levers of a scenario that has a size by its name and that the size took to the end of their range, where more
    of it changes nothing; of any other scenario none."""
    if not SIZED.search(scenario.name):
        return ()
    return tuple(name for name, tables in _departures(scenario, baseline).items() if _is_at_the_end(name, *tables))


def _is_at_the_end(name: str, base: np.ndarray, own: np.ndarray) -> bool:
    moved = own[own != base]
    return name not in unsized() and bool(((moved == levers()[name].low) | (moved == levers()[name].high)).any())


def _departures(scenario: Scenario, baseline: Scenario) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Tables (months, regions) of the baseline and of the scenario, of every lever in which they differ."""
    labels, found = regions(scenario.population), {}
    for name in levers():
        tables = [lever_table(name, each.levers.get(name, ()), labels) for each in (baseline, scenario)]
        if not np.array_equal(*tables):
            found[name] = (tables[0], tables[1])
    return found


def _limit(name: str, base: np.ndarray, own: np.ndarray) -> float:
    """The size at which a lever first meets the end of its range, in any month and region."""
    base, gap = base[:MONTHS], (own - base)[:MONTHS]
    ends = np.where(gap > 0.0, levers()[name].high, levers()[name].low)
    return float(((ends - base)[gap != 0.0] / gap[gap != 0.0]).min())


def _titled(scenario: Scenario, size: float, language: str) -> str:
    title = scenario.title.get(language, scenario.name)
    whole = f"({title})" if " + " in title else title
    return f"{whole} × {_written(size, language)}"


def _described(description: str, size: float, language: str) -> str:
    return DESCRIBED[language].format(size=_written(size, language), description=description)


def _written(size: float, language: str) -> str:
    text = f"{size:g}"
    return text.replace(".", ",") if language == "da" else text
