"""What changed since the last forecast: the headline of two frozen forecasts, and the steps between them by cause.

The steps are taken in one order, each from where the last one ended, so they add up to the whole: first today's rules,
worlds and catalogue under the old draws with money set back (model), then money as it is today (money), then today's
draws (evidence), then what other luck and another number of draws make of it (chance). Another order would give other
shares; the sum is the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import current_name, registry
from samspil.runs.draws import BESIDE, lifted, with_luck
from samspil.runs.fitted import posterior
from samspil.scenarios import load

from . import settings
from .asking import Asking

HEADLINE = "freed_fte"


class Change(TypedDict):
    """A step: its cause, by how much it moves the middle run (FTE), where it ends, and the standard error of that."""

    cause: str
    moved: float
    se: float
    middle: float


def changes(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_draws: xr.Dataset,
    date: str,
    draws: int,
    asking: Asking,
    money: Sequence[str] = (),
) -> list[Change]:
    """The steps from one frozen forecast to another at a date, the old one first (see :func:`.publishing.published`).

    Args:
        old: the earlier record.
        new: the later one, of today's model.
        old_draws: the posterior that the earlier one was drawn from.
        date: month (``YYYY-MM``) of the headline.
        draws: draws of each step; all steps share their luck.
        asking: level and workers; the seed is the old record's.
        money: settings that set today's money back; without any, money is part of the step of the model.

    Raises:
        UserError: a record says nothing of that month, or a setting is wrong.
    """
    scenario = str(new["scenario"])
    seed = int(old["seed"])
    asked = Asking(seed, asking.level, asking.workers, base="stale", scheduler=asking.scheduler)
    before = of_old(old_draws, draws, seed)
    usual = load(scenario)
    runs = [("model", asked.due([load(scenario, list(money)) if money else usual], before, 1, [date]))]
    if money:
        runs.append(("money", asked.due([usual], before, 1, [date])))
    runs.append(("evidence", asked.due([usual], posterior(draws, seed), 1, [date])))
    found: list[Change] = [{"cause": "", "moved": 0.0, "se": error_of(old, date), "middle": middle_of(old, date)}]
    for cause, values in runs:
        _step(found, cause, float(np.nanmedian(values)), _error(values[0, :, 0, 0]))
    _step(found, "chance", middle_of(new, date), error_of(new, date))
    return found


def _step(found: list[Change], cause: str, middle: float, error: float) -> None:
    found.append({"cause": cause, "moved": middle - found[-1]["middle"], "se": error, "middle": middle})


def of_old(held: xr.Dataset, draws: int, seed: int) -> xr.Dataset:
    """The first draws of a forecast from an earlier posterior, in today's names; what is gone is left out."""
    names = {str(name): current_name(str(name)) for name in held.data_vars if str(name) not in BESIDE}
    known = {then: now for then, now in names.items() if now in registry()}
    size = held.sizes["draw"]
    places = np.random.default_rng(seed).permutation(size)[np.arange(draws) % size]
    drawn = held[list(known)].rename({then: now for then, now in known.items() if then != now}).isel(draw=places)
    return lifted(with_luck(drawn.astype(float).assign_coords(draw=np.arange(draws))), beyond_evidence=True)


def middle_of(record: Mapping[str, Any], date: str) -> float:
    """The middle run of the headline that a record says of a month.

    Raises:
        UserError: it says nothing of it.
    """
    return float(np.quantile(_said(record, date), 0.5))


def error_of(record: Mapping[str, Any], date: str) -> float:
    """The standard error of that middle: of a median, 1.25 times that of a mean of normal draws."""
    return float(np.std(_said(record, date)) * np.sqrt(np.pi / 2) / np.sqrt(record["draws"]))


def _error(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.std() * np.sqrt(np.pi / 2) / np.sqrt(known.size))


def _said(record: Mapping[str, Any], date: str) -> np.ndarray:
    for said in record["said"]:
        if (said["quantity"], said["month"]) == (HEADLINE, date):
            return np.array(said["quantiles"])
    raise UserError(
        say("record-says-nothing", record=record.get("made") or say("a-record"), headline=HEADLINE, date=date)
    )


def dates_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The told months that both records speak of."""
    told = [{said["month"] for said in record["said"] if said["quantity"] == HEADLINE} for record in (old, new)]
    return [date for date in settings.told_dates() if date in told[0] & told[1]]
