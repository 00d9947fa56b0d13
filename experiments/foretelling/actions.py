"""Which action moves a KPI of partnerships: a lever raised to the end of its range, the same draws and luck with and
without.

It is a difference between all partnerships at work with and all without: others open, and others last. The largest of
many is large by chance too, so the one that is chosen is measured again, in draws that did not choose it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import xarray as xr

from samspil.model.epoch import MONTHS
from samspil.model.levers import levers

from .. import settings
from ..asking import Asking
from .bands import KINDS, spread
from .following import USE, followed
from .indicators import EARLY, INDICATORS, indicators

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Action:
    """What a lever at the end of its range adds to the mean of a KPI at twelve months, or to hosts that use at 36.

    Attributes:
        effect: in the draws that choose, with its error.
        again: of one that was chosen, in draws that did not choose it, with its error; not a number of others.
    """

    kind: str
    indicator: str
    lever: str
    effect: float
    error: float
    again: float = float("nan")
    again_error: float = float("nan")

    @property
    def told(self) -> bool:
        """Whether it can be told from none, among as many as are tried."""
        return abs(self.effect) > settings.number("kpi_told_errors") * self.error

    @property
    def holds(self) -> bool:
        """Whether draws that did not choose it tell it from none, the same way."""
        way = 1.0 if self.effect > 0.0 else -1.0
        return way * self.again > settings.number("moved_errors") * self.again_error


def actions_of(scenario: Any, draws: xr.Dataset, asking: Asking) -> list[Action]:
    """Effects of every lever that partnerships can act by, those that are chosen measured again in the second half."""
    half = draws.sizes["draw"] // 2
    found = measured(scenario, draws.isel(draw=slice(half)), asking, settings.word("kpi_actions").split())
    return measured_again(found, scenario, draws.isel(draw=slice(half, None)), asking)


def measured_again(found: Sequence[Action], scenario: Any, draws: xr.Dataset, asking: Asking) -> list[Action]:
    """The effects, with what the chosen ones are in further draws."""
    those = {(each.kind, each.indicator) for each in found}
    chosen = {each for one in those if (each := largest(*one, found)) is not None}
    other = measured(scenario, draws, asking, sorted({each.lever for each in chosen}))
    by = {(each.kind, each.indicator, each.lever): (each.effect, each.error) for each in other}
    nothing = float("nan"), float("nan")
    told = []
    for each in found:
        again, error = by.get((each.kind, each.indicator, each.lever), nothing) if each in chosen else nothing
        told.append(replace(each, again=again, again_error=error))
    return told


def measured(scenario: Any, draws: xr.Dataset, asking: Asking, names: Sequence[str]) -> list[Action]:
    """Effects of levers on partnerships that open once each is raised."""
    base = followed(scenario, draws, asking)
    found = []
    for name in names:
        raised = scenario.with_levers(**{name: levers()[name].high})
        other = followed(raised, draws, asking)
        found += [each for kind in KINDS for each in effects(base, other, kind, name, scenario.start)]
    return found


def effects(base: pd.DataFrame, other: pd.DataFrame, kind: str, lever: str, start: int) -> list[Action]:
    """Differences of the means of each run, run by run."""
    columns = {name: f"{name}_{EARLY}" for name in INDICATORS} | {USE: USE}
    means = [_means(table, kind, list(columns.values()), start) for table in (base, other)]
    told = []
    for name, column in columns.items():
        paired = (means[1][column] - means[0][column]).dropna().to_numpy()
        if paired.size > 1:
            mean, error = spread(paired)
            told.append(Action(kind, name, lever, mean, error))
    return told


def _means(table: pd.DataFrame, kind: str, columns: list[str], start: int) -> pd.DataFrame:
    own = table[(table["kind"] == KINDS[kind]) & (table["opened"] >= start) & (table["opened"] < MONTHS)]
    return own.groupby("run")[columns].mean()


@cache
def shipped_actions() -> tuple[Action, ...]:
    """The effects that come with the project."""
    return tuple(
        Action(
            row["kind"],
            row["indicator"],
            row["lever"],
            *(float(row[name] or "nan") for name in ("effect", "error")),
            *(float(row[name] or "nan") for name in ("again", "again_error")),
        )
        for row in settings.table("kpi_actions")
    )


def best(kind: str, indicator: str, actions: Sequence[Action]) -> Action | None:
    """The action that moves a KPI, or use, most the better way; None where none can be told from noise, or the one that
    is chosen cannot be in draws that did not choose it."""
    chosen = largest(kind, indicator, actions)
    return chosen if chosen is not None and chosen.holds else None


def largest(kind: str, indicator: str, actions: Sequence[Action]) -> Action | None:
    """The action that is told to move a KPI, or use, most the better way in the draws that choose."""
    way = 1 if indicator == USE else indicators()[indicator].better
    told = [each for each in actions if (each.kind, each.indicator) == (kind, indicator) and each.told]
    helpful = [each for each in told if each.effect * way > 0.0]
    return max(helpful, key=lambda each: abs(each.effect), default=None)
