"""Room to work in: rules may not allocate, and nothing here outlives a rule."""

from typing import NamedTuple

import numpy as np

from .column import REAL, ROW, WHOLE, column


class Scratch(NamedTuple):
    """What one rule writes and reads again before it ends."""

    members: np.ndarray = column(WHOLE, "member", "", "of a partnership that is being gathered")
    gathered: np.ndarray = column(WHOLE, "member", "", "of a renewal")
    found: np.ndarray = column(WHOLE, "candidate", "", "actor ids")
    how: np.ndarray = column(WHOLE, "candidate", "", "the way each was found")
    score: np.ndarray = column(REAL, "candidate", "", "utility and noise")
    odds: np.ndarray = column(REAL, "candidate", "", "utility")
    sample: np.ndarray = column(WHOLE, "sampled", "", "actor ids")
    sample_how: np.ndarray = column(WHOLE, "sampled", "", "")
    ways: np.ndarray = column(WHOLE, "two", "", "brokered members, rejections")
    weights: np.ndarray = column(REAL, "need", "", "")
    best_level: np.ndarray = column(REAL, "region capability", "0 to 1", "")
    engaged_share: np.ndarray = column(REAL, "region", "", "")
    engaged_number: np.ndarray = column(WHOLE, "region", "companies", "")
    municipal_share: np.ndarray = column(REAL, "municipality", "share", "of hours freed")
    worth: np.ndarray = column(REAL, "adoption", "share", "of its cell's hours, with some factors left out")
    best: np.ndarray = column(REAL, "segment", "share", "largest of each segment, then its part")
    holder: np.ndarray = column(ROW, "segment", "", "adoption that has it")
    hours: np.ndarray = column(REAL, "adoption", "hours", "of its cell this month")
    bin: np.ndarray = column(ROW, "adoption", "", "that its part goes to")
    parts: np.ndarray = column(REAL, "bin", "hours", "by pool, standing or staying, and OriginClass")
    level: np.ndarray = column(REAL, "stair two two", "hours", "standing or staying, by OriginClass")
    level_area: np.ndarray = column(REAL, "level need region", "", "sums over live partnerships")
    level_pair: np.ndarray = column(REAL, "level sectors", "", "")
    yields: np.ndarray = column(REAL, "solution", "share", "of its potential, where it is in use")
    users: np.ndarray = column(WHOLE, "solution", "adoptions", "in use")
    area_best: np.ndarray = column(REAL, "kind need segment", "share", "")
    area_holder: np.ndarray = column(WHOLE, "kind need segment", "", "")
