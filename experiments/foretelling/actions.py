"""Which action moves a KPI of partnerships: a lever raised to the end of its range, the same draws and luck with and
without."""

from __future__ import annotations

from dataclasses import dataclass
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
    """What a lever at the end of its range adds to the mean of a KPI at twelve months, or to hosts that use at 36."""

    kind: str
    indicator: str
    lever: str
    effect: float
    error: float

    @property
    def told(self) -> bool:
        """Whether it can be told from none, among as many as are tried."""
        return abs(self.effect) > settings.number("kpi_told_errors") * self.error


def actions_of(scenario: Any, draws: xr.Dataset, asking: Asking) -> list[Action]:
    """Effects of every lever that partnerships can act by, on those that open once it is raised."""
    base = followed(scenario, draws, asking)
    found = []
    for name in settings.word("kpi_actions").split():
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
        Action(row["kind"], row["indicator"], row["lever"], float(row["effect"]), float(row["error"]))
        for row in settings.table("kpi_actions")
    )


def best(kind: str, indicator: str, actions: tuple[Action, ...]) -> Action | None:
    """The action that moves a KPI, or use, most the better way; None where none can be told from noise."""
    way = 1 if indicator == USE else indicators()[indicator].better
    told = [each for each in actions if (each.kind, each.indicator) == (kind, indicator) and each.told]
    helpful = [each for each in told if each.effect * way > 0.0]
    return max(helpful, key=lambda each: abs(each.effect), default=None)
