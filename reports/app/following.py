"""One partnership of a recorded world, from the need to the hours that it freed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from samspil.model.epoch import FIRST_YEAR, MONTHS_A_YEAR, month_text

IN_HOUSE = "in-house"


@dataclass(frozen=True)
class Course:
    """What became of a partnership.

    `stages` are the months in which each stage began; `made` the months in which its solutions became available,
    `hosts` and `fte` how many use them and what that frees, by December of each year (FTE a year, before the target's
    counting).
    """

    row: int
    kind: str
    need: str
    lead: str
    members: tuple[str, ...]
    opened: str
    closed: str
    outcome: str
    trust: float
    coverage: float
    stages: tuple[tuple[str, str], ...]
    made: tuple[str, ...]
    hosts: dict[int, int]
    fte: dict[int, float]


def course(ds: xr.Dataset, row: int, hours_per_fte: float) -> Course:
    """The course of the partnership in a row of a recorded trajectory."""
    of, solutions = _reader(ds, row), _solutions(ds, row)
    closed = int(ds["partnership_closed"].values[row])
    members = ds["member_actor"].values[ds["member_partnership"].values == ds["partnership_key"].values[row]]
    return Course(
        row=row,
        kind=of("kind"),
        need=str(ds["need"].values[int(ds["partnership_need"].values[row])]),
        lead=_name(ds, int(ds["partnership_lead"].values[row])),
        members=tuple(_name(ds, int(actor)) for actor in members),
        opened=month_text(int(ds["partnership_opened"].values[row])),
        closed="" if closed < 0 else month_text(closed),
        outcome=of("outcome"),
        trust=float(ds["partnership_trust"].values[row]),
        coverage=float(ds["partnership_coverage"].values[row]),
        stages=_stages(ds, row),
        made=tuple(month_text(int(ds["solution_available"].values[each])) for each in solutions),
        hosts=_hosts(ds, solutions),
        fte=_freed(ds, solutions, hours_per_fte),
    )


def worth_following(ds: xr.Dataset, number: int) -> list[int]:
    """Rows of partnerships, in-house work left out, those first whose solutions free most at the end."""
    kinds = ds["partnership_kind"].attrs["flag_meanings"].split()
    last = ds["use_month"].values == ds["use_month"].values.max()
    solution_of = np.zeros(ds["adoption_adoption"].values.max() + 1, dtype=np.int64)
    solution_of[ds["adoption_adoption"].values] = ds["adoption_solution"].values
    hours = (ds["use_hours"].values * ds["use_e"].values)[last]
    freed = np.bincount(solution_of[ds["use_adoption"].values[last]], hours, ds.sizes["solution"])
    made, worth = ds["solution_partnership"].values, np.zeros(ds.sizes["partnership"])
    np.add.at(worth, made[made >= 0], freed[made >= 0])
    worth[ds["partnership_kind"].values == kinds.index(IN_HOUSE)] = -1.0
    return [int(row) for row in np.argsort(-worth, kind="stable")[:number]]


def _reader(ds: xr.Dataset, row: int) -> Callable[[str], str]:
    def read(column: str) -> str:
        data = ds[f"partnership_{column}"]
        return data.attrs["flag_meanings"].split()[int(data.values[row])]

    return read


def _name(ds: xr.Dataset, actor: int) -> str:
    return str(ds["actor_name"].values[actor])


def _stages(ds: xr.Dataset, row: int) -> tuple[tuple[str, str], ...]:
    """The month in which each stage was first seen."""
    own = ds["work_partnership"].values == ds["partnership_key"].values[row]
    stages, months = ds["work_stage"].values[own], ds["work_month"].values[own]
    names = ds["work_stage"].attrs["flag_meanings"].split()
    changed = np.flatnonzero(np.diff(stages, prepend=-1))
    return tuple((month_text(int(months[place])), names[int(stages[place])]) for place in changed)


def _solutions(ds: xr.Dataset, row: int) -> np.ndarray:
    return np.flatnonzero(ds["solution_partnership"].values == row)


def _adoptions(ds: xr.Dataset, solutions: np.ndarray) -> np.ndarray:
    """Which adoptions (adoption,) are of these solutions."""
    return np.isin(ds["adoption_solution"].values, solutions)


def _hosts(ds: xr.Dataset, solutions: np.ndarray) -> dict[int, int]:
    own = _adoptions(ds, solutions)
    start, end = (ds[f"adoption_{name}"].values[own] for name in ("live_from", "abandoned"))
    told = {}
    for year in map(int, ds["year"].values):
        month = (year - FIRST_YEAR) * MONTHS_A_YEAR + MONTHS_A_YEAR - 1
        told[year] = int(((start <= month) & (end > month)).sum())
    return told


def _freed(ds: xr.Dataset, solutions: np.ndarray, hours_per_fte: float) -> dict[int, float]:
    own = np.isin(ds["use_adoption"].values, ds["adoption_adoption"].values[_adoptions(ds, solutions)])
    months = ds["use_month"].values[own]
    hours = ds["use_hours"].values[own] * ds["use_e"].values[own]
    told = {}
    for year in map(int, ds["year"].values):
        month = (year - FIRST_YEAR) * MONTHS_A_YEAR + MONTHS_A_YEAR - 1
        told[year] = float(hours[months == month].sum() / hours_per_fte)
    return told
