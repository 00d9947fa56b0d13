"""Taking over what others use: what a host hears of from its users it adapts more easily than it starts anew."""

import math
from typing import NamedTuple

from ..compiled import compiled
from ..state.codes import Value
from .places import kind_of

# Complexity 0 to 1 stands for the seven domains of NASSS; the penalty is that of one of them.
DOMAINS = 7.0
MONTHS_A_YEAR = 12.0


class Ways(NamedTuple):
    """How far a host hears in a year from those who use something."""

    partners: int  # hosts that it remembers having worked with, in scratch
    networks: float  # chance of a meeting with users of its kind and region
    commons: float  # of what users anywhere have shared


@compiled
def ways_of(world, state, now, lever, host):
    """The ways by which a host hears from users; its partners' host numbers into scratch."""
    memory = state.ties.partner[world.first_host + host]
    found = state.scratch.partners
    number = 0
    for place in range(memory.size):
        other = memory[place] - world.first_host
        if memory[place] < 0:
            break
        if 0 <= other < world.hosts:
            found[number] = other
            number += 1
    meets = 1.0 - math.exp(-MONTHS_A_YEAR * lever.networks * now.switches.networks_exposure)
    return Ways(number, meets, 1.0 - math.exp(-state.tally.value[Value.COMMONS]))


@compiled
def is_adapted(world, state, now, ways, host, solution, adapts_at):
    """1 where a host would adapt a solution from others' use: where the ways by which it hears of it from users reach
    as far as the share that it draws. A partner's use reaches all the way."""
    share = now.p.adaptation_share * now.switches.adaptation
    solutions = state.solutions
    if adapts_at >= share or solutions.adopters[0, solution] + solutions.adopters[1, solution] == 0:
        return 0
    near = solutions.adopters_in_region[world.region[world.first_host + host], kind_of(world, host), solution] > 0
    if adapts_at < share * (1.0 - (1.0 - ways.commons) * (1.0 - ways.networks if near else 1.0)):
        return 1
    uses, found = state.considered.uses, state.scratch.partners
    for i in range(ways.partners):
        if uses[found[i], solution] > 0:
            return 1
    return 0
