"""What a plan may move, how far, and the policy file that a choice of moves makes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from samspil.model.epoch import month_text
from samspil.model.levers import levers
from samspil.scenarios import loads
from samspil.scenarios.documents.known import earliest, regions
from samspil.scenarios.documents.levels import lever_table
from samspil.scenarios.tables import policy_start

from .. import settings
from ..ensemble import Array

FIGURES = 2  # of a level: a plan that says 0.2371 claims more than anybody knows


@dataclass(frozen=True)
class Move:
    """A lever that a plan may raise: by at most `most` above current policy, over `ramp` months."""

    lever: str
    most: float
    ramp: int


def moves(baseline: Any) -> tuple[Move, ...]:
    """Every move of ``movable.csv`` that current policy leaves room for, up to the end of the lever's range."""
    labels, start = list(regions(baseline.population)), policy_start()
    found = []
    for row in settings.table("movable"):
        name = row["lever"]
        held = lever_table(name, baseline.changes(name), labels)[start:]
        room = levers()[name].high - float(held.max())
        if room > 0.0:
            found.append(Move(name, room, int(row["ramp_months"])))
    return tuple(found)


def repaired(points: Array, most: int) -> Array:
    """Points (portfolio, move) in shares of each move, with at most so many moves each and none that is hardly one."""
    kept = np.where(points < settings.number("plan_least"), 0.0, points)
    order = np.argsort(-kept, axis=1, kind="stable")
    ranks = np.argsort(order, axis=1, kind="stable")
    return np.where(ranks < most, kept, 0.0)


def added(point: Array, possible: Sequence[Move]) -> dict[str, float]:
    """What a point adds to each lever that it moves, in the lever's unit."""
    return {
        move.lever: float(f"{share * move.most:.{FIGURES}g}")
        for share, move in zip(point, possible, strict=True)
        if share > 0.0
    }


def document(adds: Mapping[str, float], possible: Sequence[Move], start: str, name: str = "", **more: Any) -> str:
    """The policy file of a plan that starts in a month; `more` are further keys of the document, such as ``budget``.

    Each lever says its own month, as what needs a law starts later than the rest.
    """
    ramps = {move.lever: move.ramp for move in possible}
    changes = {
        lever: {"add": value, "from": max(start, month_text(earliest(levers()[lever].cost_item))), "ramp": ramps[lever]}
        for lever, value in adds.items()
    }
    told = {"name": name or name_of(adds), **more, "extends": "current-policy", "start": start, "levers": changes}
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)


def portfolio(adds: Mapping[str, float], possible: Sequence[Move], baseline: Any, start: str = "") -> Any:
    """The scenario of a plan; current policy where it moves nothing."""
    return loads(document(adds, possible, start or first_start())) if adds else baseline


def name_of(adds: Mapping[str, float]) -> str:
    """A name that says which plan it is, the same whenever it is tried."""
    return f"plan-{hashlib.sha256(repr(sorted(adds.items())).encode()).hexdigest()[:8]}"


def titles(budget: float) -> dict[str, str]:
    """The title of a plan, by language."""
    return {language: text.format(budget=budget) for language, text in settings.titles("plan").items()}


def waiting_start() -> str:
    """The month in which a plan starts that waits, ``YYYY-MM``."""
    return settings.word("plan_wait")


def first_start() -> str:
    """The month in which a plan starts, ``YYYY-MM``: six months after the newest evidence."""
    return month_text(policy_start())
