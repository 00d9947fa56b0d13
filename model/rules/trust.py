"""trust: it grows with delivery and falls with failure, and the one who failed carries the damage."""

from ..compiled import compiled, rule
from ..now import Now
from ..state.codes import Count
from ..state.state import State
from ..state.world import World
from ..tables import ties
from ..tables.working import place_of, refresh_quality


@compiled
def delivered(world: World, state: State, now: Now, row) -> None:
    """A milestone met: dT = g+ (ceiling - T), ceiling = 1 - reputation damage of the partner.

    Two-layer rule of slow gain and fast loss; delivered behaviour and not time builds trust (Meier et al. 2016,
    Vanneste et al. 2014).
    """
    partnerships = state.partnerships
    for m in range(partnerships.size[row]):
        for n in range(partnerships.size[row]):
            if m != n:
                _approach(state, now, row, m, n, now.p.trust_gain)
    partnerships.delivered[row] += 1
    refresh_quality(world, state, now, row)


@compiled
def _approach(state, now, row, m, n, share):
    """Let the trust of member `m` in member `n` close a share of its gap to the ceiling."""
    members = state.partnerships.members[row]
    place = place_of(state, row, m, n)
    trust = ties.trust_at(state.ties, now, members[m], place)
    ceiling = 1.0 - ties.damage_at(state.actors, now, members[n])
    ties.set_trust(state.ties, now, members[m], place, min(max(trust + share * (ceiling - trust), 0.0), 1.0))


@compiled
def failed(world: World, state: State, now: Now, row, culprit) -> None:
    """A failure: dT = -g- T with g- = ratio x g+ x (1 - T0) / T0, so that the ratio holds at the baseline T0.

    The damage to reputation sits on `culprit` (an actor id, -1 nobody) and heals with time.
    """
    p = now.p
    partnerships = state.partnerships
    members = partnerships.members[row]
    loss = min(p.trust_loss_ratio * p.trust_gain * (1.0 - p.trust_baseline) / p.trust_baseline, 1.0)
    for m in range(partnerships.size[row]):
        for n in range(partnerships.size[row]):
            if m != n and (culprit < 0 or members[n] == culprit or members[m] == culprit):
                place = place_of(state, row, m, n)
                trust = ties.trust_at(state.ties, now, members[m], place)
                ties.set_trust(state.ties, now, members[m], place, trust * (1.0 - loss))
    if culprit >= 0:
        damage = ties.damage_at(state.actors, now, culprit)
        state.actors.damage[culprit] = min(damage + p.reputation_damage * (1.0 - damage), 1.0)
        state.actors.damage_month[culprit] = now.month
    refresh_quality(world, state, now, row)


@rule("actors", "ties", "partnerships")
def trust(world: World, state: State, now: Now) -> None:
    """What trust does of itself in a month: nothing. Idle ties drift and damage heals when they are next read.

    Partnerships that review themselves (action learning) mend their weakest side every six months.
    """
    partnerships = state.partnerships
    for i in range(state.tally.count[Count.PARTNERSHIPS_LIVE]):
        row = partnerships.live[i]
        age = now.month - partnerships.opened[row]
        if partnerships.learning[row] > 0 and partnerships.releases[row] > 0 and age > 0 and age % 6 == 0:
            _review(world, state, now, row)


@compiled
def _review(world, state, now, row):
    partnerships = state.partnerships
    share = now.p.effect_action_learning
    if partnerships.co_created[row] < min(partnerships.coverage[row], partnerships.trust[row]):
        partnerships.co_created[row] += share * (1.0 - partnerships.co_created[row])
    elif partnerships.coverage[row] < partnerships.trust[row]:
        _train(world, state, row, share)
        refresh_quality(world, state, now, row)
    else:
        for m in range(partnerships.size[row]):
            for n in range(partnerships.size[row]):
                if m != n:
                    _approach(state, now, row, m, n, share * now.p.trust_gain)
        refresh_quality(world, state, now, row)


@compiled
def _train(world, state, row, share):
    """The lead learns: it closes a share of its gap to full capability in what the need asks for."""
    partnerships = state.partnerships
    level = state.actors.level[partnerships.lead[row]]
    wanted = world.need_capabilities[partnerships.need[row]]
    for i in range(wanted.size):
        if wanted[i] < 0:
            break
        level[wanted[i]] = min(max(level[wanted[i]] + share * (1.0 - level[wanted[i]]), 0.0), 1.0)
