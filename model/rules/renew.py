"""renew: contracts end as planned, are renewed, or end early; subsidised ties end when the money does."""

from ..compiled import compiled, rule
from ..draws import RENEW, uniform
from ..now import Now
from ..state.codes import Count, End, Kind, Stage
from ..state.state import State
from ..state.world import World
from ..tables.adopting import logistic, logit
from ..tables.identity import renewal_key
from ..tables.working import Founding, close, has_left, open_partnership, sweep
from .seek import Opening, invite_hosts


@rule("actors", "ties", "partnerships", "tally")
def renew(world: World, state: State, now: Now) -> None:
    """Early end by a cumulated hazard (organisational, not by trust or age alone); planned end by contract.

    A delivered partnership is renewed with a probability that rises with trust. The contract end of a subsidised tie
    multiplies the odds of ending by `subsidised_end_ratio` (Aschhoff, Fier and Loehlein 2006).
    """
    partnerships = state.partnerships
    for i in range(state.tally.count[Count.PARTNERSHIPS_LIVE]):
        row = partnerships.live[i]
        if partnerships.closed[row] >= 0:
            continue
        at_work = partnerships.stage[row] != Stage.AWAITING
        # Nothing can fall apart while everyone waits for a decision.
        partnerships.hazard[row] += now.p.early_end_rate if at_work else 0.0
        ends_early = partnerships.hazard[row] >= partnerships.threshold[row] and at_work
        if ends_early or _company_failed(world, state, now, row):
            close(state, now, row, End.EARLY)
        elif now.month >= partnerships.ends[row] and at_work:
            _contract_end(world, state, now, row)
    sweep(state)


@compiled
def _company_failed(world, state, now, row):
    """Whether the company that was to own the solution has closed or has no capital left."""
    company = state.partnerships.company[row]
    if company < 0:
        return False
    left = has_left(world, state.actors, company, state.partnerships.opened[row])
    return left or state.actors.runway[company] <= 0.0


@compiled
def _contract_end(world, state, now, row):
    p = now.p
    partnerships = state.partnerships
    unfinished = partnerships.stage[row] != Stage.DONE and partnerships.stage[row] <= Stage.LOCAL
    if unfinished and now.month < partnerships.ends[row] + p.contract_overrun_months:
        return
    lever = now.levers[world.region[partnerships.lead[row]]]
    kind = partnerships.kind[row]
    renewed = False
    allowed = lever.renewals > 0.0 and kind <= Kind.CONSORTIUM and now.switches.partnerships > 0.0
    if allowed and partnerships.delivered[row] > 0:
        chance = logit(p.renewal_probability) + p.followup_trust * now.switches.trust_followup * (
            partnerships.trust[row] - p.trust_baseline
        )
        odds = logistic(chance) / max(1.0 - logistic(chance), 1e-9)
        if partnerships.subsidised[row] > 0:
            odds /= p.subsidised_end_ratio
        renewed = uniform(now.key, RENEW, partnerships.key[row], now.month) < odds / (1.0 + odds)
    size = _still_there(world, state, now, row) if renewed else 0
    close(state, now, row, End.RENEWED if size >= 2 else End.PLANNED)
    if size >= 2:
        _renewal(world, state, now, lever, row, size)


@compiled
def _still_there(world, state, now, row):
    """Members that can go on, into scratch. Returns their number."""
    partnerships = state.partnerships
    size = 0
    for m in range(partnerships.size[row]):
        if not has_left(world, state.actors, partnerships.members[row, m], partnerships.opened[row]):
            state.scratch.members[size] = partnerships.members[row, m]
            size += 1
    return size


@compiled
def _renewal(world, state, now, lever, row, size):
    """The same members go on under a new contract, a strategic one with further hosts; a renewal's key is its parent's
    with the next number."""
    partnerships = state.partnerships
    kind = partnerships.kind[row]
    if kind < Kind.STRATEGIC and uniform(now.key, RENEW, partnerships.key[row], 4096) < lever.strategic_share:
        kind = Kind.STRATEGIC
    members = state.scratch.members
    name, need, host = renewal_key(partnerships.key[row]), partnerships.need[row], partnerships.host[row]
    if kind == Kind.STRATEGIC and host >= 0:
        state.scratch.invited[:] = 0
        size = invite_hosts(world, state, now, lever, Opening(name, members[0], host, need, 0), size)
    formed = state.tally.count[Count.FORMED]
    consortia = state.tally.count[Count.CONSORTIA]
    founding = Founding(name, kind, need, members[0], size)
    made = open_partnership(world, state, now, lever, founding, members)
    if made < 0:
        return
    state.tally.count[Count.RENEWED] += 1
    state.tally.count[Count.FORMED] = formed
    state.tally.count[Count.CONSORTIA] = consortia
    partnerships.host[made] = host
    partnerships.company[made] = partnerships.company[row]
