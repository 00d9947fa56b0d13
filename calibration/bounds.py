"""What cannot have been counted: more hosts than there are, a share where hosts are counted, users who were never."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from samspil.model.epoch import month_text
from samspil.model.problems import Problem
from samspil.model.read import Row
from samspil.scenarios.population import load_population
from samspil.scenarios.tables.catalogue import KINDS

if TYPE_CHECKING:
    from .episodes import Episode

HOME = "denmark"  # where every roll-out is replayed
# Units of the targets whose values have bounds of their own.
UNITS = {"share": (0.0, 1.0), "correlation": (-1.0, 1.0)}


@cache
def hosts_of(kind: str) -> int:
    """How many hosts of a kind there are in the country that roll-outs are replayed in."""
    country = load_population(HOME)
    return len((country.municipalities, country.hospitals)[KINDS.index(kind)])


def of_target(row: Row) -> list[Problem]:
    """A value that its unit does not allow."""
    low, high = UNITS.get(row["unit"], (-inf, inf))
    return [
        row.problem(name, f"is no {row['unit']}", f"{low:g} to {high:g}")
        for name in ("value", "low", "high")
        if row[name] is not None and not low <= row[name] <= high
    ]


def of_episode(row: Row, kind: str) -> list[Problem]:
    """More users, or more bodies in a joint procurement, than there are hosts."""
    everybody = sum(hosts_of(each) for each in KINDS)
    limits = {"users": (hosts_of(kind), f"hosts of the kind {kind}"), "bodies": (everybody, "hosts in all")}
    return [
        row.problem(name, f"is more than the {most} {what}", f"{most} at most")
        for name, (most, what) in limits.items()
        if row[name] is not None and row[name] > most
    ]


def of_observation(row: Row, episode: Episode) -> list[Problem]:
    """A count that the roll-out it was seen in does not allow."""
    if row["count"] in ("freed_mdkk", "money_back"):
        return _without_value(row, episode)
    low, high, why = _limits(row["count"], episode)
    if low <= row["value"] <= high:
        return []
    return [row.problem("value", f"({row['count']}) {why}", f"{low:g} to {high:g}")]


def _limits(count: str, episode: Episode) -> tuple[float, float, str]:
    """Lowest and highest value of a count, and why."""
    hosts, users, months = hosts_of(episode.hosts), episode.users, episode.months
    there = f"there are {hosts} hosts of the kind {episode.hosts}"
    return {
        "adopters": (users, hosts, f"cannot be: {users} used it at the start, and {there}"),
        "live": (0.0, hosts, f"cannot be: {there}"),
        "depth": (0.0, 1.0, "is a share"),
        "use": (0.0, 1.0, "is a share"),
        "months_to_half": (0.0, months, f"cannot be: the roll-out is followed for {months} months"),
    }[count]


def _without_value(row: Row, episode: Episode) -> list[Problem]:
    """A value of time where the replay knows no potential and would free nothing, always."""
    if episode.solution or episode.potential is not None:
        return []
    message = f"({row['count']}) needs a potential: without one the roll-out {episode.name} frees nothing"
    return [row.problem("value", message, "potential_low, potential_mode and potential_high in episodes.csv")]


def falling(rows: Sequence[Row]) -> list[Problem]:
    """Adopters that become fewer: who has ever taken a solution into use has done so for good."""
    adopters = [row for row in rows if row["count"] == "adopters"]
    counted = sorted(adopters, key=lambda row: (row["episode"], row["month"]))
    return [
        later.problem(
            "value",
            f"(adopters) cannot fall: {earlier['value']:g} had taken it into use by {month_text(earlier['month'])}",
            f"{earlier['value']:g} or more",
        )
        for earlier, later in pairwise(counted)
        if later["episode"] == earlier["episode"] and later["value"] < earlier["value"]
    ]
