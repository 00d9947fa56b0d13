"""account: the month's ledger, and the money that runs by the month."""

import math

from ..compiled import compiled, rule
from ..now import Now
from ..state.codes import Count, Item, Value
from ..state.state import State
from ..state.world import World
from ..tables import money
from ..tables.adopting import supplier
from ..tables.sums import total
from .ledger import balance, grow, set_baseline


@rule("actors", "adoptions", "ledger", "tally")
def account(world: World, state: State, now: Now) -> None:
    """Close the month: what is freed, and what it costs to run."""
    grow(world, state, now)
    balance(world, state, now)
    if now.month == now.target.baseline:
        set_baseline(state, now)
    _pay_month(world, state, now)


@compiled
def _pay_month(world, state, now):
    """Money that runs by the month: levers that are an effort, and the yearly cost of solutions in use.

    A reform of law is paid once, as far as it goes beyond what is paid already.
    """
    p = now.p
    tally = state.tally
    lever = now.levers[0]
    regions = now.levers.size
    for region in range(regions):
        here = now.levers[region]
        part = 1.0 / (12.0 * regions)
        money.spend(world, tally, Item.OUTREACH, here.outreach * p.cost_outreach * part, 0)
        money.spend(world, tally, Item.BRIDGE, here.bridge * p.cost_bridge * part, 0)
        money.spend(world, tally, Item.NETWORK, here.networks * p.cost_network * p.networks_at_full_lever * part, 0)
        slots = here.support_slots * p.cost_implementation_slots * part
        municipal = world.municipal_hours_share
        money.spend(world, tally, Item.IMPLEMENTATION_SLOTS, slots * municipal, 0)
        money.spend(world, tally, Item.IMPLEMENTATION_SLOTS, slots * (1.0 - municipal), 1)
        money.spend(world, tally, Item.DECISION_SUPPORT, here.decision_support * p.cost_decision_support * part, 0)
        money.spend(world, tally, Item.GUIDANCE, here.guidance * p.cost_guidance * part, 0)
        money.spend(world, tally, Item.INNOVATION_UNIT, here.innovation_unit * p.cost_innovation_unit * part, 0)
        money.spend(world, tally, Item.TRAINING, here.innovation_training * p.cost_training * part, 0)
        money.spend(world, tally, Item.DISTRICT, here.district * p.cost_district / 12.0, 0)
    money.spend(world, tally, Item.BROKER, lever.broker * p.cost_broker / 12.0, 0)
    reform = max(lever.legal_reform - tally.value[Value.REFORM], 0.0)
    tally.value[Value.REFORM] += reform
    money.spend(world, tally, Item.DATA_REFORM, reform * p.cost_data_reform, 0)
    abroad = lever.community_of_practice * p.cost_community_of_practice / 12.0
    money.spend(world, tally, Item.COMMUNITY_OF_PRACTICE, abroad, 0)
    _pay_running(world, state, now)


@compiled
def _pay_running(world, state, now):
    """Licences and operation of solutions in use: a share of the value of the time they are said to free."""
    p = now.p
    solutions, tally, revenue = state.solutions, state.tally, state.actors.revenue
    _fade(world, revenue)
    tally.running[:] = 0.0
    for s in range(tally.count[Count.SOLUTION_ROWS]):
        owner = supplier(state, s)
        for kind in range(2):
            said = max(abs(solutions.expected[s, kind]), p.smallest_claim)
            fte = solutions.hours_used[s, kind] / p.hours_per_staff_fte
            amount = p.cost_solution_running * said * fte * p.cost_fte_value / 12.0
            tally.running[kind] += amount
            if owner >= 0:
                revenue[owner] += amount
    for kind in range(2):
        money.spend(world, tally, Item.SOLUTION_RUNNING, tally.running[kind], kind)
    tally.value[Value.REVENUE] = total(revenue[world.first_company :])


@compiled
def _fade(world, revenue):
    """Revenue is that of the last year: what came earlier fades."""
    kept = math.exp(-1.0 / 12.0)
    for a in range(world.first_company, revenue.size):
        revenue[a] *= kept
