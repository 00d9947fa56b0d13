"""The columns of a forecast in words: heads, cells and what a column means, in the language of a view."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from samspil.experiments.columns import Place, Record, at, places
from samspil.experiments.records import Chance, Spread
from samspil.experiments.tables import record

from .view import View
from .wording import chance_cell, fte_words, share_words

MONTH = re.compile(r"\d{4}-\d\d")


def shown(view: View, where: str) -> list[Place]:
    """The columns that are shown at the `terminal` or in the `report`, in their order."""
    found = places(record(view.summary, view.baseline, view.level))
    return [place for place in found if place.shown(where, view.date, view.dates[-1])]


def in_files(view: View) -> list[Place]:
    """The columns of `table.csv` and `table.xlsx`, in their order."""
    return [place for place in places(record(view.summary, view.baseline, view.level)) if place.column.files]


def heads(view: View, where: str) -> list[str]:
    """The heads of the columns that are shown there."""
    kind = "short" if where == "terminal" else "title"
    return [text(view, place, kind) for place in shown(view, where)]


def cells(view: View, where: str, scenario: str, level: str) -> list[str]:
    """What the columns that are shown there say of a scenario at a potentials level."""
    told = record(view.summary, scenario, level)
    return [cell(view, place, told) for place in shown(view, where)]


def text(view: View, place: Place, kind: str) -> str:
    """The `title`, `short` title or `meaning` of a column."""
    number, (first, last) = view.words.numbers, view.policy_years
    key = number.month(place.key) if MONTH.fullmatch(place.key) else number.plain(float(place.key or 0))
    values = {"due": number.month(view.date), "horizon": view.months[-1][:4], "first": first, "last": last}
    written = place.column.text(kind, view.words.lang)
    return written.format(key=key, scenario=view.title(view.baseline), **values)


def cell(view: View, place: Place, told: Record) -> str:
    """A value as people write it; nothing where the record does not tell it."""
    if place.path and place.path[0] not in told:
        return ""  # known at another level alone
    if place.column.format == "rounded":
        return fte_words(at(told, place.path[:-1]) or {}, place.path[-1], view.words)
    return WRITTEN[place.column.format](view, at(told, place.path))


def tells(place: Place, told: Record) -> bool:
    """Whether a record tells anything but nothing there."""
    return place.path[0] in told and at(told, place.path) not in (None, 0)


def spread_words(view: View, fte: Spread) -> str:
    """The middle run and the range of nine runs in ten."""
    middle, low, high = (fte_words(fte, key, view.words) for key in ("p50", "p05", "p95"))
    return view.words("cell.spread", middle=middle, low=low, high=high)


def chances_words(view: View, variants: dict[str, Chance]) -> str:
    """P(target) under every variant of the draws, in the order of the summary."""
    return " / ".join(
        share_words(told["p"], told["draws"], view.words, "cell.none_short") for told in variants.values()
    )


def _month(view: View, month: str | None) -> str:
    return view.words.numbers.month(month) if month else view.words("cell.not_by", year=view.months[-1][:4])


def _price(view: View, price: float | None) -> str:
    return view.words("cell.not_meaningful") if price is None else view.words.numbers.rounded(price, None)


WRITTEN: dict[str, Callable[[View, Any], str]] = {
    "text": lambda view, value: str(value),
    "level": lambda view, value: view.words.named("level", value),
    "whole": lambda view, value: view.words.numbers.amount(value),
    "amount": lambda view, value: view.words.numbers.amount(value),
    "share": lambda view, value: view.words.numbers.percent(value),
    "month": _month,
    "price": _price,
    "spread": spread_words,
    "chances": chances_words,
    "chance": lambda view, value: chance_cell(value, view.summary["draws"], view.words),
}
