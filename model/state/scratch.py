"""Room to work in: rules may not allocate, and nothing here outlives a rule."""

from typing import NamedTuple

import numpy as np

from .column import BYTE, REAL, ROW, WHOLE, WORD, column


class Scratch(NamedTuple):
    """What one rule writes and reads again before it ends."""

    members: np.ndarray = column(WHOLE, "member", "", "of a partnership that is being gathered")
    closing: np.ndarray = column(REAL, "member member", "share", "of a gap that the first closes to the second")
    invited: np.ndarray = column(WHOLE, "two", "", "brokered members, rejections")
    heard: np.ndarray = column(BYTE, "solution", "", "1 where a unit hears of it again")
    covered: np.ndarray = column(REAL, "need", "0 to 1", "by a host's own capabilities")
    partners: np.ndarray = column(WHOLE, "tie", "", "host numbers of a host's partners")
    free: np.ndarray = column(BYTE, "actor", "", "ActorKind of who may join a partnership, -1 for others")
    found: np.ndarray = column(WHOLE, "candidate", "", "actor ids")
    way: np.ndarray = column(WHOLE, "candidate", "", "Way in which each was found")
    names: np.ndarray = column(WHOLE, "candidate", "", "lineage keys")
    noise: np.ndarray = column(REAL, "candidate", "", "of a choice")
    looked: np.ndarray = column(BYTE, "candidate", "", "1 after a closer look")
    odds: np.ndarray = column(REAL, "candidate", "", "utility")
    score: np.ndarray = column(REAL, "candidate", "", "utility and noise")
    sample: np.ndarray = column(WHOLE, "sampled", "", "actor ids")
    first_words: np.ndarray = column(WORD, "attempt", "", "of a sample")
    second_words: np.ndarray = column(WORD, "attempt", "", "of a sample")
    openers: np.ndarray = column(WHOLE, "actor", "", "rows, or lineage keys, of who may open a need")
    luck: np.ndarray = column(REAL, "actor", "", "uniforms, one each")
    luck_alone: np.ndarray = column(REAL, "host", "", "uniforms, one each")
    rates: np.ndarray = column(REAL, "region", "per month", "")
    weights: np.ndarray = column(REAL, "need", "", "")
    best_level: np.ndarray = column(REAL, "region capability", "0 to 1", "")
    companies: np.ndarray = column(WHOLE, "actor", "", "rows of some of them")
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
    cell_best: np.ndarray = column(REAL, "cell segment", "share", "largest that is within a cell's reach so far")
    cell_holder: np.ndarray = column(WHOLE, "cell segment", "", "bin of what frees it")
    cell_freed: np.ndarray = column(REAL, "cell", "hours", "freed with what is within reach so far")
    cell_bin: np.ndarray = column(WHOLE, "cell", "", "that they go to; negative where that is not one known bin")
    reach: np.ndarray = column(REAL, "lack two", "hours", "freed with what is within reach so far, by OriginClass")
    area_best: np.ndarray = column(REAL, "kind need segment", "share", "")
    area_holder: np.ndarray = column(WHOLE, "kind need segment", "", "")
