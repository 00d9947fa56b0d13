"""Who pays what: every spending is booked by part and payer, what is paid once apart from what is paid by the year."""

from ..compiled import compiled
from ..state.codes import HostKind, Item, Payer, Regime
from .places import authority_of


@compiled
def spend(world, tally, item, amount, kind):
    """Book `amount` (million DKK) of a cost item. `kind` (0 municipal, 1 hospital) says whose share a host pays.

    Payers are state, EU, region, municipality, company; the share booked on "the host" falls on the municipality or
    the region by `kind`.
    """
    part = world.cost_part[item]
    booked = tally.once if world.cost_once[item] > 0 else tally.spent
    for payer in range(booked.shape[1]):
        share = world.cost_payers[item, payer]
        if share > 0.0:
            booked[part, payer] += amount * share
    share = world.cost_payers[item, Payer.HOST]
    if share > 0.0:
        booked[part, Payer.MUNICIPALITY if kind == HostKind.MUNICIPAL else Payer.REGION] += amount * share


@compiled
def buy(world, state, unit, regime, amount):
    """Book a purchase (million DKK) by how it came into use, and draw the host's share on its authority's budget.

    What a national programme or a mandate brings is paid by the programme, and the host pays a share; everything else
    the host pays itself.
    """
    brought = regime == Regime.NATIONAL_PROGRAMME or regime == Regime.MANDATE
    item = Item.PROGRAMME_PURCHASE if brought else Item.SOLUTION_PURCHASE
    spend(world, state.tally, item, amount, payer_kind(world, state, unit))
    state.tally.bought[regime] += amount
    state.considered.budget[authority_of(world, state, unit)] -= amount * world.cost_payers[item, Payer.HOST]


@compiled
def payer_kind(world, state, unit):
    """The HostKind of who pays for a unit: regions pay for hospitals and for what has moved to them."""
    if unit < world.hosts:
        return HostKind.MUNICIPAL if unit < world.municipalities else HostKind.HOSPITAL
    return HostKind.HOSPITAL if state.considered.unit_active[unit] > 0 else HostKind.MUNICIPAL
