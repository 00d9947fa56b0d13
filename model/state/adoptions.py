"""What hosts think of taking into use, what they use, and the programmes that bring it to them."""

from typing import NamedTuple

import numpy as np

from .column import BYTE, NARROW, REAL, ROW, WHOLE, column


class Considered(NamedTuple):
    """What each unit thinks of taking into use, and what it can afford. A unit is a host, or the part of a
    municipality that will move. Its list has no gaps and no order. The numbers that are gone through every month are
    narrow, and list numbers unsigned: Numba asks of a signed one each time whether it counts from the end."""

    number: np.ndarray = column(WHOLE, "unit", "solutions", "that it thinks of")
    solution: np.ndarray = column(ROW, "unit known", "", "row of solutions")
    hazard: np.ndarray = column(NARROW, "unit known", "", "cumulated, to take it into use")
    threshold: np.ndarray = column(NARROW, "unit known", "", "at which it is")
    weight: np.ndarray = column(NARROW, "unit known", "", "in the unit's attention")
    fit: np.ndarray = column(NARROW, "unit known", "", "multiplier of fit and of trust in the supplier")
    pace: np.ndarray = column(NARROW, "unit known", "", "multiplier of fit and of the attention it gets")
    adapts_at: np.ndarray = column(NARROW, "unit known", "share", "of others' ways to it at which it is adapted")
    adapted: np.ndarray = column(BYTE, "unit known", "", "1 where it would be adapted from others' use")
    weights: np.ndarray = column(REAL, "unit", "", "sum over what it thinks of")
    settled: np.ndarray = column(BYTE, "unit", "", "1 while paces are those of the list as it is")
    lightest: np.ndarray = column(WHOLE, "unit", "", "place of what weighs least, -1 while that is not known")
    start_weight: np.ndarray = column(REAL, "unit", "", "sum of weights of the start catalogue")
    forgets: np.ndarray = column(BYTE, "unit", "", "1 once it has forgotten or missed a solution")
    follows_at: np.ndarray = column(NARROW, "unit", "share", "of others at which it adopts, if it goes by threshold")
    busy: np.ndarray = column(WHOLE, "unit", "installations", "that run")
    unit_active: np.ndarray = column(WHOLE, "unit", "", "1 while it decides for itself")
    operator: np.ndarray = column(WHOLE, "unit", "", "host number that takes into use")
    uses: np.ndarray = column(BYTE, "unit solution", "", "which use it is, 1 the first; negative once that has ended")
    adopters_near: np.ndarray = column(BYTE, "host solution", "hosts", "of the nearest that are seen to use it")
    budget: np.ndarray = column(REAL, "actor", "million DKK", "an authority has left for buying")
    wages: np.ndarray = column(REAL, "actor", "million DKK a year", "an authority pays")


class Adoptions(NamedTuple):
    """Every adoption ever, one a cell, solution and spell. Shares are of the cell's hours."""

    cell: np.ndarray = column(WHOLE, "adoption", "", "")
    earlier: np.ndarray = column(WHOLE, "adoption", "", "row of its cell before this one, ended or not; -1 none")
    unit: np.ndarray = column(WHOLE, "adoption", "", "")
    solution: np.ndarray = column(WHOLE, "adoption", "", "row of solutions")
    spell: np.ndarray = column(WHOLE, "adoption", "", "0 the first time")
    regime: np.ndarray = column(WHOLE, "adoption", "", "Regime")
    month: np.ndarray = column(WHOLE, "adoption", "month", "of the decision")
    live_from: np.ndarray = column(WHOLE, "adoption", "month", "in which it is installed")
    abandoned: np.ndarray = column(WHOLE, "adoption", "month", "known when the adoption begins")
    review: np.ndarray = column(WHOLE, "adoption", "month", "in which it is dropped if it costs more than it frees")
    price: np.ndarray = column(REAL, "adoption", "million DKK", "of buying and installing it")
    paid: np.ndarray = column(REAL, "adoption", "million DKK", "paid for it so far, with introduction and running")
    won: np.ndarray = column(REAL, "adoption", "million DKK", "value of the time it has freed so far")
    depth: np.ndarray = column(REAL, "adoption", "share", "of full use")
    ceiling: np.ndarray = column(REAL, "adoption", "share", "that depth grows to")
    cashed: np.ndarray = column(REAL, "adoption", "share", "depth that rosters have followed")
    realised: np.ndarray = column(REAL, "adoption", "share", "of time saved that becomes free staff time")
    adapted: np.ndarray = column(BYTE, "adoption", "", "1 where it was adapted from others' use")
    seeded_until: np.ndarray = column(WHOLE, "adoption", "month", "to which use at the start is ramped in")
    seeded_depth: np.ndarray = column(REAL, "adoption", "share", "depth it is ramped to")
    held: np.ndarray = column(WHOLE, "adoption", "", "1 while use is thin until somebody intensifies it")
    intensify_at: np.ndarray = column(REAL, "adoption", "", "threshold of the hazard to intensify")
    intensify_hazard: np.ndarray = column(REAL, "adoption", "", "cumulated")
    occupies: np.ndarray = column(WHOLE, "adoption", "", "host number whose slot it takes, -1 none")
    hours: np.ndarray = column(REAL, "adoption", "hours", "of its cell in January 2022")
    area: np.ndarray = column(ROW, "adoption", "", "of its cell, as the ledger numbers them")
    potential: np.ndarray = column(REAL, "adoption", "share", "of the cell's hours that full use frees")
    segment: np.ndarray = column(WHOLE, "adoption", "", "of its solution")
    pool: np.ndarray = column(WHOLE, "adoption", "", "that caps it, -1 none")
    claimed: np.ndarray = column(REAL, "adoption", "million DKK a year", "said value of full use, an hour of its cell")
    saved: np.ndarray = column(REAL, "adoption", "share", "t: potential x depth")
    effect: np.ndarray = column(REAL, "adoption", "share", "e: t x realised x cashed")
    share_net: np.ndarray = column(REAL, "adoption", "share", "its part, net; split only where a pool needs it")
    share: np.ndarray = column(REAL, "adoption", "share", "its part, realised; all of it sustained, or nothing")
    share_baseline: np.ndarray = column(REAL, "adoption", "share", "its part in the target's baseline month")
    live: np.ndarray = column(ROW, "adoption", "", "rows in use or being installed")
    of_cell: np.ndarray = column(ROW, "cell held", "", "rows of a cell, in the order of their segments")
    latest: np.ndarray = column(WHOLE, "cell", "", "row of its newest adoption, ended or not; -1 none")
    count: np.ndarray = column(WHOLE, "cell", "adoptions", "of a cell")
    pooled: np.ndarray = column(WHOLE, "cell", "adoptions", "of a cell that a pool caps")


class Programmes(NamedTuple):
    """Joint procurements, national programmes and mandates that run."""

    kind: np.ndarray = column(WHOLE, "programme", "", "Regime")
    solution: np.ndarray = column(WHOLE, "programme", "", "row of solutions")
    start: np.ndarray = column(WHOLE, "programme", "month", "")
    date: np.ndarray = column(WHOLE, "programme host", "month", "of use at each host, -1 once it is there")
    due: np.ndarray = column(WHOLE, "programme", "month", "in which the next host's date comes, NEVER if none waits")
