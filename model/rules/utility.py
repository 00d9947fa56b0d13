"""utility: how much each candidate is wanted, with the noise of a choice."""

import math

from ..compiled import compiled
from ..draws import CANDIDATE, uniforms_for
from ..state.codes import ActorKind, Way
from ..tables import knowledge, ties
from ..tables.identity import actor_key

# A bound must not fall below what it bounds by a rounding.
ROUNDING = 1e-9


@compiled
def candidate_key(world, actors, actor):
    """Lineage key of a candidate."""
    return actor_key(world.lineage[actor], actors.generation[actor])


@compiled
def draw_noise(world, state, now, name, number):
    """Noise of a choice for each candidate found, keyed by (partnership, candidate): the best of utility + noise is a
    logit choice (Gumbel)."""
    scratch = state.scratch
    for i in range(number):
        scratch.names[i] = candidate_key(world, state.actors, scratch.found[i])
    uniforms_for(now.key, CANDIDATE, name, scratch.names[:number], scratch.noise)
    for i in range(number):
        scratch.noise[i] = -math.log(-math.log(scratch.noise[i]))


@compiled
def cognitive_value(distance, variant):
    """Value of cognitive distance, 1 at its optimum: conservative, progressive, or an inverted U (Nooteboom 2007)."""
    if variant == 0.0:
        return 1.0 - distance
    if variant == 1.0:
        return distance
    return 4.0 * distance * (1.0 - distance)


@compiled
def utility(world, state, now, lever, search, other, way):
    """Log odds that the lead wants `other` in a consortium that has `search.size` members.

    Prior tie, partner of a partner, broker, same region, distance, trust above the baseline, cognitive value, less load
    and a coordination cost that grows with the square of size (Paier and Scherngell 2011 for the order of effects;
    Tomasello, Burkholz and Schweitzer 2017 for the cost of size).
    """
    seen = at_sight(world, state, now, lever, search, other, way)
    return seen + on_closer_look(world, state, now, search.lead, other)


@compiled
def at_sight(world, state, now, lever, search, other, way):
    """The part of utility that is seen at once."""
    p = now.p
    lead = search.lead
    value = _acquaintance(p, way) - p.coordination_cost * search.size * search.size
    if world.region[lead] == world.region[other]:
        value += p.same_region_preference
    east, north = world.x[lead] - world.x[other], world.y[lead] - world.y[other]
    value -= p.distance_aversion * math.sqrt(east * east + north * north) / 100.0
    value -= p.load_aversion * state.actors.load[other] / max(state.actors.capacity[other], 1)
    if world.kind[other] == ActorKind.COMPANY:
        value += lever.small_firm_weight * (1.0 - world.size[other] / 1.5)
    return value


@compiled
def _acquaintance(p, way):
    if way == Way.PARTNER:
        return p.earlier_partner_preference
    if way == Way.PARTNER_OF_PARTNER:
        return p.partner_of_partner_preference
    return p.brokered_preference if way == Way.BROKERED else 0.0


@compiled
def on_closer_look(world, state, now, lead, other):
    """The part of utility that takes a look at what both know today, and remember."""
    p = now.p
    knowledge.refresh(world, state.actors, now, lead)
    knowledge.refresh(world, state.actors, now, other)
    distance = knowledge.distance_of_knowledge(state.actors, lead, other)
    value = p.cognitive_preference * cognitive_value(distance, p.structure_partner_choice)
    if now.switches.trust_invite > 0.0:
        trust = ties.trust_between(state.ties, now, lead, other) - ties.damage_at(state.actors, now, other)
        value += p.trusted_partner_preference * (trust - p.trust_baseline)
    return value


@compiled
def best_look(now):
    """The most that a closer look can add: trust less damage lies between -1 and 1, cognitive value between 0 and 1."""
    p = now.p
    return (
        max(p.cognitive_preference, 0.0)
        + max(
            p.trusted_partner_preference * (1.0 - p.trust_baseline),
            p.trusted_partner_preference * (-1.0 - p.trust_baseline),
            0.0,
        )
        + ROUNDING
    )
