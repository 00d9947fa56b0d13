"""renew: contracts end as planned, are renewed, or end early; subsidised ties end when the money does."""

from ..arrays import AWAITING, CONSORTIUM, DONE, LOCAL, STRATEGIC, State, World
from ..compiled import compiled
from ..draws import RENEW, uniform
from ..tables import counts
from ..tables.adopting import logistic, logit
from ..tables.identity import renewal_key
from ..tables.working import EARLY_END, PLANNED_END, RENEWED, close, has_left, open_partnership, sweep


@compiled
def renew(world: World, state: State, levers, p, switches, month, key) -> None:
    """Early end by a cumulated hazard (organisational, not by trust or age alone); planned end by contract.

    A delivered partnership is renewed with a probability that rises with trust. The contract end of a subsidised tie
    multiplies the odds of ending by `sub_mult` (Aschhoff, Fier and Loehlein 2006).
    """
    partnerships = state.partnerships
    for i in range(state.tally.count[counts.PARTNERSHIPS_LIVE]):
        row = partnerships.live[i]
        if partnerships.closed[row] >= 0:
            continue
        at_work = partnerships.stage[row] != AWAITING
        # Nothing can fall apart while everyone waits for a decision.
        partnerships.hazard[row] += p.early if at_work else 0.0
        ends_early = partnerships.hazard[row] >= partnerships.threshold[row] and at_work
        if ends_early or _company_failed(world, state, row, month):
            close(state, row, EARLY_END, month)
        elif month >= partnerships.ends[row] and at_work:
            _contract_end(world, state, levers, p, switches, row, month, key)
    sweep(state)


@compiled
def _company_failed(world, state, row, month):
    """Whether the company that was to own the solution has closed or has no capital left."""
    company = state.partnerships.company[row]
    if company < 0:
        return False
    left = has_left(world, state.actors, company, state.partnerships.opened[row], month)
    return left or state.actors.runway[company] <= 0.0


@compiled
def _contract_end(world, state, levers, p, switches, row, month, key):
    partnerships = state.partnerships
    unfinished = partnerships.stage[row] != DONE and partnerships.stage[row] <= LOCAL
    if unfinished and month < partnerships.ends[row] + p.overrun:
        return
    lever = levers[world.region[partnerships.lead[row]]]
    kind = partnerships.kind[row]
    renewed = False
    allowed = lever.renewals > 0.0 and kind <= CONSORTIUM and switches.partnerships > 0.0
    if allowed and partnerships.delivered[row] > 0:
        chance = logit(p.renew_p) + p.followup_trust * switches.trust_followup * (partnerships.trust[row] - p.t0)
        odds = logistic(chance) / max(1.0 - logistic(chance), 1e-9)
        if partnerships.subsidised[row] > 0:
            odds /= p.sub_mult
        renewed = uniform(key, RENEW, partnerships.key[row], month) < odds / (1.0 + odds)
    size = _still_there(world, state, row, month) if renewed else 0
    close(state, row, RENEWED if size >= 2 else PLANNED_END, month)
    if size >= 2:
        _renewal(world, state, lever, p, row, size, month, key)


@compiled
def _still_there(world, state, row, month):
    """Members that can go on, into scratch. Returns their number."""
    partnerships = state.partnerships
    size = 0
    for m in range(partnerships.size[row]):
        if not has_left(world, state.actors, partnerships.members[row, m], partnerships.opened[row], month):
            state.scratch.gathered[size] = partnerships.members[row, m]
            size += 1
    return size


@compiled
def _renewal(world, state, lever, p, row, size, month, key):
    """The same members go on under a new contract; a renewal's key is its parent's with the next number."""
    partnerships = state.partnerships
    kind = partnerships.kind[row]
    if kind < STRATEGIC and uniform(key, RENEW, partnerships.key[row], 4096) < lever.strategic_share:
        kind = STRATEGIC
    name = renewal_key(partnerships.key[row])
    members = state.scratch.gathered
    lead = members[0]
    formed = state.tally.count[counts.FORMED]
    consortia = state.tally.count[counts.CONSORTIA]
    made = open_partnership(world, state, lever, p, key, name, kind, partnerships.need[row], lead, members, size, month)
    if made < 0:
        return
    state.tally.count[counts.RENEWED] += 1
    state.tally.count[counts.FORMED] = formed
    state.tally.count[counts.CONSORTIA] = consortia
    partnerships.host[made] = partnerships.host[row]
    partnerships.company[made] = partnerships.company[row]
