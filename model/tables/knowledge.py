"""Capability levels: how they fade, and how well a group covers what a need asks for."""

import math

from ..compiled import compiled


@compiled
def fade(level, base, left):
    """Bring levels nearer to where they began."""
    for k in range(level.size):
        level[k] = base[k] + (level[k] - base[k]) * left


@compiled
def raise_to(best, level):
    """The larger of two profiles, into the first."""
    for k in range(best.size):
        best[k] = level[k] if level[k] > best[k] else best[k]


@compiled
def refresh(world, actors, now, actor):
    """Let capabilities unused since the last live partnership fade towards their level at the start."""
    since = max(actors.touched[actor], actors.last_live[actor])
    if actors.load[actor] == 0 and now.month > since:
        fade(actors.level[actor], world.base[actor], math.exp(-now.p.capability_fading * (now.month - since)))
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
    one, two = actors.level[a], actors.level[b]
    # Four sums side by side: one alone waits for each of its additions.
    low0, low1, low2, low3 = 0.0, 0.0, 0.0, 0.0
    high0, high1, high2, high3 = 0.0, 0.0, 0.0, 0.0
    quarter = one.size // 4
    for k in range(quarter):
        low0, high0 = _widen(low0, high0, one[k], two[k])
        low1, high1 = _widen(low1, high1, one[quarter + k], two[quarter + k])
        low2, high2 = _widen(low2, high2, one[2 * quarter + k], two[2 * quarter + k])
        low3, high3 = _widen(low3, high3, one[3 * quarter + k], two[3 * quarter + k])
    for k in range(4 * quarter, one.size):
        low0, high0 = _widen(low0, high0, one[k], two[k])
    shared = (low0 + low1) + (low2 + low3)
    return 1.0 - shared / max((high0 + high1) + (high2 + high3), 1e-12)


@compiled
def _widen(low, high, one, two):
    """Add the smaller of two numbers to one sum and the larger to another."""
    return (low + one, high + two) if one < two else (low + two, high + one)
