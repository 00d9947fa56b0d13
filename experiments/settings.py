"""The experiments' own numbers and lists, read from the tables in ``data/``.

Sizes, tolerances and thresholds are rows of ``settings.csv`` with unit, meaning, source and grade; nothing is typed
into the code.
"""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """All rows of ``data/<name>.csv``, in file order, every value a string."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def _settings() -> dict[str, str]:
    return {row["name"]: row["value"] for row in table("settings")}


def number(name: str) -> float:
    """The number called ``name`` in ``settings.csv`` (its unit stands there); KeyError when there is none."""
    return float(_settings()[name])


def count(name: str) -> int:
    """The whole number called ``name`` in ``settings.csv``; KeyError when there is none."""
    return int(_settings()[name])


def word(name: str) -> str:
    """The text called ``name`` in ``settings.csv``; KeyError when there is none."""
    return _settings()[name]


def told_levels() -> list[int]:
    """The levels, in FTE, whose dates and probabilities a forecast tells."""
    return [int(level) for level in word("told_levels").split()]


def told_dates() -> list[str]:
    """The months (``YYYY-MM``) whose distribution a forecast tells."""
    return word("told_dates").split()
