"""Structural choices: rival forms of a rule, each with its weight, as a parameter's `meaning` lists them."""

from __future__ import annotations

import math
import re

from .messages import say
from .problems import Problem
from .read import Row

# The distribution whose meaning is such a list: `conservative:0.2|progressive:0.8`.
CHOICE = "choice"
# What a scenario's rule says where each draw has a form of its own.
AS_DRAWN = "sampled"
_OPTION = re.compile(r"\s*([a-z][a-z0-9_]*)\s*:\s*(\d+(?:\.\d+)?)\s*")


def weights(text: str) -> dict[str, float]:
    """Weights by option, in the order of their codes.

    Raises:
        ValueError: it is no such list: under two options, one that stands twice, or no weight above zero.
    """
    found = [_OPTION.fullmatch(part) for part in text.split("|")]
    options = {match[1]: float(match[2]) for match in found if match}
    if len(options) < max(len(found), 2) or AS_DRAWN in options or not math.fsum(options.values()) > 0.0:
        raise ValueError(text)
    return options


def choice_problems(rows: list[Row]) -> list[Problem]:
    """A line for each choice that cannot be read, or whose numbers are not the codes of its options."""
    return [problem for row in rows if row["distribution"] == CHOICE and (problem := _problem(row))]


def _problem(row: Row) -> Problem | None:
    try:
        last = len(weights(row["meaning"])) - 1
    except ValueError:
        return row.problem("meaning", say("is-no-choice"), say("options-and-weights"))
    codes = {"low": [0], "high": [last], "default": list(range(last + 1))}
    for column, allowed in codes.items():
        if row[column] not in allowed:
            return row.problem(column, say("is-no-code", options=last + 1), ", ".join(map(str, allowed)))
    return None
