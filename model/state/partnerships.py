"""Partnerships."""

from typing import NamedTuple

import numpy as np

from .column import REAL, WHOLE, column


class Partnerships(NamedTuple):
    """Every partnership ever opened, in order of opening."""

    key: np.ndarray = column(WHOLE, "partnership", "", "lineage id")
    kind: np.ndarray = column(WHOLE, "partnership", "", "Kind")
    need: np.ndarray = column(WHOLE, "partnership", "", "need area")
    lead: np.ndarray = column(WHOLE, "partnership", "", "actor id")
    host: np.ndarray = column(WHOLE, "partnership", "", "actor id of who will use the solution, -1 none yet")
    company: np.ndarray = column(WHOLE, "partnership", "", "actor id of the owner to be, -1 none")
    opened: np.ndarray = column(WHOLE, "partnership", "month", "")
    ends: np.ndarray = column(WHOLE, "partnership", "month", "end of the contract")
    closed: np.ndarray = column(WHOLE, "partnership", "month", "-1 while running")
    outcome: np.ndarray = column(WHOLE, "partnership", "", "End")
    stage: np.ndarray = column(WHOLE, "partnership", "", "Stage")
    progress: np.ndarray = column(REAL, "partnership", "stages", "in the present stage")
    wait_until: np.ndarray = column(WHOLE, "partnership", "month", "of the decision to go on")
    cycle: np.ndarray = column(WHOLE, "partnership", "", "how many solutions it has made before")
    attempt: np.ndarray = column(WHOLE, "partnership", "", "how many pilots of this solution failed before")
    failures: np.ndarray = column(WHOLE, "partnership", "pilots", "that failed")
    delivered: np.ndarray = column(WHOLE, "partnership", "milestones", "met")
    co_created: np.ndarray = column(REAL, "partnership", "0 to 1", "users and staff from the start")
    brokered: np.ndarray = column(WHOLE, "partnership", "", "1 where a broker brought members")
    subsidised: np.ndarray = column(WHOLE, "partnership", "", "1 where a grant or broker stands behind it")
    option: np.ndarray = column(WHOLE, "partnership", "", "1 with a pre-agreed purchase")
    guided: np.ndarray = column(WHOLE, "partnership", "", "1 with a standard contract")
    learning: np.ndarray = column(WHOLE, "partnership", "", "1 with reviews of itself")
    evaluated: np.ndarray = column(WHOLE, "partnership", "", "1 where the pilot was evaluated independently")
    repeated: np.ndarray = column(REAL, "partnership", "share", "members with an earlier tie to the lead")
    trust: np.ndarray = column(REAL, "partnership", "0 to 1", "mean over pairs of members")
    coverage: np.ndarray = column(REAL, "partnership", "0 to 1", "of what the need asks for")
    coverage_start: np.ndarray = column(REAL, "partnership", "0 to 1", "when it opened")
    hazard: np.ndarray = column(REAL, "partnership", "", "cumulated, to end early")
    threshold: np.ndarray = column(REAL, "partnership", "", "at which it does")
    members: np.ndarray = column(WHOLE, "partnership member", "", "actor ids, -1 beyond the last")
    size: np.ndarray = column(WHOLE, "partnership", "members", "")
    releases: np.ndarray = column(WHOLE, "partnership", "", "1 while members' capacity is in use")
    live: np.ndarray = column(WHOLE, "partnership", "", "rows at work, in order of opening")
