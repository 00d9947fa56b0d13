"""What cannot have been counted: more hosts than there are, a share where hosts are counted, users who were never."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from samspil.model.epoch import month_text
from samspil.model.messages import joined, say
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
        row.problem(name, say("is-no-unit", unit=row["unit"]), say("between", low=low, high=high))
        for name in ("value", "low", "high")
        if row[name] is not None and not low <= row[name] <= high
    ]


def of_episode(row: Row, kind: str) -> list[Problem]:
    """More users, or more bodies in a joint procurement, than there are hosts."""
    everybody = sum(hosts_of(each) for each in KINDS)
    limits = {"users": (hosts_of(kind), say("hosts-of-kind", kind=kind)), "bodies": (everybody, say("hosts-in-all"))}
    return [
        row.problem(name, say("more-than-hosts", most=most, what=what), say("at-most", most=most))
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
    return [row.problem("value", joined(f"({row['count']}) ", why), say("between", low=low, high=high))]


def _limits(count: str, episode: Episode) -> tuple[float, float, str]:
    """Lowest and highest value of a count, and why."""
    hosts, users, months = hosts_of(episode.hosts), episode.users, episode.months
    there = say("hosts-there-are", hosts=hosts, kind=episode.hosts)
    return {
        "adopters": (users, hosts, say("count-adopters", users=users, there=there)),
        "live": (0.0, hosts, say("count-live", there=there)),
        "depth": (0.0, 1.0, say("count-share")),
        "use": (0.0, 1.0, say("count-share")),
        "months_to_half": (0.0, months, say("count-months", months=months)),
    }[count]


def _without_value(row: Row, episode: Episode) -> list[Problem]:
    """A value of time where the replay knows no potential and would free nothing, always."""
    if episode.solution or episode.potential is not None:
        return []
    message = say("needs-a-potential", count=row["count"], name=episode.name)
    return [row.problem("value", message, say("potential-columns"))]


def falling(rows: Sequence[Row]) -> list[Problem]:
    """Adopters that become fewer: who has ever taken a solution into use has done so for good."""
    adopters = [row for row in rows if row["count"] == "adopters"]
    counted = sorted(adopters, key=lambda row: (row["episode"], row["month"]))
    return [
        later.problem(
            "value",
            say("adopters-cannot-fall", value=earlier["value"], month=month_text(earlier["month"])),
            say("or-more", value=earlier["value"]),
        )
        for earlier, later in pairwise(counted)
        if later["episode"] == earlier["episode"] and later["value"] < earlier["value"]
    ]
