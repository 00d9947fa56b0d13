"""The month's ledger of hours, and what has been counted and spent."""

from typing import NamedTuple

import numpy as np

from .column import REAL, ROW, WHOLE, column

AREA = "region need"


class Ledger(NamedTuple):
    """This month's ledger, its baseline, and sums that it is shared out by. Hours are hours a year."""

    freed: np.ndarray = column(REAL, f"measure kind {AREA}", "hours", "")
    base: np.ndarray = column(REAL, f"measure kind {AREA}", "hours", "at the baseline, at the hours of January 2022")
    time_cost: np.ndarray = column(REAL, f"kind {AREA}", "hours", "that solutions cost")
    base_cost: np.ndarray = column(REAL, f"kind {AREA}", "hours", "the same at the baseline")
    growth: np.ndarray = column(REAL, "kind region", "", "hours now over hours in January 2022")
    area: np.ndarray = column(ROW, "cell", "", "host kind, region and need as one number")
    area_freed: np.ndarray = column(REAL, "area measure", "hours", "at the hours of January 2022")
    area_cost: np.ndarray = column(REAL, "area", "hours", "the same that solutions cost")
    hours_at_start: np.ndarray = column(REAL, "kind region", "hours", "")
    kind_hours: np.ndarray = column(REAL, "kind", "hours", "")
    capped: np.ndarray = column(WHOLE, "cell", "", "cells with adoptions that a pool caps")
    pool_net: np.ndarray = column(REAL, "pool", "hours", "of its members before it caps them")
    pool_realised: np.ndarray = column(REAL, "pool", "hours", "")
    factor_net: np.ndarray = column(REAL, "pool", "", "by which the pool scales its members")
    factor_realised: np.ndarray = column(REAL, "pool", "", "")
    new: np.ndarray = column(REAL, AREA, "hours", "freed since the baseline")
    new_cost: np.ndarray = column(REAL, AREA, "hours", "cost since the baseline")
    area_part: np.ndarray = column(REAL, "area counts", "hours", "parts that are new, at the hours of January 2022")
    area_spent: np.ndarray = column(REAL, "area counts", "hours", "the same of time that solutions cost")
    part: np.ndarray = column(REAL, f"{AREA} counts", "hours", "parts that are new, in the target's scope, by Counts")
    spent: np.ndarray = column(REAL, f"{AREA} counts", "hours", "time that solutions cost")
    part_origin: np.ndarray = column(REAL, f"{AREA} origin", "hours", "of what the target counts")
    part_regime: np.ndarray = column(REAL, f"{AREA} regime", "hours", "")
    part_municipality: np.ndarray = column(REAL, "municipality need", "hours", "")
    spent_origin: np.ndarray = column(REAL, f"{AREA} origin", "hours", "")
    host_freed: np.ndarray = column(REAL, "host", "hours", "sustained, at the hours of January 2022")
    host_hours: np.ndarray = column(REAL, "host", "hours", "in January 2022")


class Tally(NamedTuple):
    """Counters."""

    count: np.ndarray = column(WHOLE, "count", "", "by Count")
    value: np.ndarray = column(REAL, "value", "", "by Value")
    spent: np.ndarray = column(REAL, "part payer", "million DKK", "this year, of what is paid by the year")
    once: np.ndarray = column(REAL, "part payer", "million DKK", "this month, of what is paid once")
    once_by_month: np.ndarray = column(REAL, "time part payer", "million DKK", "paid once in each month so far")
    bought: np.ndarray = column(REAL, "regime", "million DKK", "paid for purchases this year")
    focus: np.ndarray = column(REAL, "need", "companies", "ever engaged by focus")
    flow_area: np.ndarray = column(REAL, "flow need region", "", "what partnerships did, by region of the lead")
    flow_pair: np.ndarray = column(REAL, "flow sectors", "", "the same by pair of sectors")
    running: np.ndarray = column(REAL, "kind", "million DKK a month", "running cost")
    hours_of_need: np.ndarray = column(REAL, "kind need", "hours", "in January 2022")
