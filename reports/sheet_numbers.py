"""Numbers of a table without the figures that their errors drown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Sheet = tuple[Sequence[str], Sequence[Sequence[Any]]]
# Of a number whose error is not told.
FIGURES = 4


def as_precise(sheet: Sheet) -> Sheet:
    """The table without the figures that errors drown: a number and the ends of its interval to the first figure of
    their error and one more, others to four figures."""
    heads, rows = sheet
    groups = _groups(heads)
    return heads, [_row(row, groups) for row in rows]


def _groups(heads: Sequence[str]) -> list[tuple[int, int, int]]:
    """Places of each number that has an interval: its own, and those of both ends."""
    places = {head: place for place, head in enumerate(heads)}
    named = [(head, f"{head.removesuffix('_mdkk')}_low", f"{head.removesuffix('_mdkk')}_high") for head in heads]
    named += [(head, f"{head}_low", f"{head}_high") for head in heads]
    named += [(head, "low", "high") for head in ("share_fte", "fte") if "low" in places]
    found = {tuple(places[name] for name in each) for each in named if all(name in places for name in each)}
    return sorted(found)  # type: ignore[arg-type]


def _row(row: Sequence[Any], groups: Sequence[tuple[int, int, int]]) -> list[Any]:
    steps: Mapping[int, float] = {
        place: step for group in groups for step in [_step(row, group)] if step > 0.0 for place in group
    }
    return [_rounded(cell, steps.get(place, 0.0)) for place, cell in enumerate(row)]


def _step(row: Sequence[Any], group: tuple[int, int, int]) -> float:
    """A tenth of the first figure of the error that an interval tells; 0 where it tells none."""
    from samspil.experiments.comparison import normal_half_width

    low, high = (row[place] for place in group[1:])
    if not all(isinstance(end, float) and math.isfinite(end) for end in (low, high)) or high <= low:
        return 0.0
    return 10.0 ** (math.floor(math.log10((high - low) / (2.0 * normal_half_width()))) - 1)


def _rounded(cell: Any, step: float) -> Any:
    return _to(cell, -math.floor(math.log10(step))) if step > 0.0 else to_figures(cell, FIGURES)


def to_figures(cell: Any, figures: int) -> Any:
    """A number to so many figures, one of more figures whole; anything else as it is."""
    if not isinstance(cell, float) or not math.isfinite(cell) or cell == 0.0:
        return cell
    return _to(cell, figures - 1 - math.floor(math.log10(abs(cell))))


def _to(cell: Any, place: int) -> Any:
    if not isinstance(cell, float) or not math.isfinite(cell):
        return cell
    return int(round(cell, place)) if place <= 0 else round(cell, place) + 0.0
