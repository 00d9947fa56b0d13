"""decide: the decision to go on after a pilot, which waits for money and perhaps for a tender."""

from ..compiled import compiled
from ..draws import FOLLOW_UP, TENDER, uniform_pair
from ..state.codes import End, Kind, Stage
from ..tables import identity, knowledge
from ..tables.adopting import logistic, logit
from ..tables.working import close, has_left, release, tie


@compiled
def solution_name(partnerships, row):
    """Key of the solution that a partnership is working on."""
    return identity.made_solution_key(partnerships.key[row], partnerships.cycle[row])


@compiled
def await_decision(state, now, row):
    """The decision to go on outlives the contract and uses no partner's capacity."""
    p = now.p
    partnerships = state.partnerships
    partnerships.stage[row] = Stage.AWAITING
    wait = p.decision_months
    if partnerships.kind[row] == Kind.IN_HOUSE or partnerships.kind[row] == Kind.STRATEGIC:
        wait *= p.decision_shortening
    if _is_tendered(partnerships, row):
        _, length = uniform_pair(now.key, TENDER, solution_name(partnerships, row), 0)
        wait += p.tender_months * (0.5 + length)
    partnerships.wait_until[row] = now.month + int(wait + 0.5)
    release(state, now, row)


@compiled
def _is_tendered(partnerships, row):
    """Whether the result is put out to tender: projects and research consortia without an agreed option."""
    bought = partnerships.kind[row] != Kind.IN_HOUSE and partnerships.kind[row] != Kind.STRATEGIC
    return bought and partnerships.option[row] == 0


@compiled
def decide(world, state, now, row):
    """Follow-up: new money and a purchase. An agreed option skips the tender, which another supplier may win."""
    p = now.p
    partnerships = state.partnerships
    name = solution_name(partnerships, row)
    chance = p.followup_probability
    if partnerships.option[row] > 0:
        chance += (1.0 - chance) * p.purchase_option_bonus
    if partnerships.kind[row] == Kind.STRATEGIC:
        chance += (1.0 - chance) * p.strategic_contract_bonus
    if now.switches.trust_followup > 0.0:
        chance = logistic(logit(chance) + p.followup_trust * (partnerships.trust[row] - p.trust_baseline))
    yes, lost = uniform_pair(now.key, FOLLOW_UP, name, 0)
    if yes >= chance:
        partnerships.stage[row] = Stage.DONE
        close(state, now, row, End.PLANNED)
        return
    if _is_tendered(partnerships, row) and lost < p.tender_loss:
        partnerships.company[row] = -1
    partnerships.stage[row] = Stage.LOCAL
    partnerships.ends[row] = max(partnerships.ends[row], now.month + p.local_operation_months)
    _resume(world, state, now, row)


@compiled
def _resume(world, state, now, row):
    """Members that are still there take the work up again after the decision."""
    partnerships = state.partnerships
    members = partnerships.members[row]
    kept = 0
    for m in range(partnerships.size[row]):
        if not has_left(world, state.actors, members[m], partnerships.opened[row]):
            members[kept] = members[m]
            kept += 1
    partnerships.size[row] = kept
    members[kept:] = -1
    for m in range(partnerships.size[row]):
        knowledge.refresh(world, state.actors, now, members[m])
        state.actors.load[members[m]] += 1
        for n in range(partnerships.size[row]):
            if m != n:
                tie(world, state, now, row, m, n)
    partnerships.releases[row] = 1
