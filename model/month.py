"""One month: the rules in their order, written down once for the ensemble and for the Mesa face alike."""

from .arrays import Outputs, State, World
from .compiled import compiled
from .rules.abroad import abroad
from .rules.account import account
from .rules.adopt import adopt
from .rules.deploy import deploy
from .rules.develop import develop, tell_hosts
from .rules.engage import engage
from .rules.exchange import exchange
from .rules.form import form
from .rules.institutions import institutions
from .rules.regimes import regimes
from .rules.renew import renew
from .rules.trust import trust
from .rules.turn_over import turn_over
from .tables import counts

ORDER = (
    *("institutions", "engage", "form", "exchange", "trust", "develop", "abroad", "adopt", "regimes", "deploy"),
    *("renew", "turn_over", "account"),
)


@compiled
def collaborate(world: World, state: State, levers, p, switches, month, key) -> None:
    """Rules 1 to 5: who joins, who works together, what they learn and what they make."""
    known = state.tally.count[counts.SOLUTION_ROWS]
    engage(world, state, levers, p, month, key)
    form(world, state, levers, p, switches, month, key)
    exchange(world, state, levers, p, switches, month, key)
    trust(world, state, p, month)
    develop(world, state, levers, p, switches, month, key)
    abroad(world, state, levers, p, month, key)
    tell_hosts(world, state, p, switches, known, month, key)


@compiled
def roll_out(world: World, state: State, levers, p, switches, month, key) -> None:
    """Rules 6 and 7: who takes what into use, and how deeply. Replay runs these alone."""
    adopt(world, state, levers, p, switches, month, key)
    regimes(world, state, levers, p, switches, month, key)
    deploy(world, state, levers, p, switches, month, key)


@compiled
def step(world: World, state: State, levers, p, switches, target, month, key, out: Outputs) -> None:
    """One month. `levers` (months, regions) is the whole table; `p` and `switches` are single records."""
    now = levers[month]
    institutions(world, state, p, month)
    collaborate(world, state, now, p, switches, month, key)
    roll_out(world, state, now, p, switches, month, key)
    renew(world, state, now, p, switches, month, key)
    turn_over(world, state, p, month, key)
    account(world, state, now, p, target, month, out)
