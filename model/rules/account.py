"""account: the month's ledger, and the money that runs by the month."""

import math

from ..compiled import compiled, rule
from ..now import Now
from ..state.codes import Count, Item, Value
from ..state.state import State
from ..state.world import World
from ..tables import money
from ..tables.owning import supplier
from ..tables.pricing import freed_part, running_cost, value_of
from ..tables.sums import total
from .ledger import balance, grow, hours_now, set_baseline


@rule("actors", "adoptions", "ledger", "tally")
def account(world: World, state: State, now: Now) -> None:
    """Close the month: what is freed, and what it costs to run."""
    grow(world, state, now)
    balance(world, state, now)
    if now.month == now.target.baseline:
        set_baseline(state, now)
    _pay_month(world, state, now)
    _close_month(state, now)


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
    """Licences and operation of what is in use, by the users it has; the value of what it frees beside it."""
    adoptions, tally, revenue = state.adoptions, state.tally, state.actors.revenue
    live, live_from, cell, unit = adoptions.live, adoptions.live_from, adoptions.cell, adoptions.unit
    solution, paid, won = adoptions.solution, adoptions.paid, adoptions.won
    _fade(world, revenue)
    tally.running[:] = 0.0
    an_hour = value_of(now, 1.0)
    for i in range(tally.count[Count.ADOPTIONS_LIVE]):
        row = live[i]
        if now.month < live_from[row]:
            continue
        hours = hours_now(world, state, cell[row]) / 12.0
        amount = running_cost(adoptions, now, row) * hours
        paid[row] += amount
        won[row] += an_hour * freed_part(adoptions, row) * hours
        tally.running[money.payer_kind(world, state, unit[row])] += amount
        owner = supplier(state, solution[row])
        if owner >= 0:
            revenue[owner] += amount
    for kind in range(2):
        money.spend(world, tally, Item.SOLUTION_RUNNING, tally.running[kind], kind)
    tally.value[Value.REVENUE] = total(revenue[world.first_company :])


@compiled
def _close_month(state, now):
    """Keep what was paid once: its cost is spread over the years that it lasts."""
    once, kept = state.tally.once, state.tally.once_by_month[now.month]
    for part in range(once.shape[0]):
        for payer in range(once.shape[1]):
            kept[part, payer] = once[part, payer]
    once[:] = 0.0


@compiled
def _fade(world, revenue):
    """Revenue is that of the last year: what came earlier fades."""
    kept = math.exp(-1.0 / 12.0)
    for a in range(world.first_company, revenue.size):
        revenue[a] *= kept
