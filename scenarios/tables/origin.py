"""The origin: the month of the newest evidence, from which a forecast looks ahead."""

from __future__ import annotations

from functools import cache

from samspil.model.epoch import month_number
from samspil.model.read import Column, Row

from .money import load_programmes
from .shipped import rows

NEWEST = "newest"


def newest_seen() -> int:
    """The month in which the newest row of the programmes was last held against its source."""
    return max(programme.seen for programme in load_programmes().values())


def newest_published() -> int:
    """The month in which the newest source of the programmes came out, as far as sources say when they did."""
    return max(programme.published for programme in load_programmes().values() if programme.published is not None)


@cache
def origin() -> int:
    """The month from which a forecast looks ahead, as `settings.csv` says.

    Raises:
        ValueError: it says neither a month nor `newest`.
    """
    said = _settings()["origin"]["value"]
    month = newest_seen() if said == NEWEST else month_number(said)
    if month is None:
        raise ValueError(f"settings.csv: origin = {said!r}: YYYY-MM or {NEWEST}")
    return month


@cache
def lead_months() -> int:
    """Months from the origin to the start of a new policy."""
    return int(_settings()["lead"]["value"])


def policy_start(of: int | None = None) -> int:
    """The month in which a new policy starts when the origin is `of` (None: the one of `settings.csv`)."""
    return (origin() if of is None else of) + lead_months()


@cache
def _settings() -> dict[str, Row]:
    columns = [Column(name) for name in ("name", "value", "unit", "meaning", "source", "grade")]
    return {row["name"]: row for row in rows("settings.csv", columns)}
