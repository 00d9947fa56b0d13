"""Needs, capabilities, existing solutions and the pools that cap groups of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from samspil.model.epoch import FIRST_YEAR, YEARS
from samspil.model.levers import needs
from samspil.model.messages import say
from samspil.model.parameters import GRADES, registry
from samspil.model.problems import Problem, refuse
from samspil.model.read import Column, Row

from .shipped import rows

KINDS = ("municipality", "hospital")
SHARE = (0.0, 1.0)
EARLIEST = 2000  # nothing that is told of an earlier year is of use today


@dataclass(frozen=True)
class Capability:
    """One of the capabilities that actors hold (level 0 to 1) and needs ask for."""

    name: str
    title: dict[str, str]
    theme: str
    theme_title: dict[str, str]
    source: str


@dataclass(frozen=True)
class Need:
    """A need area: whether it is data-heavy, its task segments, and the capabilities it asks for."""

    name: str
    title: dict[str, str]
    data_heavy: bool
    segments: tuple[str, ...]
    capabilities: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Pool:
    """A group of solutions at one kind of host that together free no more than a share of its hours.

    `parameter` names the share; new solutions in the need area `new_solutions_of` are members too (assumed).
    """

    name: str
    title: dict[str, str]
    host: str
    parameter: str
    members: tuple[str, ...]
    new_solutions_of: str
    source: str


@dataclass(frozen=True)
class Solution:
    """An existing solution.

    `fte` is (low, mode, high) in FTE for all of Denmark under `basis`: at full use, at the share `use` of full use, or
    realised at it. `segment` is a task segment of the need; `hosts` the kinds that use it; `acts_on` minutes spread
    over the day or whole visits; `complexity`, `evidence_level` 0 to 1; `share_of_hosts` and `depth_today` (share of
    full use where it is) hold on 1 January of `year`; `attractiveness` multiplies contagion; `owner` company or public.
    """

    name: str
    title: dict[str, str]
    need: str
    segment: str
    hosts: tuple[str, ...]
    fte: tuple[float, float, float]
    basis: str
    use: float
    grade: str
    acts_on: str
    complexity: float
    share_of_hosts: float
    depth_today: float
    year: int
    evidence_level: float
    attractiveness: float
    owner: str
    pool: str
    source: str


def titles(row: Row) -> dict[str, str]:
    """The titles of a row in English and Danish."""
    return {"en": row["title_en"], "da": row["title_da"]}


@cache
def load_capabilities() -> tuple[Capability, ...]:
    """The 24 capabilities, in their fixed order."""
    names = ("capability", "title_en", "title_da", "theme", "theme_en", "theme_da", "source")
    table = rows("capabilities.csv", [Column(name) for name in names])
    themes = [{"en": row["theme_en"], "da": row["theme_da"]} for row in table]
    return tuple(
        Capability(row["capability"], titles(row), row["theme"], theme, row["source"])
        for row, theme in zip(table, themes, strict=True)
    )


@cache
def load_needs() -> tuple[Need, ...]:
    """The 12 need areas, in their fixed order (the residual of hours is none of them)."""
    columns = [
        *(Column(name) for name in ("need", "title_en", "title_da")),
        Column("data_heavy", "whole", 0, 1),
        Column("segments", "list"),
        Column("capabilities", "list", allowed=tuple(capability.name for capability in load_capabilities())),
        Column("source"),
    ]
    table = rows("needs.csv", columns)
    refuse(_out_of_order(table))
    return tuple(
        Need(row["need"], titles(row), bool(row["data_heavy"]), row["segments"], row["capabilities"], row["source"])
        for row in table
    )


def _out_of_order(table: Sequence[Row]) -> list[Problem]:
    """The model knows a need area by its place among the missions of the table of levers."""
    if tuple(row["need"] for row in table) == needs():
        return []
    message = say("needs-out-of-order")
    return [Problem(table[0].file, 0, "need", "", message, ", ".join(needs()))]


@cache
def load_pools() -> tuple[Pool, ...]:
    """The pools, in their fixed order."""
    needs = tuple(need.name for need in load_needs())
    columns = [
        *(Column(name) for name in ("pool", "title_en", "title_da")),
        Column("host", allowed=KINDS),
        Column("parameter"),
        Column("members", "list"),
        Column("new_solutions_of", allowed=needs, optional=True),
        Column("source"),
    ]
    return tuple(_pool(row) for row in rows("pools.csv", columns))


def _pool(row: Row) -> Pool:
    plain = ("host", "parameter", "members", "new_solutions_of", "source")
    return Pool(row["pool"], titles(row), **{name: row[name] for name in plain})


def _columns() -> list[Column]:
    numbers = ("fte_low", "fte_mode", "fte_high", "attractiveness")
    shares = ("use", "complexity", "share_of_hosts", "depth_today", "evidence_level")
    pools = tuple(pool.name for pool in load_pools())
    return [
        *(Column(name) for name in ("solution", "title_en", "title_da", "segment", "source")),
        *(Column(name, "number", 0) for name in numbers),
        *(Column(name, "number", *SHARE) for name in shares),
        Column("need", allowed=tuple(need.name for need in load_needs())),
        Column("host", allowed=(*KINDS, "both")),
        Column("basis", allowed=("full_use", "expected_use", "realised")),
        Column("grade", allowed=GRADES),
        Column("acts_on", allowed=("minutes", "visits")),
        Column("year", "whole", EARLIEST, FIRST_YEAR + YEARS - 1),
        Column("owner", allowed=("company", "public")),
        Column("pool", allowed=pools, optional=True),
    ]


@cache
def load_catalogue() -> tuple[Solution, ...]:
    """The solutions that exist, in their fixed order."""
    table = rows("catalogue.csv", _columns())
    _check(table)
    return tuple(_solution(row) for row in table)


def _solution(row: Row) -> Solution:
    plain = ("basis", "use", "grade", "acts_on", "complexity", "share_of_hosts", "depth_today", "year")
    more = ("evidence_level", "attractiveness", "owner", "pool", "source")
    hosts = KINDS if row["host"] == "both" else (row["host"],)
    fte = (row["fte_low"], row["fte_mode"], row["fte_high"])
    values = {name: row[name] for name in (*plain, *more)}
    return Solution(row["solution"], titles(row), row["need"], row["segment"], hosts, fte, **values)


def _check(table: list[Row]) -> None:
    problems: list[Problem] = []
    segments = {need.name: need.segments for need in load_needs()}
    members = {pool.name: pool.members for pool in load_pools()}
    for row in table:
        known = segments[row["need"]]
        if row["segment"] not in known:
            problems.append(row.problem("segment", say("is-no-segment-of", need=row["need"]), ", ".join(known), known))
        if not row["fte_low"] <= row["fte_mode"] <= row["fte_high"]:
            problems.append(row.problem("fte_mode", say("mode-outside-range")))
        for pool, names in members.items():
            if (row["solution"] in names) != (row["pool"] == pool):
                problems.append(row.problem("pool", say("disagrees-with-pool", pool=pool)))
    refuse(problems)


def catalogue_names() -> list[str]:
    """Names of the catalogue's solutions in the order of their rows in the world: that of their potentials."""
    return [name.split(".", 1)[1] for name in registry() if name.startswith("potential.")]
