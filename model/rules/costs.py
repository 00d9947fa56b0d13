"""costs: what a year costs by part and payer, what was bought, and what costs more to run than it frees."""

from ..compiled import compiled
from ..state.codes import Count
from ..tables.pricing import costs_more, life_months, monthly_share
from ..tables.sums import total


@compiled
def write_money(world, state, now, year, out):
    """The cost of a year: what is paid by the year, and what was paid once as an annuity over the years it lasts."""
    tally = state.tally
    _spread(state, now, year)
    for part in range(tally.spent.shape[0]):
        out.cost_mdkk[part, year] = total(tally.spent[part])
    for payer in range(tally.spent.shape[1]):
        out.cost_by_payer[payer, year] = total(tally.spent[:, payer])
    for regime in range(tally.bought.size):
        out.purchases_mdkk[regime, year] = tally.bought[regime]
    out.costly_share[year] = _costly(world, state, now)
    tally.spent[:] = 0.0
    tally.bought[:] = 0.0


@compiled
def _spread(state, now, year):
    """Add to this year's money the part of everything paid once so far that falls in it."""
    tally = state.tally
    first, last = 12 * year, 12 * year + 11
    life, share = life_months(now.p), monthly_share(now.p)
    for paid in range(max(first - life + 1, 0), last + 1):
        due = min(last, paid + life - 1) - max(first, paid) + 1
        for part in range(tally.spent.shape[0]):
            for payer in range(tally.spent.shape[1]):
                tally.spent[part, payer] += tally.once_by_month[paid, part, payer] * share * due


@compiled
def _costly(world, state, now):
    """Share of the adoptions in use so long that their host can know, that cost more to run than they free."""
    adoptions, known, costly = state.adoptions, 0, 0
    for i in range(state.tally.count[Count.ADOPTIONS_LIVE]):
        row = adoptions.live[i]
        decides = adoptions.unit[row] < world.hosts or state.considered.unit_active[adoptions.unit[row]] > 0
        if decides and adoptions.live_from[row] + now.p.review_months <= now.month:
            known += 1
            costly += 1 if costs_more(adoptions, now, row) else 0
    return costly / max(known, 1)
