"""Solutions."""

from typing import NamedTuple

import numpy as np

from .column import BYTE, NARROW, REAL, SHORT, WHOLE, column


class Solutions(NamedTuple):
    """Every solution, catalogue rows first, then in the order in which they became available."""

    key: np.ndarray = column(WHOLE, "solution", "", "lineage id")
    need: np.ndarray = column(WHOLE, "solution", "", "need area")
    segment: np.ndarray = column(WHOLE, "solution", "", "segment of the need area")
    hosts: np.ndarray = column(WHOLE, "solution", "", "1 municipalities, 2 hospitals, 3 both")
    potential: np.ndarray = column(REAL, "solution kind", "share", "of the area's hours that full use frees")
    expected: np.ndarray = column(REAL, "solution kind", "share", "what it is said to free: the base of its price")
    found: np.ndarray = column(REAL, "solution kind", "share", "what its evaluation found; 0 without one")
    judged: np.ndarray = column(REAL, "solution kind", "share", "what those who choose make of it")
    effect_class: np.ndarray = column(WHOLE, "solution", "", "0 minutes, 1 visits")
    complexity: np.ndarray = column(REAL, "solution", "0 to 1", "")
    evidence: np.ndarray = column(REAL, "solution", "0 to 1", "")
    attractiveness: np.ndarray = column(REAL, "solution", "", "mean about 1")
    pool: np.ndarray = column(WHOLE, "solution kind", "", "pool that caps it, -1 none")
    owner: np.ndarray = column(WHOLE, "solution", "", "actor id of a company, -1 none")
    owner_generation: np.ndarray = column(WHOLE, "solution", "", "generation of that company")
    origin: np.ndarray = column(WHOLE, "solution", "", "Origin")
    partnership: np.ndarray = column(WHOLE, "solution", "", "row of the partnership that made it, -1 none")
    co_created: np.ndarray = column(REAL, "solution", "0 to 1", "how far users and staff made it")
    evaluated: np.ndarray = column(WHOLE, "solution", "", "1 where independently evaluated")
    available: np.ndarray = column(WHOLE, "solution", "month", "from which it can be had")
    taken_up: np.ndarray = column(BYTE, "solution", "", "1 once a programme brings it to hosts")
    chosen: np.ndarray = column(BYTE, "solution", "", "1 where that programme took it as the best proven")
    adopters_in_region: np.ndarray = column(
        SHORT, "region kind solution", "hosts", "seen to use it, by original region"
    )
    adopters: np.ndarray = column(SHORT, "kind solution", "hosts", "seen to use it")
    hours_used: np.ndarray = column(REAL, "solution kind", "hours", "in January 2022 of the cells where it is in use")
    outside: np.ndarray = column(NARROW, "kind solution", "", "this month's multiplier of outside influence")
    contagion: np.ndarray = column(NARROW, "kind solution", "", "this month's multiplier of contagion")
    reach: np.ndarray = column(NARROW, "region kind solution", "share", "this month's exposure, nearest hosts left out")
