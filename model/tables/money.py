"""Who pays what: every spending is booked by part and by payer."""

from ..compiled import compiled
from ..state.codes import HostKind, Payer


@compiled
def spend(world, tally, item, amount, kind):
    """Book `amount` (million DKK) of a cost item. `kind` (0 municipal, 1 hospital) says whose share a host pays.

    Payers are state, EU, region, municipality, company; the share booked on "the host" falls on the municipality or
    the region by `kind`.
    """
    part = world.cost_part[item]
    for payer in range(tally.spent.shape[1]):
        share = world.cost_payers[item, payer]
        if share > 0.0:
            tally.spent[part, payer] += amount * share
    share = world.cost_payers[item, Payer.HOST]
    if share > 0.0:
        tally.spent[part, Payer.MUNICIPALITY if kind == HostKind.MUNICIPAL else Payer.REGION] += amount * share
