"""What a solution costs where it is used, and what it is worth there: million DKK."""

import math

from ..compiled import compiled

PER_MILLION = 1e-6


@compiled
def value_of(now, share):
    """Value a year of an hour of an area of which a share becomes free."""
    return share * now.p.cost_fte_value / now.p.hours_per_staff_fte


@compiled
def said_value(state, now, solution, kind):
    """Value a year, for each hour of the area, of the time that full use is said to free: the supplier's claim, or
    what an evaluation has shown where that is more."""
    solutions = state.solutions
    return value_of(now, max(solutions.said[solution, kind], solutions.expected[solution, kind]))


@compiled
def purchase_price(world, state, now, solution, cell):
    """Price of buying and installing a solution in a cell for as many users as are expected to come to use it.

    At full use it is a price for each user where evidence has one, else years of the value that is claimed; the share
    of full use that is expected is the mean of what others come to.
    """
    p = now.p
    kind = world.cell_kind[cell]
    hours = state.cell_hours[cell]
    unit = world.solution_unit[solution] if solution < world.solution_unit.size else -1
    if unit >= 0:
        users = world.solution_users[solution] * hours / p.hours_per_staff_fte
        return p.unit_price[unit] * PER_MILLION * users * p.depth_ceiling
    return p.cost_solution_purchase * said_value(state, now, solution, kind) * hours * p.depth_ceiling


@compiled
def running_cost(adoptions, now, row):
    """Licences and operation of an adoption a year, for each hour of its cell: a share of the value that was claimed
    when it was bought, for the users that it has."""
    return now.p.cost_solution_running * adoptions.claimed[row] * adoptions.depth[row]


@compiled
def freed_part(adoptions, row):
    """Share of its cell's hours that an adoption frees; negative where it costs time."""
    return min(adoptions.saved[row], 0.0) + adoptions.share[row]


@compiled
def costs_more(adoptions, now, row):
    """Whether an adoption costs more to run than it frees."""
    return running_cost(adoptions, now, row) > value_of(now, freed_part(adoptions, row))


@compiled
def monthly_share(p):
    """What one krone paid once costs a month over its life: an annuity whose first payment falls due at once."""
    months = life_months(p)
    if p.discount_rate <= 0.0:
        return 1.0 / months
    kept = math.pow(1.0 + p.discount_rate, -1.0 / 12.0)
    # A power of a whole number is worked out otherwise where it is compiled.
    return (1.0 - kept) / (1.0 - math.pow(kept, float(months)))


@compiled
def life_months(p):
    """Months over which what is paid once is spread."""
    return max(int(12.0 * p.asset_life_years + 0.5), 1)
