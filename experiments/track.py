"""The track record: what frozen forecasts said, scored by what has been seen since."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from samspil.calibration.scoring import scored
from samspil.model.errors import UserError
from samspil.model.messages import say

from . import settings
from .observed import Outcome, outcomes
from .publishing import SHIPPED, published

Record = Mapping[str, Any]


class Quantity(TypedDict):
    """How one quantity was foretold: ``crps`` and ``wis`` are means over ``points`` statements, in its ``units``."""

    units: str
    points: int
    crps: float
    wis: float


class TrackRecord(TypedDict):
    """How frozen forecasts did so far.

    ``forecasts`` are those that are frozen, ``scorable`` those of which anything that they said can be scored yet,
    ``said`` their statements and ``scored`` those of which an outcome is known. ``coverage`` is, by level, the share of
    the scored statements whose central interval of that level holds what was seen, None without any. ``first`` and
    ``last`` are the days of the oldest and newest forecast, ``awaited`` by forecast the next month that can be scored.
    """

    forecasts: int
    scorable: int
    said: int
    scored: int
    first: str | None
    last: str | None
    coverage: dict[str, float | None]
    quantities: dict[str, Quantity]
    awaited: dict[str, str]
    scores: list[dict[str, Any]]


def track_record(ledgers: Sequence[Path] = (SHIPPED,), seen: Sequence[Outcome] | None = None) -> TrackRecord:
    """How the frozen forecasts of some ledgers did.

    Args:
        ledgers: folders of frozen forecasts.
        seen: what came; None for what ships with the project.

    Raises:
        UserError: a record cannot be read or was changed, or two outcomes of the same quantity and month.
    """
    return track_of(published(ledgers), outcomes() if seen is None else seen)


def track_of(records: Mapping[str, Record], seen: Sequence[Outcome]) -> TrackRecord:
    """The same of records that have been read."""
    found = scores(records, seen)
    days = sorted(record["made"][:10] for record in records.values())
    return {
        "forecasts": len(records),
        "scorable": len({score["model"] for score in found}),
        "said": sum(len(record["said"]) for record in records.values()),
        "scored": len(found),
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        "coverage": {level: _covered(found, float(level)) for level in settings.word("coverage_levels").split()},
        "quantities": {name: _quantity(found, name) for name in dict.fromkeys(score["quantity"] for score in found)},
        "awaited": {name: month for name, (month, *_) in awaited(records, seen).items() if month},
        "scores": found,
    }


def _covered(scores: Sequence[Record], level: float) -> float | None:
    return float(np.mean([score["narrowest"] <= level for score in scores])) if scores else None


def _quantity(scores: Sequence[Record], name: str) -> Quantity:
    mine = [score for score in scores if score["quantity"] == name]
    crps, wis = (float(np.mean([score[key] for score in mine])) for key in ("crps", "wis"))
    return {"units": mine[0]["units"], "points": len(mine), "crps": crps, "wis": wis}


def scores(records: Mapping[str, Record], seen: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The score of every frozen statement of which an outcome is known.

    Raises:
        UserError: two outcomes of the same quantity and month.
    """
    keys = [(outcome.quantity, outcome.month) for outcome in seen]
    twice = [" ".join(key) for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if twice:
        raise UserError(say("seen-twice", twice=", ".join(twice)))
    found = []
    for name, record in records.items():
        for said in record["said"]:
            for outcome in seen:
                if (outcome.quantity, outcome.month) == (said["quantity"], said["month"]):
                    quantity = f"{said['quantity']} {said['month']}"
                    sample = np.array(said["quantiles"])
                    score = scored(name, quantity, sample, outcome.value, outcome.deviation)
                    told = {"quantity": said["quantity"], "inside": score.inside, "units": said["units"]}
                    found.append({**asdict(score), **told})
    return found


def awaited(records: Mapping[str, Record], seen: Sequence[Outcome]) -> dict[str, list[str]]:
    """By frozen forecast, the first month of which nothing is known yet, and the quantities told of it."""
    known = {(outcome.quantity, outcome.month) for outcome in seen}
    found = {}
    for name, record in records.items():
        open_ = [said for said in record["said"] if (said["quantity"], said["month"]) not in known]
        month = min((said["month"] for said in open_), default="")
        found[name] = [month, *(said["quantity"] for said in open_ if said["month"] == month)]
    return found
