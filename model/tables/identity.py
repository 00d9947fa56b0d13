"""Lineage ids: what a partnership, a solution or an adoption is called in its draws.

An id says where a thing comes from and never where it stands in a table, so that the same event keeps its luck when
other things come and go. Widths: channel 3 bits, lead 24, generation 5, month 8,
serial 4, renewal 5 (49 in all).
"""

import numpy as np

from ..compiled import callable_too, compiled
from ..epoch import month_text

BY_HOST, BY_COMPANY, BY_POOL, BY_INSTITUTION, BY_HOST_ALONE = 0, 1, 2, 3, 4
CHANNELS = ("host", "company", "pool", "institution", "in-house")


@compiled
def partnership_key(channel, lead, generation, month, serial):
    """Key of a newly opened partnership: renewal number 0."""
    opened = ((channel << 24 | lead) << 5 | (generation & 31)) << 8 | month
    return (opened << 4 | serial) << 5


@compiled
def renewal_key(key):
    """Key of the renewal of a partnership: its own with the renewal number one higher."""
    return (key >> 5) << 5 | (((key & 31) + 1) & 31)


@compiled
def made_solution_key(partnership, cycle):
    """Key of the solution a partnership makes in a cycle of work (0, 1, ...)."""
    return (np.int64(1) << 55) | (partnership << 4) | (cycle & 15)


@compiled
def abroad_solution_key(number):
    """Key of a solution from abroad by running number."""
    return (np.int64(1) << 54) | number


@compiled
def actor_key(actor, generation):
    """Key of an actor: slot and generation."""
    return actor << 8 | (generation & 255)


@callable_too
def use_key(host, need, spell):
    """Key of a spell of use at an original host in a need area (with the solution's key beside it)."""
    return (host << 8 | need) << 8 | (spell & 255)


def partnership_text(key: int) -> str:
    """A partnership's key as text: `host 92 2022-01 #0 r1`.

    That is through which channel and by whom it was opened (number of the host, company, region or institution, and
    the company's generation after a point), its first month, which of that month it was, and how often it was renewed.
    """
    renewal, serial, month = key & 31, key >> 5 & 15, key >> 9 & 255
    generation, lead, channel = key >> 17 & 31, key >> 22 & (1 << 24) - 1, key >> 46
    who = f"{lead}.{generation}" if channel == BY_COMPANY else f"{lead}"
    return f"{CHANNELS[channel]} {who} {month_text(month)} #{serial} r{renewal}"


def solution_text(key: int) -> str:
    """A solution's key as text.

    That of the partnership that made it and in which of its cycles, `abroad` and its number, or `catalogue` and the
    number of its name.
    """
    if key >> 55 == 1:
        return f"{partnership_text(key >> 4 & (1 << 49) - 1)} c{key & 15}"
    return f"abroad {key & (1 << 54) - 1}" if key >> 54 == 1 else f"catalogue {key}"
