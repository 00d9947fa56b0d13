"""Codes of what a December tells: the staircase, its losses, and the bridge from what stood to what is new."""

from enum import IntEnum


class Step(IntEnum):
    """Steps of the staircase, from potential on paper down."""

    POTENTIAL = 0
    HOSTS = 1
    DEPTH = 2
    REALISED = 3
    CASHED = 4
    SUSTAINED = 5


class Loss(IntEnum):
    """What lies between two steps of the staircase."""

    HOSTS = 0
    DEPTH = 1
    REALISED = 2
    CASHED = 3
    ABANDONED = 4


class Lack(IntEnum):
    """Why a host does not have a solution."""

    INSTALLING = 0
    GIVEN_UP = 1
    KNOWN = 2
    UNHEARD = 3


class Bridge(IntEnum):
    """From what stood at the baseline to what stands now, and from what is gained to what is counted as new."""

    STOCK = 0
    ENDED = 1
    GAINED = 2
    STANDING = 3
    FLOORED = 4
    SLOWED = 5
    NEW = 6


class Promise(IntEnum):
    """What was said of solutions that a programme or a joint tender took as the best proven, and what came of it."""

    FOUND = 0
    EXPECTED = 1
    ON_PAPER = 2
    FREED = 3
