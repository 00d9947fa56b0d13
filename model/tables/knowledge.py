"""Capability levels: how they fade, and how well a group covers what a need asks for."""

import math

from ..compiled import compiled


@compiled
def refresh(world, actors, now, actor):
    """Let capabilities unused since the last live partnership fade towards their level at the start."""
    since = max(actors.touched[actor], actors.last_live[actor])
    if actors.load[actor] == 0 and now.month > since:
        left = math.exp(-now.p.fade * (now.month - since))
        level = actors.level[actor]
        base = world.base[actor]
        for k in range(level.size):
            level[k] = base[k] + (level[k] - base[k]) * left
    actors.touched[actor] = now.month


@compiled
def own_coverage(world, actors, actor, need):
    """Mean level of one actor in the capabilities the need asks for (0 to 1)."""
    total = 0.0
    count = 0
    wanted = world.need_capabilities[need]
    for i in range(wanted.size):
        if wanted[i] < 0:
            break
        total += actors.level[actor, wanted[i]]
        count += 1
    return total / max(count, 1)


@compiled
def coverage(world, actors, members, size, need):
    """Coverage of a need by a group: mean over the wanted capabilities of the best member's level (0 to 1)."""
    total = 0.0
    count = 0
    wanted = world.need_capabilities[need]
    for i in range(wanted.size):
        if wanted[i] < 0:
            break
        best = 0.0
        for m in range(size):
            best = max(best, actors.level[members[m], wanted[i]])
        total += best
        count += 1
    return total / max(count, 1)


@compiled
def distance_of_knowledge(actors, a, b):
    """Cognitive distance: 1 less the weighted Jaccard overlap of two capability profiles (Nooteboom et al. 2007)."""
    shared = 0.0
    either = 0.0
    for k in range(actors.level.shape[1]):
        one = actors.level[a, k]
        two = actors.level[b, k]
        shared += min(one, two)
        either += max(one, two)
    return 1.0 - shared / max(either, 1e-12)
