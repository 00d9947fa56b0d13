"""The table of what can be seen, and its values: from the variables that results hold, or from the tables of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from samspil.model.epoch import LAST, MONTHS_A_YEAR, month_number, month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.variables import variables

from .. import settings
from ..ensemble import Array

# Gives a variable of some runs as an array (..., its own dims).
Read = Callable[[str], Array]


@dataclass(frozen=True)
class Observable:
    """A quantity that somebody can see.

    Attributes:
        name: what results and tables call it.
        source: ``variable:NAME`` of results; ``municipalities:FTE``, how many have freed so much; ``hosts:SOLUTION``,
            how many use one of the catalogue; ``tables:NAME``, a function of :mod:`.tabled`.
        form: how an amount is written: count, share, money or fte.
        uses: the analyses that take it.
        title: by language.
        sentence: by language, with a place for the amount.
        owner: by language, who can see or decide it.
    """

    name: str
    source: str
    form: str
    uses: tuple[str, ...]
    title: Mapping[str, str]
    sentence: Mapping[str, str]
    owner: Mapping[str, str]

    @property
    def kind(self) -> str:
        """What its values come from."""
        return self.source.partition(":")[0]

    @property
    def of(self) -> str:
        """Which variable, solution, function or threshold."""
        return self.source.partition(":")[2]

    @property
    def is_stored(self) -> bool:
        """Whether results hold it, so that nothing need be run to see it."""
        return self.kind in ("variable", "municipalities")


@cache
def observables() -> dict[str, Observable]:
    """Every observable by name, in the order of the table."""
    return {row["name"]: _observable(row) for row in settings.table("observables")}


def used_by(analysis: str, stored: bool = False) -> list[Observable]:
    """What an analysis takes; ``stored``: of results that hold no tables."""
    return [each for each in observables().values() if analysis in each.uses and (each.is_stored or not stored)]


def stored_value(observable: Observable, read: Read, month: int) -> Array:
    """A stored observable in the month; of what is told by year, in the last December that has been."""
    if observable.kind == "municipalities":
        freed = read("freed_fte_by_municipality")[..., year_of(month)]
        return np.where(np.isfinite(freed).all(axis=-1), (freed >= float(observable.of)).sum(axis=-1), np.nan)
    own = variables()[observable.of].dims
    return read(observable.of)[..., month if own[-1] == "time" else year_of(month)]


def year_of(month: int) -> int:
    """The year whose December is the month, or the last before it."""
    return (month + 1) // MONTHS_A_YEAR - 1


def month_of(text: str) -> int:
    """The number of a month, YYYY-MM.

    Raises:
        UserError: it is none, or is not simulated.
    """
    month = month_number(text)
    if month is None:
        raise UserError(say("month-is-none", month=text, first=month_text(0)))
    if not 0 <= month <= LAST:
        raise UserError(say("month-outside", month=text, first=month_text(0), last=month_text(LAST)))
    return month


def _observable(row: Mapping[str, Any]) -> Observable:
    texts = {part: {lang: row[f"{part}_{lang}"] for lang in ("en", "da")} for part in ("title", "sentence", "owner")}
    return Observable(row["name"], row["source"], row["form"], tuple(row["uses"].split()), **texts)
