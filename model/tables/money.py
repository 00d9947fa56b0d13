"""Who pays what: every spending is booked by part and by payer."""

from ..compiled import inlined

# The order of rows in World.cost_payers and World.cost_part.
COST_ITEMS = (
    *("outreach", "partnership_support", "opi_grant", "national_programme", "broker", "bridge", "network"),
    *("district", "data_reform", "joint_procurement", "first_buyer_compensation", "implementation_support"),
    *("implementation_slots", "benefit_realisation", "intensified_use", "evaluation", "decision_support"),
    *("guidance", "cocreation", "training", "action_learning", "community_of_practice", "opening"),
    *("solution_purchase", "solution_running", "host_implementation"),
)
OUTREACH, PARTNERSHIP_SUPPORT, OPI_GRANT, NATIONAL_PROGRAMME, BROKER, BRIDGE, NETWORK = 0, 1, 2, 3, 4, 5, 6
DISTRICT, DATA_REFORM, JOINT_PROCUREMENT, FIRST_BUYER, IMPLEMENTATION_SUPPORT = 7, 8, 9, 10, 11
IMPLEMENTATION_SLOTS, BENEFIT_REALISATION, INTENSIFIED_USE, EVALUATION, DECISION_SUPPORT = 12, 13, 14, 15, 16
GUIDANCE, COCREATION, TRAINING, ACTION_LEARNING, COMMUNITY_OF_PRACTICE, OPENING = 17, 18, 19, 20, 21, 22
SOLUTION_PURCHASE, SOLUTION_RUNNING, HOST_IMPLEMENTATION = 23, 24, 25


@inlined
def spend(world, tally, item, amount, kind):
    """Book `amount` (million DKK) of a cost item. `kind` (0 municipal, 1 hospital) says whose share a host pays.

    Payers are state, EU, region, municipality, company; the share booked on "the host" falls on the municipality or
    the region by `kind`.
    """
    part = world.cost_part[item]
    for payer in range(5):
        share = world.cost_payers[item, payer]
        if share > 0.0:
            tally.spent[part, payer] += amount * share
    host_share = world.cost_payers[item, 5]
    if host_share > 0.0:
        tally.spent[part, 3 if kind == 0 else 2] += amount * host_share
