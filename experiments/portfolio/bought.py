"""What each lever of a plan buys: what goes and what is saved when it alone is left out, who decides it, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.levers import levers
from samspil.scenarios.documents.deciders import deciders_of

from ..additional import window
from ..marginal import BESIDE, SAID, effects, numbers
from ..outcomes import number
from ..parts import Part, labelled, part
from .moves import Move, portfolio
from .scores import Trial


def bought(trial: Trial, winner: Any, without: Mapping[str, Any], found: xr.Dataset) -> xr.Dataset:
    """For each lever of the plan what goes and what is saved when it alone is left out of it (see `marginal.effects`).

    Public money is counted in the plan's own first years, with the lever and without it.
    """
    months, base = window(winner, trial.baseline), trial.base.expand_dims("scenario")
    own = numbers(found.sel(scenario=[winner.name]), months)[0]
    rest = [base if each.name == trial.baseline.name else found.sel(scenario=[each.name]) for each in without.values()]
    values = np.stack([own - numbers(each, months)[0] for each in rest])
    return effects(values, [str(date) for date in found["date"].values], "lever", list(without))


def along(told: xr.Dataset, adds: Mapping[str, float], possible: Sequence[Move], baseline: Any) -> xr.Dataset:
    """What levers of the plan give, along all levers: what they are stands beside it, NaN where the plan has none."""
    known = {name: portfolio({name: value}, possible, baseline) for name, value in adds.items()}
    parts = [part_of(move.lever, known.get(move.lever), baseline) for move in possible]
    names = [move.lever for move in possible]
    fills = {name: False for name in told.data_vars if told[name].dtype == bool}
    fills |= {name: np.nan for name in told.data_vars if name not in fills}
    return told.reindex(lever=names, fill_value=fills).merge(labelled(parts, "lever"))


def part_of(lever: str, alone: Any, baseline: Any) -> Part:
    """What a lever is, in the plan (`alone` in it) or not."""
    known, who = levers()[lever], deciders_of([lever])
    title = {"en": known.title_en, "da": known.title_da}
    return Part(lever, title, {}, who, who[0], "") if alone is None else part(lever, title, alone, baseline)


def records(parts: xr.Dataset) -> dict[str, dict[str, Any]]:
    """What levers give and take, for JSON, by lever."""
    found = {}
    for lever in (str(name) for name in parts["lever"].values):
        one = parts.sel(lever=lever)
        each = {name: ends(one[name]) for name in BESIDE}
        each["fte"] = {str(date): ends(one["fte"].sel(date=date)) for date in one["date"].values}
        each["told"] = {str(date): bool(one["told"].sel(date=date)) for date in one["date"].values}
        found[lever] = {**each, "years_told": bool(one["years_told"]), "price": number(float(one["price"]))}
    return found


def ends(values: xr.DataArray) -> dict[str, float | None]:
    """A mean with its error and interval."""
    return {name: number(float(values.sel(said=name))) for name in SAID}
